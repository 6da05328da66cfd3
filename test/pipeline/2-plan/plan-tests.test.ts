import { expect, test } from "vitest";
import type { Plan, Target } from "../../../src/domain/plan.ts";
import { planTests } from "../../../src/pipeline/2-plan/plan-tests.ts";
import { ScriptedAuthor } from "../../fakes/scripted-author.ts";
import { aCriterion, aSnapshot, SOURCE } from "../builders.ts";
import { aSymbol, aTarget } from "../targets.ts";

/** The plan that is left of what an author proposes, and what was said about the rest. */
async function planned(...proposals: Partial<Target>[]): Promise<{ plan: Plan; notes: (string | null)[] }> {
  const notes: (string | null)[] = [];
  const snapshot = aSnapshot({
    symbols: [aSymbol("parse_duration")],
    criteria: [aCriterion("AC-1")],
    files: [
      { path: "tests/test_old.py", old_path: null, status: "modified", kind: "test", lines: [1], deleted_lines: 0, patch: "" },
    ],
  });
  const author = new ScriptedAuthor({
    plan: {
      targets: proposals.map((proposal) => aTarget(proposal)),
      untestable: [
        { criterion: "AC-1", reason: "needs a printer" },
        { criterion: "AC-9", reason: "made up" },
      ],
    },
  });
  const plan = await planTests(snapshot, { author, events: ({ item }) => void notes.push(item) }, new AbortController().signal);
  return { plan, notes };
}

test("a plan of what the change holds is kept as it is", async () => {
  const { plan, notes } = await planned({});
  expect(plan.targets).toEqual([aTarget()]);
  expect(plan.untestable).toEqual([{ criterion: "AC-1", reason: "needs a printer" }]);
  expect(notes).toEqual(["untestable: there is no criterion AC-9"]);
});

test("a criterion that no test can decide is taken out of the targets and told with its reason", async () => {
  const criteria = [aCriterion("AC-1", { unverifiable: "contradicts AC-2: is it 1 or 2?" }), aCriterion("AC-2")];
  const plan = { targets: [aTarget({ criteria: ["AC-1", "AC-2"] })], untestable: [{ criterion: "AC-1", reason: "no printer" }] };
  const snapshot = aSnapshot({ symbols: [aSymbol("parse_duration")], criteria });
  const made = await planTests(
    snapshot,
    { author: new ScriptedAuthor({ plan }), events: () => {} },
    new AbortController().signal,
  );
  expect(made.targets.map((target) => target.criteria)).toEqual([["AC-2"]]);
  expect(made.untestable).toEqual([{ criterion: "AC-1", reason: "contradicts AC-2: is it 1 or 2?" }]);
});

test("symbols and criteria nobody knows are taken out and said", async () => {
  const { plan, notes } = await planned({
    symbols: [`${SOURCE}::parse_duration`, `${SOURCE}::parse_weeks`],
    criteria: ["AC-1", "AC-7"],
  });
  expect(plan.targets).toEqual([aTarget({ criteria: ["AC-1"] })]);
  expect(notes).toContain(`target-1: there is no changed symbol ${SOURCE}::parse_weeks`);
  expect(notes).toContain("target-1: there is no criterion AC-7");
});

test.each<[string, Partial<Target>[], string]>([
  [
    "nothing of the change",
    [{ symbols: ["x.py::y"], criteria: ["AC-9"] }],
    "target-1 is left out: it names nothing of this change",
  ],
  ["another framework", [{ framework: "jest" }], "target-1 is left out: this project is tested with pytest, not jest"],
  ["a lane there is not", [{ lane: "telepathy" }], "target-1 is left out: there is no lane telepathy"],
  [
    "a file that may not be committed",
    [{ test_path: "tests/conftest.py" }],
    "target-1 is left out: tests/conftest.py is not a place for tests",
  ],
  ["a file of the change", [{ test_path: "tests/test_old.py" }], "target-1 is left out: tests/test_old.py is taken"],
])("a target with %s is left out", async (_what, proposals, note) => {
  const { plan, notes } = await planned(...proposals);
  expect(plan.targets).toEqual([]);
  expect(notes).toContain(note);
});

test("two targets never share an id or a file, not even one that only differs in letter case", async () => {
  const { plan, notes } = await planned(
    {},
    { test_path: "tests/test_b.py" },
    { id: "target-2", test_path: aTarget().test_path.toUpperCase().replace(".PY", ".py") },
  );
  expect(plan.targets).toEqual([aTarget()]);
  expect(notes).toContain("target-1 is left out: another target has this id");
  expect(notes.join()).toContain("target-2 is left out");
});
