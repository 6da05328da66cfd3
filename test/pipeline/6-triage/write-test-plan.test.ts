import { expect, test } from "vitest";
import { TestPlan } from "../../../src/domain/test-plan.ts";
import { writeTestPlan } from "../../../src/pipeline/6-triage/write-test-plan.ts";
import { aCandidate, aCriterion, standing } from "../builders.ts";
import { aTarget } from "../targets.ts";

const about = {
  spec_id: "parse-durations",
  criteria: [aCriterion("AC-1", { text: "A day has 24 hours." }), aCriterion("AC-2", { text: "long ".repeat(40) })],
};
const untestable = [{ criterion: "AC-2", reason: "no code" }];

test("there is a phase per criterion that has targets and one for those of no criterion, with what became of each", () => {
  const targets = [
    aTarget({ id: "a", criteria: ["AC-2", "AC-1"], behaviours: ["a day"] }),
    aTarget({ id: "b", criteria: ["AC-2"] }),
    aTarget({ id: "c", symbols: [] }),
  ];
  const plan = writeTestPlan(about, "python", { targets, untestable }, [
    standing(aCandidate(["test_a"], { target: "a" }), { replans: 1 }),
    { status: "stuck", candidate: aCandidate([], { target: "b" }), findings: [], repairs: 6, replans: 2 },
  ]);
  expect(TestPlan.parse(plan)).toEqual(plan);
  expect(plan.phases.map(({ phase, name, subtasks }) => [phase, name.slice(0, 12), subtasks.map(({ id }) => id)])).toEqual([
    [1, "AC-1: A day ", ["a"]],
    [2, "AC-2: long l", ["b"]],
    [3, "No criterion", ["c"]],
  ]);
  const subtasks = plan.phases.flatMap((phase) => phase.subtasks);
  expect(subtasks.map(({ status, replan_count }) => [status, replan_count])).toEqual([
    ["completed", 1],
    ["stuck", 2],
    ["pending", 0],
  ]);
  expect(subtasks[0]).toMatchObject({ description: "a day", rationale: "shows AC-2, AC-1", intent: "create" });
  expect(subtasks[2]).toMatchObject({ target: null, rationale: "shows no criterion" });
  expect(plan).toMatchObject({ feature: "parse-durations", status: "partial", untestable });
});

test("a plan whose targets all have their tests, or need none, is completed", () => {
  const plan = writeTestPlan(about, "python", { targets: [aTarget({ id: "a" })], untestable: [] }, [
    { status: "nothing", target: "a", reason: "nothing new" },
  ]);
  expect(plan.status).toBe("completed");
});
