import { describe, expect, test } from "vitest";
import type { Gaps } from "../../../src/domain/gaps.ts";
import type { Target } from "../../../src/domain/plan.ts";
import type { Request } from "../../../src/frameworks/protocol.ts";
import { ONE_CALL } from "../../fakes/scripted-model.ts";
import { aFinding, aMutant, SOURCE } from "../../pipeline/builders.ts";
import { anAuthor, GOOD_FILE, PARSE } from "./a-change.ts";

async function planned(...world: Parameters<typeof anAuthor>) {
  const made = await anAuthor(...world);
  const [target] = (await made.author.plan(made.snapshot, made.signal)).targets;
  if (target === undefined) throw new Error("there is a target");
  return {
    ...made,
    target,
    write: (findings = [] as ReturnType<typeof aFinding>[]) => made.author.write(target, made.snapshot, findings, made.signal),
  };
}

describe("a file of the model", () => {
  test("gets our header, and its tests the criteria they claim", async () => {
    const { write } = await planned();
    const draft = await write();
    if (draft.status !== "written") throw new Error("it is written");
    expect(draft.candidate).toMatchObject({
      author: "anthropic",
      path: "tests/test_text_parse_durations.py",
      claims: [
        { name: "test_seconds_are_read", symbol: PARSE, criteria: ["AC-1"], oracle: "criterion" },
        { name: "test_an_unknown_unit_is_refused", criteria: ["AC-2"], oracle: "criterion" },
      ],
    });
    expect(draft.candidate.source).toBe(`# Written by TFactory (scripted) for parse-durations.

import pytest

from durations import parse_duration


def test_seconds_are_read():
    # AC-1: A number with a unit is read as seconds.
    assert parse_duration("90s") == 90


def test_an_unknown_unit_is_refused():
    # AC-2: An unknown unit is refused with a \`ValueError\`.
    with pytest.raises(ValueError, match="unknown unit: w"):
        parse_duration("3w")
`);
  });

  test("claims only criteria of its target, only for tests that are there, and no value without a criterion", async () => {
    const tests = [
      { ...GOOD_FILE.tests[0], criteria: ["AC-1", "AC-9", "AC-1"] },
      { ...GOOD_FILE.tests[1], criteria: ["AC-7"], shows: "line one\nline two" },
      { name: "test_made_up", shows: "", criteria: ["AC-2"], oracle: "criterion" },
    ];
    const { write } = await planned({ generator: () => ({ says: { ...GOOD_FILE, tests } }) });
    const draft = await write();
    if (draft.status !== "written") throw new Error("it is written");
    expect(draft.candidate.claims).toMatchObject([
      { name: "test_seconds_are_read", criteria: ["AC-1"], oracle: "criterion" },
      { name: "test_an_unknown_unit_is_refused", criteria: [], oracle: "characterization", shows: "line one line two" },
    ]);
  });

  test("is mended with what was found, and its expectations are asked for once", async () => {
    const { write, model } = await planned();
    await write();
    await write([aFinding({ message: "there is no `parse_durations`" })]);
    expect(model.questions.map(({ role }) => role)).toEqual(["planner", "oracle", "generator", "repairer"]);
    const { task = "" } = model.asked("repairer")[0] ?? {};
    expect(task).toContain("there is no `parse_durations`");
    expect(task).toContain('assert parse_duration("90s") == 90');
    await write();
    expect(model.asked("oracle")).toHaveLength(1);
    expect(model.asked("generator")).toHaveLength(2);
  });

  test("is not written from the code alone when nobody said what to expect", async () => {
    const { write, model } = await planned({ oracle: [{ status: "refused", reason: "no" }] });
    expect(await write()).toEqual({ status: "failed", reason: "The model refused as oracle: no." });
    expect(model.asked("generator")).toEqual([]);
  });
});

describe("a model that does not answer", () => {
  test("is asked three times in a row as each role and no more, and the report says so", async () => {
    const failed = () => ({ status: "failed", reason: "the server says 500" }) as const;
    const { author, model, snapshot, signal } = await anAuthor({ planner: failed, oracle: failed, generator: failed });
    const [target] = (await author.plan(snapshot, signal)).targets;
    if (target === undefined) throw new Error("code plans it");
    for (let nth = 0; nth < 9; nth++)
      expect(await author.write(target, snapshot, [], signal)).toMatchObject({ status: "failed" });
    expect(model.questions.map(({ role }) => role)).toEqual(["planner", "oracle", "oracle", "oracle"]);
    const spent = await author.spent?.();
    expect(spent?.usage).toMatchObject({ calls: 4, usd: 0.04 });
    expect(spent?.notes).toContain("The model could not be asked as oracle: the server says 500.");
    expect(spent?.notes.at(-1)).toBe("The model was not asked any more as oracle: it gave no answer 3 times in a row.");
  });

  test("because its budget is used up is not asked again at all", async () => {
    const over = () => ({ status: "exhausted", reason: "The model's budget of this run has no room." }) as const;
    const { author, model, snapshot, signal } = await anAuthor({ planner: over });
    const { targets } = await author.plan(snapshot, signal);
    expect(targets).toHaveLength(1);
    expect(await author.replan?.(targets[0] as Target, snapshot, [], signal)).toBeNull();
    expect(model.questions).toHaveLength(1);
    expect((await author.spent?.())?.notes).toEqual([
      "The model was not asked any more: The model's budget of this run has no room. The explorer took over.",
    ]);
  });

  test("as the judge is asked on as everything else", async () => {
    const { write, author, model, snapshot, signal } = await planned({
      judge: () => ({ status: "failed", reason: "no such model" }),
    });
    for (let nth = 0; nth < 3; nth++)
      await author.judge?.([{ name: "test_a", symbol: null, criteria: [] }], "", snapshot, signal);
    expect(model.asked("judge")).toHaveLength(3);
    expect(await write()).toMatchObject({ status: "written" });
  });

  test("and answers again in between is asked on", async () => {
    let nth = 0;
    const sometimes = () => (nth++ % 2 === 0 ? ({ status: "failed", reason: "529" } as const) : { says: GOOD_FILE });
    const { write, model } = await planned({ generator: sometimes });
    for (let draft = 0; draft < 8; draft++) await write();
    expect(model.asked("generator")).toHaveLength(8);
  });
});

