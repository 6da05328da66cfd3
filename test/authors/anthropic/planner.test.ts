import { describe, expect, test } from "vitest";
import type { PlanAnswer } from "../../../src/authors/anthropic/answers.ts";
import { MOST_TARGETS } from "../../../src/authors/anthropic/plan-from-answer.ts";
import { aFinding } from "../../pipeline/builders.ts";
import { anAuthor, GOOD_PLAN, PARSE } from "./a-change.ts";

const FALLBACK = { id: "unit:durations/text.py", symbols: [PARSE], criteria: ["AC-1", "AC-2"] };
const planned = async (...answers: (PlanAnswer | { status: "failed" | "refused"; reason: string })[]) => {
  const world = await anAuthor({ planner: answers.map((one) => ("status" in one ? one : { says: one })) });
  return { ...world, plan: await world.author.plan(world.snapshot, world.signal) };
};

describe("a plan of the model", () => {
  test("is taken with ids and places of our own", async () => {
    const { plan, model } = await planned(GOOD_PLAN);
    expect(plan).toEqual({
      targets: [
        {
          id: "unit:durations/text.py",
          symbols: [PARSE],
          lane: "unit",
          framework: "pytest",
          criteria: ["AC-1", "AC-2"],
          behaviours: GOOD_PLAN.targets[0]?.behaviours,
          test_path: "tests/test_text_parse_durations.py",
        },
      ],
      untestable: [],
    });
    expect(model.questions).toHaveLength(1);
  });

  test("with problems is asked for once more, and the problems are told", async () => {
    const bad = { targets: [{ symbols: [`${PARSE}r`, PARSE], criteria: ["AC-9", "AC-1"], behaviours: [] }], untestable: [] };
    const { plan, model } = await planned(bad, GOOD_PLAN);
    expect(plan.targets[0]?.criteria).toEqual(["AC-1", "AC-2"]);
    const [first, second] = model.asked("planner");
    expect(first?.task).not.toContain("problems");
    expect(second?.task).toContain(`There is no symbol "${PARSE}r".`);
    expect(second?.task).toContain('There is no criterion "AC-9".');
    expect(second?.task).toContain("AC-2 stands in no target and is not said to be untestable.");
    expect([first?.system, first?.context]).toEqual([second?.system, second?.context]);
  });

  test("that stays as it was is used as far as it goes, and no criterion is lost", async () => {
    const two = { ...GOOD_PLAN, targets: [{ symbols: [PARSE], criteria: ["AC-1"], behaviours: ["seconds"] }] };
    const { plan, model } = await planned(two, two);
    expect(plan.targets).toMatchObject([{ criteria: ["AC-1", "AC-2"], behaviours: ["seconds"] }]);
    expect(model.questions).toHaveLength(2);
  });

  test("may call a criterion untestable, but not one with an example that can be called", async () => {
    const lazy = {
      targets: GOOD_PLAN.targets.map((one) => ({ ...one, criteria: [] })),
      untestable: ["AC-1", "AC-2"].map((criterion) => ({ criterion, reason: "too hard" })),
    };
    const { plan } = await planned(lazy, lazy);
    expect(plan.untestable).toEqual([{ criterion: "AC-2", reason: "too hard" }]);
    expect(plan.targets[0]?.criteria).toEqual(["AC-1"]);
  });

  test("has targets with names of their own, and not more than fit", async () => {
    const many = { targets: Array.from({ length: 40 }, () => GOOD_PLAN.targets[0] ?? never()), untestable: [] };
    const { plan } = await planned(many, many);
    expect(plan.targets).toHaveLength(MOST_TARGETS);
    expect(new Set(plan.targets.map(({ id }) => id)).size).toBe(MOST_TARGETS);
    expect(new Set(plan.targets.map(({ test_path }) => test_path)).size).toBe(MOST_TARGETS);
  });
});

test.each([
  ["fails", [{ status: "failed", reason: "overloaded" } as const]],
  ["refuses", [{ status: "refused", reason: "cyber" } as const]],
  [
    "plans nothing, twice",
    [
      { targets: [], untestable: [] },
      { targets: [], untestable: [] },
    ],
  ],
  ["names nothing real, twice", Array(2).fill({ targets: [{ symbols: ["x"], criteria: [], behaviours: [] }], untestable: [] })],
])("when the model %s, code makes the plan", async (_what, answers) => {
  const { plan } = await planned(...answers);
  expect(plan.targets).toMatchObject([FALLBACK]);
});

test("a change with nothing to test costs nothing", async () => {
  const world = await anAuthor({}, {}, { symbols: [] });
  expect(await world.author.plan(world.snapshot, world.signal)).toMatchObject({ targets: [] });
  expect(world.model.questions).toEqual([]);
});

describe("a target planned anew", () => {
  const findings = [aFinding({ message: "there is no `parse`", nearest: "parse_duration", answered_by: "durations/text.py" })];
  const replanned = async (answer: PlanAnswer) => {
    const world = await anAuthor({ planner: [{ says: GOOD_PLAN }, { says: answer }] });
    const [target] = (await world.author.plan(world.snapshot, world.signal)).targets;
    if (target === undefined) throw new Error("there is a target");
    return { ...world, target, other: await world.author.replan?.(target, world.snapshot, findings, world.signal) };
  };

  test("has other behaviours and keeps the rest; the model is told what was found", async () => {
    const answer = { targets: [{ symbols: ["made/up.py::x"], criteria: [], behaviours: ["in another way"] }], untestable: [] };
    const { other, target, model } = await replanned(answer);
    expect(other).toEqual({ ...target, behaviours: ["in another way"] });
    const task = model.asked("planner")[1]?.task ?? "";
    expect(task).toContain("there is no `parse`; durations/text.py answered; the nearest real name is parse_duration");
  });

  test("may not be known", async () => {
    expect((await replanned({ targets: [], untestable: [] })).other).toBeNull();
  });
});

function never(): never {
  throw new Error("there is a target");
}
