import type { Criterion } from "../../domain/criterion.ts";
import type { CriterionResult, ReportedTest } from "../../domain/report.ts";
import { verifies } from "./evidence-facts.ts";
import type { Sorted } from "./summarise.ts";

/**
 * The criterion ledger. `contradicted`: a suspected bug claims it; `verified`: an accepted, proven test claims it;
 * `weakly-verified`: only weaker tests do; `unverifiable`: the plan says why; `untested` otherwise, with what happened.
 */
export function gradeCriteria(
  sorted: Pick<Sorted, "tests" | "dropped" | "suspected_bugs" | "snapshot" | "unverifiable">,
): CriterionResult[] {
  return sorted.snapshot.criteria.map((criterion) => ({
    id: criterion.id,
    text: criterion.text,
    origin: originOf(criterion),
    ...grade(criterion.id, sorted),
  }));
}

type Grade = Pick<CriterionResult, "grade" | "reason" | "tests">;

function grade(
  id: string,
  { tests, dropped, suspected_bugs, unverifiable }: Pick<Sorted, "tests" | "dropped" | "suspected_bugs" | "unverifiable">,
): Grade {
  const bugs = suspected_bugs.filter((test) => test.criteria.includes(id));
  const claiming = tests.filter((test) => test.criteria.includes(id));
  const verifying = claiming.filter((test) => verifies(test, id));
  const names = (list: ReportedTest[]) => list.map((test) => test.name);
  const [bug] = bugs;
  if (bug) return { grade: "contradicted", reason: bug.verdict.reasons[0] ?? "", tests: [...names(bugs), ...names(claiming)] };
  const [proof] = verifying;
  if (proof) return { grade: "verified", reason: proof.verdict.reasons.join(", "), tests: names(claiming) };
  const [weak] = claiming;
  if (weak) return { grade: "weakly-verified", reason: whyWeak(weak), tests: names(claiming) };
  const reason = unverifiable.get(id);
  if (reason !== undefined) return { grade: "unverifiable", reason, tests: [] };
  return { grade: "untested", reason: whyUntested(dropped.filter((test) => test.criteria.includes(id))), tests: [] };
}

function whyWeak(test: ReportedTest): string {
  if (test.verdict.kind === "flag") return `flagged: ${test.verdict.reasons.join(", ")}`;
  if (test.oracle === "characterization") return "the expected value is what the head gives, not what the criterion says";
  return "the test lacks what the criterion names";
}

function whyUntested(dropped: ReportedTest[]): string {
  const [first] = dropped;
  if (first === undefined) return "no test claims it";
  const count = dropped.length === 1 ? "its test was" : `its ${dropped.length} tests were`;
  return `${count} dropped: ${first.verdict.reasons[0] ?? first.verdict.rule}`;
}

function originOf({ origin }: Criterion): string {
  if (origin.path === null) return origin.source;
  return origin.line === null ? origin.path : `${origin.path}:${origin.line}`;
}