test("what it costs and what it sends is known", async () => {
  const { write, author } = await planned();
  await write();
  const spent = await author.spent?.();
  expect(spent?.usage).toMatchObject({ calls: 3, input_tokens: 3 * ONE_CALL.input_tokens });
  expect(spent?.sent.map(({ what, from }) => `${what} ${from}`)).toEqual([
    "criterion spec.md AC-1",
    "criterion spec.md AC-2",
    `diff ${SOURCE}`,
    `signatures ${SOURCE}`,
    `source ${SOURCE}`,
    "test tests/test_text.py",
  ]);
  expect(spent?.notes).toEqual([]);
});

const done: Omit<Gaps, "targets"> = {
  round: 1,
  survivors: [],
  uncovered: [],
  unclaimed: [],
  contradicted: [],
  gained: 3,
  killed: ["m1"],
  covered: [{ path: SOURCE, lines: [12] }],
  arcs: [],
};

describe("what is open after a round", () => {
  const survivor = aMutant("m1", 3, { original: "60", replacement: "61" });

  test("becomes the model's next target, with everything that is to be known in it", async () => {
    const { author, target, snapshot, signal } = await planned();
    const gaps = {
      ...done,
      targets: [target],
      survivors: [survivor, aMutant("m3", 15, { original: "x", replacement: "" })],
      uncovered: [{ path: SOURCE, lines: [14] }],
      unclaimed: ["AC-2"],
      contradicted: ["AC-1"],
    };
    expect(await author.continue?.(gaps, snapshot, signal)).toEqual([
      {
        ...target,
        id: "unit:durations/text.py:2",
        criteria: ["AC-2"],
        test_path: "tests/test_text_parse_durations_2.py",
        behaviours: [
          "AC-2, which no test shows yet",
          'no test notices when, in line 3 (`UNITS = {"s": 1, "m": 60, "d": 8 * 60 * 60}`), `60` becomes `61`',
          "no test notices when, in line 15 (`return int(amount) * UNITS[unit]`), `x` is left out",
          'line 14 is run by no test: `raise ValueError(f"unknown unit: {unit}")`',
          "the code contradicts AC-1: pin nothing that this may explain",
        ],
      },
    ]);
  });

  test("is nothing when nothing is open", async () => {
    const { author, target, snapshot, signal } = await planned();
    expect(await author.continue?.({ ...done, targets: [target] }, snapshot, signal)).toEqual([]);
  });

  test.each([
    ["two rounds of the model", { round: 3, gained: 5 }],
    ["a round that brought nothing", { round: 2, gained: 0 }],
  ])("is the explorer's after %s, and then nobody's", async (_what, change) => {
    const { author, target, snapshot, signal } = await planned();
    const gaps = { ...done, ...change, targets: [target], survivors: [survivor] };
    const targets = (await author.continue?.(gaps, snapshot, signal)) ?? [];
    expect(targets).toMatchObject([{ id: `explorer:${SOURCE}`, test_path: "tests/test_text_parse_durations_2.py" }]);
    expect(await author.continue?.({ ...gaps, round: 4, targets: [target, ...targets] }, snapshot, signal)).toEqual([]);
  });

  test("is looked for by the explorer among what is left alone, and what others claim is not written again", async () => {
    const explore = (body: Request<"explore">) => {
      asked.push(body);
      return { observations: [], skipped: [], calls: 7 };
    };
    const asked: Request<"explore">[] = [];
    const { author, target, snapshot, signal } = await planned({}, { explore });
    const gaps = { ...done, round: 3, targets: [target], survivors: [survivor] };
    const [fill] = (await author.continue?.(gaps, snapshot, signal)) ?? [];
    if (fill === undefined) throw new Error("the explorer has a target");
    expect(await author.write(fill, snapshot, [], signal)).toMatchObject({ status: "nothing" });
    expect(asked[0]?.mutants.map(({ id }) => id)).toEqual(["m1"]);
    expect(await author.replan?.(fill, snapshot, [], signal)).toBeNull();
  });

  test("is the explorer's at once when the model is not asked any more", async () => {
    const over = () => ({ status: "exhausted", reason: "no room" }) as const;
    const { author, snapshot, signal } = await anAuthor({ planner: over });
    const { targets } = await author.plan(snapshot, signal);
    const gaps = { ...done, targets, survivors: [survivor] };
    expect(await author.continue?.(gaps, snapshot, signal)).toMatchObject([{ id: `explorer:${SOURCE}` }]);
  });
});

test("wrong names and what the verdict table rejects go back to the model; what it only flags does not", async () => {
  const { author } = await anAuthor();
  const mends = (kind: "symbol" | "fixture" | "flake" | "smell", severity: "high" | "medium") =>
    author.mends?.(aFinding({ kind, severity }));
  expect([mends("symbol", "medium"), mends("fixture", "medium"), mends("flake", "high"), mends("smell", "high")]).toEqual(
    Array(4).fill(true),
  );
  expect([mends("flake", "medium"), mends("smell", "medium")]).toEqual([false, false]);
});
