import { z } from "zod";
import { Claim } from "./candidate.ts";
import { Evidence } from "./evidence.ts";
import { BudgetStanding } from "./model-usage.ts";
import { RunStatus } from "./run.ts";
import { Sent } from "./sent.ts";
import { Mutant } from "./snapshot.ts";
import { TestPlan } from "./test-plan.ts";
import { Verdict } from "./verdict.ts";

/** One judged test case, kept or not. */
export const ReportedTest = z.strictObject({
  name: z.string(),
  file: z.string(),
  target: z.string(),
  lane: z.string(),
  symbol: z.string().nullable(),
  shows: z.string(),
  oracle: Claim.shape.oracle,
  criteria: z.array(z.string()),
  evidence: Evidence,
  verdict: Verdict,
  author: z.string(),
  replay: z.string(),
});
export type ReportedTest = z.infer<typeof ReportedTest>;

export const DroppedTest = ReportedTest.extend({
  /** `rejected` by the verdict table, `duplicate` of a kept test, `subsumed`: kept tests prove all it proves, `not-run`. */
  dropped_because: z.enum(["rejected", "duplicate", "subsumed", "flag-not-committed", "not-run", "over-limit"]),
});
export type DroppedTest = z.infer<typeof DroppedTest>;

export const CriterionGrade = z.enum(["verified", "weakly-verified", "contradicted", "unverifiable", "untested"]);
export const CriterionResult = z.strictObject({
  id: z.string(),
  text: z.string(),
  origin: z.string(),
  grade: CriterionGrade,
  reason: z.string(),
  tests: z.array(z.string()),
});
export type CriterionResult = z.infer<typeof CriterionResult>;

/** One row of the QFAI-compatible evidence ledger. Written by the runner, never by a model. */
export const LedgerRow = z.strictObject({
  tdd_id: z.string().regex(/^TDD-\d{4}$/),
  tc_refs: z.array(z.string()),
  layer: z.enum(["Unit", "Component", "Integration", "API", "E2E"]),
  test_file: z.string(),
  selector: z.string(),
  status: z.enum(["todo", "red", "green", "refactor", "done", "exception"]),
  dr_id: z.string(),
  evidence: z.string(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

export const LaneResult = z.strictObject({
  tests_generated: z.int(),
  tests_accepted: z.int(),
  tests_flagged: z.int(),
  tests_rejected: z.int(),
  suspected_bugs: z.int(),
  coverage_delta_pct: z.number().nullable(),
  changed_line_coverage: z.strictObject({ total: z.int(), before: z.int().nullable(), after: z.int().nullable() }),
  mutants: z.strictObject({
    total: z.int(),
    killed_before: z.int().nullable(),
    killed_after: z.int().nullable(),
    survived: z.int().nullable(),
    timed_out: z.int().nullable(),
    not_run: z.int().nullable(),
  }),
  flake_warnings: z.array(z.string()),
  hallucination_replans: z.int(),
});
export type LaneResult = z.infer<typeof LaneResult>;

/** A file of some of a candidate's cases: of the kept ones as it will be committed. */
export const KeptFile = z.strictObject({ path: z.string(), source: z.string() });
export type KeptFile = z.infer<typeof KeptFile>;

/** A mutant of the changed lines that no test kills. `reached`: a test runs its line and does not notice. */
export const Survivor = Mutant.extend({ reached: z.boolean() });
export type Survivor = z.infer<typeof Survivor>;

/** The whole result. `report.md`, the comment and the check run are renderings of it. */
export const Report = z.strictObject({
  version: z.literal(1),
  run_id: z.string(),
  repository: z.string(),
  pull_request: z.int().nullable(),
  base_sha: z.string(),
  head_sha: z.string(),
  spec_id: z.string(),
  status: RunStatus,
  author: z.string(),
  lane_results: z.record(z.string(), LaneResult),
  criteria: z.array(CriterionResult),
  /** Without stated criteria: those read out of the title and docstrings. They count for nothing. */
  inferred_criteria: z.array(CriterionResult).optional(),
  unrepresented_sections: z.array(z.string()),
  tests: z.array(ReportedTest),
  dropped: z.array(DroppedTest),
  suspected_bugs: z.array(ReportedTest),
  /** Only mutants that were tried on every test there is; those that were not are counted as `not_run`. */
  survivors: z.array(Survivor),
  /** Every mutant that a claim in this report names, so that the claim can be replayed from the report alone. */
  mutants: z.array(Mutant),
  files: z.array(KeptFile),
  /** The files of suspected bugs, each with only those tests. Never committed: they are here to be replayed. */
  bug_files: z.array(KeptFile),
  /** The files of dropped tests, each with only those: what was found against a test can be replayed too. */
  dropped_files: z.array(KeptFile),
  /** Ids of the mutants the existing tests kill by assertion, before any test is added. `null`: not measured. */
  killed_before: z.array(z.string()).nullable(),
  /** The folders of the existing tests, that ran beside these. */
  test_dirs: z.array(z.string()),
  ledger: z.array(LedgerRow),
  git: z.strictObject({
    commit_sha: z.string().nullable(),
    files_added: z.array(z.string()),
    pr_comment_url: z.string().nullable(),
    check_run_url: z.string().nullable(),
    /** The stacked pull request with the tests, when that was asked for. */
    pull_request_url: z.string().nullable(),
  }),
  /** How the tests came to be: rounds of targets, drafts given back, targets planned anew, and those no draft of which stood. */
  authoring: z.strictObject({ rounds: z.int(), repairs: z.int(), replans: z.int(), stuck: z.array(z.string()) }),
  test_plan: TestPlan,
  /** What was sent to a model, and what was kept back of it. */
  sent: z.array(Sent),
  /** The budgets of the model and how far they are used. Empty: there was no model. */
  budgets: z.array(BudgetStanding),
  usage: z.strictObject({
    /** Questions a model was asked, those that failed too. */
    calls: z.int(),
    /** Neither read from nor written to the provider's cache. */
    input_tokens: z.int(),
    output_tokens: z.int(),
    cache_read_tokens: z.int(),
    cache_write_tokens: z.int(),
    /** `null`: the model's price is not known. */
    cost_usd: z.number().nullable(),
    sandbox_seconds: z.number(),
  }),
  timings: z.record(z.string(), z.number()),
  warnings: z.array(z.string()),
});
export type Report = z.infer<typeof Report>;
