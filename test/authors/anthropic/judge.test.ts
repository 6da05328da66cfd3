import { expect, test } from "vitest";
import type { Reply } from "../../fakes/scripted-model.ts";
import { anAuthor, GOOD_FILE, PARSE } from "./a-change.ts";

const TRIALS = ["test_a", "test_b"].map((name) => ({ name, symbol: PARSE, criteria: ["AC-1"] }));

/** The votes on two tests after these answers of the judge; a text has a letter per test: `hl` is high, low. */
async function votes(...answers: (string | Reply)[]) {
  const words = { h: "high", m: "medium", l: "low" } as const;
  const replies = answers.map((answer): Reply => {
    if (typeof answer !== "string") return answer;
    const cast = [...answer].flatMap((letter, at) => {
      const relevance = words[letter as keyof typeof words];
      return relevance === undefined ? [] : [{ test: TRIALS[at]?.name, relevance, why: `it is ${relevance}` }];
    });
    return { says: { votes: cast } };
  });
  const { author, model, snapshot, signal } = await anAuthor({ judge: replies });
  const found = await author.judge?.(TRIALS, GOOD_FILE.source, snapshot, signal);
  return { a: found?.get("test_a"), b: found?.get("test_b"), asked: model.asked("judge"), spent: await author.spent?.() };
}

test("two votes that agree are enough", async () => {
  const { a, b, asked, spent } = await votes("hl", "hl");
  expect(a).toEqual({ status: "voted", votes: ["high", "high"], why: "it is high" });
  expect(b).toEqual({ status: "voted", votes: ["low", "low"], why: "it is low" });
  expect(asked).toHaveLength(2);
  expect(spent?.usage.calls).toBe(2);
});

test("a third vote is asked only on the tests whose votes differ, and the majority's reason is kept", async () => {
  const { a, b, asked } = await votes("hl", "hh", "-h");
  expect(a).toMatchObject({ votes: ["high", "high"] });
  expect(b).toEqual({ status: "voted", votes: ["low", "high", "high"], why: "it is high" });
  expect(asked[2]?.task).toContain("test_b: about");
  expect(asked[2]?.task).not.toContain("test_a: about");
});

test("each vote is another question, with the tests in another order", async () => {
  const { asked } = await votes("hl", "hl");
  const places = asked.map(({ task }) => task.indexOf("test_a: about") < task.indexOf("test_b: about"));
  expect(places).toEqual([true, false]);
  expect(new Set(asked.map(({ system, context }) => system + context)).size).toBe(1);
});

test.each<[string, (string | Reply)[], string]>([
  [
    "never answers",
    [
      { status: "failed", reason: "529" },
      { status: "failed", reason: "529" },
    ],
    "not at all, 2 votes are needed: The model could not be asked as judge: 529.",
  ],
  [
    "answers once",
    ["hh", { status: "refused", reason: "no" }],
    "only once, 2 votes are needed: The model could not be asked as judge: no scripted reply 3 for the judge.",
  ],
  ["has no budget", [{ status: "exhausted", reason: "no room" }], "not at all, 2 votes are needed: no room"],
  ["votes on other tests", ["", "", ""], "not at all, 2 votes are needed: it voted on other tests"],
])("a judge that %s has not voted", async (_what, answers, reason) => {
  expect((await votes(...answers)).a).toEqual({ status: "none", reason: `the judge voted ${reason}` });
});

test("one answer that fails is made up for", async () => {
  expect((await votes({ status: "failed", reason: "529" }, "hh", "hh")).a).toMatchObject({ votes: ["high", "high"] });
});

test("a test that is voted on twice in one answer has no vote of it", async () => {
  const twice = ["high", "low"].map((relevance) => ({ test: "test_a", relevance, why: "" }));
  const { a } = await votes({ says: { votes: twice } }, "hh", "hh");
  expect(a).toMatchObject({ votes: ["high", "high"] });
});

test("the judge reads the criteria and the file, and nothing of the plan", async () => {
  const { asked } = await votes("hh", "hh");
  const { system, context, task } = asked[0] ?? { system: "", context: "", task: "" };
  expect(context).toContain("An unknown unit is refused");
  expect(task).toContain('assert parse_duration("90s") == 90');
  expect(system + context + task).not.toContain("seconds are read\n"); // a behaviour of the plan
});
