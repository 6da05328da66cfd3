import { type Criterion, isStated } from "../../domain/criterion.ts";
import type { CriterionResult, ReportedTest } from "../../domain/report.ts";
import { verifies } from "./evidence-facts.ts";
import type { Sorted } from "./summarise.ts";

/**
 * The criterion ledger. `contradicted`: a suspected bug claims it; `verified`: an accepted, proven test claims it;
 * `weakly-verified`: only weaker tests do; `unverifiable`: its own words, another criterion or the plan say why; `untested`
 * otherwise, with what happened.
 */
export function gradeCriteria(
  sorted: Pick<Sorted, "tests" | "dropped" | "suspected_bugs" | "snapshot" | "unverifiable">,
): CriterionResult[] {
  return sorted.snapshot.criteria.filter(isStated).map((criterion) => ({
    ...namedBy(criterion),
    ...(criterion.unverifiable === undefined
      ? grade(criterion.id, sorted)
      : { grade: "unverifiable" as const, reason: criterion.unverifiable, tests: [] }),
  }));
}

/** Criteria that nobody stated are at most weakly verified: a docstring is the author's word, not the requester's. */
export function gradeInferred({ tests, snapshot }: Pick<Sorted, "tests" | "snapshot">): CriterionResult[] {
  return snapshot.criteria
    .filter((criterion) => !isStated(criterion))
    .map((criterion) => {
      const { id } = criterion;
      const claiming = tests.filter(
        ({ evidence }) => evidence.criterion.status === "measured" && evidence.criterion.value.inferred?.includes(id),
      );
      const found: Grade =
        claiming.length === 0
          ? { grade: "untested", reason: "no test claims it", tests: [] }
          : { grade: "weakly-verified", reason: "nobody stated it", tests: claiming.map(({ name }) => name) };
      return { ...namedBy(criterion), ...found };
    });
}

function namedBy(criterion: Criterion): Pick<CriterionResult, "id" | "text" | "origin"> {
  return { id: criterion.id, text: criterion.text, origin: originOf(criterion) };
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
