import type { SignalName } from "../../domain/evidence.ts";

/** Authors that are code. Any other name counts as a model: an unknown author needs more proof, not less. */
const WITHOUT_MODEL: ReadonlySet<string> = new Set(["explorer"]);

export function isModel(author: string): boolean {
  return !WITHOUT_MODEL.has(author);
}

export type Need = "always" | "when a model wrote the test" | "never";

/**
 * The one place that says which signals a test needs to be accepted, and what becomes of it without them. A needed signal
 * that was not measured never gives `accept`; `without` says what it gives instead.
 */
export const signalNeeds: Record<SignalName, { need: Need; without: string }> = {
  executed: { need: "always", without: "`not-run`: nothing is known about the test" },
  asserted: { need: "always", without: "at most `flag`" },
  head: { need: "always", without: "`not-run`: nothing is known about the test" },
  stability: { need: "always", without: "at most `flag`" },
  mutation: { need: "always", without: "at most `flag`, and only with RED on the base or new coverage; else `reject`" },
  base: { need: "never", without: "no RED: the test must kill a mutant" },
  coverage: { need: "never", without: "no credit for coverage: the test must be RED on the base or kill a mutant" },
  lint: { need: "always", without: "at most `flag`" },
  criterion: { need: "always", without: "at most `flag`" },
  relevance: { need: "when a model wrote the test", without: "at most `flag`" },
};

/** The signals a test of this author needs. */
export function neededSignals(author: string): SignalName[] {
  const model = isModel(author);
  return (Object.keys(signalNeeds) as SignalName[]).filter((name) => {
    const { need } = signalNeeds[name];
    return need === "always" || (need === "when a model wrote the test" && model);
  });
}

/** What becomes of a thing that did not happen as it should. Never a success. */
export interface FailClosedRow {
  id: string;
  what: string;
  when: string;
  becomes: string;
}

/** The tools of stages 4 to 6, row by row; `docs/fail-closed.md` is this table, and each row has its test. */
export const failClosed: readonly FailClosedRow[] = [
  {
    id: "head-run-failed",
    what: "the run on the head",
    when: "its container timed out, ran out of memory, flooded, crashed, or its answer does not fit the protocol",
    becomes: "every test of the candidate is `not-run` with that reason; it counts against no test and no criterion",
  },
  {
    id: "nothing-collected",
    what: "a test",
    when: "the framework collects no case of it",
    becomes: "`reject`: it executed nothing",
  },
  { id: "all-skipped", what: "a test", when: "every run skips it", becomes: "`reject`: it executed nothing" },
  {
    id: "conftest-broken",
    what: "collection on the head",
    when: "a file other than the candidate can not be loaded",
    becomes: "`not-run`: the project's environment is at fault, not the test",
  },
  {
    id: "variation-stopped",
    what: "one variation on the head",
    when: "the machinery stopped it",
    becomes: "stability is not measured, so at most `flag`; a difference already seen still gives `reject`",
  },
  {
    id: "slow-run-endless",
    what: "a test on the head with a tenth of a core",
    when: "it does not end within ten times its limit",
    becomes: "stability is not measured, so at most `flag`; a failure there still gives `reject`",
  },
  {
    id: "cases-renamed",
    what: "a parametrised test on the head",
    when: "its cases have other names in one of the runs",
    becomes: "`reject`: nobody can tell which case is which",
  },
  { id: "case-timed-out", what: "a test on the head", when: "it never ends", becomes: "`reject`; never a suspected bug" },
  { id: "base-run-failed", what: "the run on the base", when: "the machinery failed", becomes: "`did-not-run`: no RED" },
  {
    id: "base-cannot-load",
    what: "the run on the base",
    when: "the file can not be loaded there",
    becomes: "`cannot-load`: no RED",
  },
  {
    id: "base-wrong-failure",
    what: "the run on the base",
    when: "the test fails there by an error of its own, a crash, its set-up or a timeout",
    becomes: "no RED",
  },
  {
    id: "base-names-nothing",
    what: "the run on the base",
    when: "the test fails there by an assertion whose message names no predicate",
    becomes: "`did-not-run`: no RED",
  },
  {
    id: "base-stopped-before",
    what: "the run on the base without assertions",
    when: "the test fails there too",
    becomes: "`did-not-run`: no RED, something else than its assertions fails",
  },
  {
    id: "base-not-stripped",
    what: "the run on the base without assertions",
    when: "the machinery failed, or the test did not run in it",
    becomes: "`did-not-run`: no RED",
  },
  { id: "coverage-missing", what: "coverage", when: "the runner gives none", becomes: "not measured: no credit for coverage" },
  {
    id: "assertions-unseen",
    what: "coverage",
    when: "it does not tell which lines of the test itself ran",
    becomes: "nobody knows whether it asserted anything: at most `flag`",
  },
  {
    id: "suite-unmeasured",
    what: "the existing suite's coverage",
    when: "the suite could not be run",
    becomes: "not measured: no line counts as newly covered, the numbers before and after are `null`",
  },
  {
    id: "kills-unmeasured",
    what: "the existing suite's kills",
    when: "its mutation run failed",
    becomes:
      "the numbers of killed mutants are `null`, no test is called redundant, and one that shows nothing new otherwise is at most `flag`",
  },
  {
    id: "mutation-failed",
    what: "the mutation run",
    when: "the machinery failed, or the test does not pass on its untouched code",
    becomes: "not measured: at most `flag`",
  },
  {
    id: "mutants-waiting",
    what: "the mutation run",
    when: "its time ran out before every mutant was tried",
    becomes: "a kill that was seen stands; without one, not measured",
  },
  {
    id: "no-mutants",
    what: "the mutation run",
    when: "no mutant can be made of the changed lines",
    becomes: "not measured: coverage alone gives at most `flag`",
  },
  {
    id: "mutant-not-asserted",
    what: "one mutant",
    when: "the test dies of it by an error or never ends",
    becomes: "no kill: errors and timeouts have buckets of their own",
  },
  {
    id: "forged-mutant",
    what: "the mutation run",
    when: "the container names a mutant nobody asked for",
    becomes: "it is left out",
  },
  { id: "judge-missing", what: "the judge", when: "a model wrote the test and there is no judge", becomes: "at most `flag`" },
  {
    id: "judge-dead",
    what: "the judge",
    when: "it gives fewer than two votes on a test: it fails, refuses, has no budget, or names other tests",
    becomes: "relevance is not measured, so at most `flag`",
  },
  {
    id: "judge-split",
    what: "the judge",
    when: "no two votes on a test agree",
    becomes: "`flag`",
  },
  {
    id: "unknown-author",
    what: "an author",
    when: "nobody knows the name",
    becomes: "treated as a model: its tests need a judge",
  },
  {
    id: "unknown-criterion",
    what: "a claimed criterion",
    when: "it does not exist",
    becomes: "`flag`, and no criterion is graded by it",
  },
  {
    id: "file-not-rebuilt",
    what: "the file of the kept tests",
    when: "it can not be rebuilt with only those",
    becomes: "its tests are dropped; the candidate's own file is never committed",
  },
  {
    id: "not-confirmed",
    what: "the run of the kept files as they will be committed",
    when: "the machinery failed",
    becomes: "the kept tests are dropped as `not-run`; nothing is committed",
  },
];
