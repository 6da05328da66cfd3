import type { Generated } from "../../domain/candidate.ts";
import type { Handover } from "../../domain/handover.ts";
import type { Spent } from "../../domain/model-usage.ts";
import type { Plan } from "../../domain/plan.ts";
import type { DroppedTest, Report, ReportedTest } from "../../domain/report.ts";
import type { RunStatus } from "../../domain/run.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { JudgedTest } from "../../domain/verdict.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { preferenceBy } from "./compare-tests.ts";
import { dropDuplicates } from "./drop-duplicates.ts";
import { type Rebuilds, rebuildFiles } from "./rebuild-files.ts";
import { dropTest, reportTests } from "./report-tests.ts";
import { selectTests } from "./select-tests.ts";
import { summarise } from "./summarise.ts";
import { writeTestPlan } from "./write-test-plan.ts";

export interface TriageInput {
  run_id: string;
  handover: Handover;
  snapshot: Snapshot;
  plan: Plan;
  generated: Generated[];
  judged: JudgedTest[];
  /** How many rounds of targets were worked on; left out: one. */
  rounds?: number | undefined;
  /** What the author's model used; left out: it has none. */
  spent?: Spent | undefined;
  status: RunStatus;
  author: string;
  timings: Record<string, number>;
  sandbox_seconds: number;
  warnings: string[];
  /** Whether flagged tests are kept (`commit_flagged` of `.tfactory.yml`). */
  commit_flagged: boolean;
  /** Whether the kept tests were seen to pass as they will be committed. */
  confirmed: boolean;
  framework: Pick<Framework, "id" | "language" | "normalise"> & Rebuilds;
  /** How a reader replays this report, without the test: `tfactory replay out/report.json`. */
  replay?: string | undefined;
}

/**
 * Verdicts to report: duplicates out, the fewest tests that keep every proof, files rebuilt from those, ledgers and numbers.
 * Pure and deterministic: the order of `judged` decides nothing but the order of tests of equal worth.
 */
export function triage(input: TriageInput): Report {
  const { handover, snapshot, framework } = input;
  const reported = reportTests(input.judged, input.plan, handover, input.replay);
  const sources = sourcesOf(input.generated);
  const compare = preferenceBy((test) => framework.textOf(sources.get(test.file) ?? "", test.name)?.length ?? 0);
  const dropped: DroppedTest[] = [
    ...reported.filter((test) => test.verdict.kind === "reject").map((test) => dropTest(test, "rejected", null)),
    ...reported.filter((test) => test.verdict.kind === "not-run").map((test) => dropTest(test, "not-run", null)),
  ];
  const flagged = reported.filter((test) => test.verdict.kind === "flag");
  if (!input.commit_flagged) {
    dropped.push(...flagged.map((test) => dropTest(test, "flag-not-committed", "flagged tests are not committed here")));
  }
  const worthy = reported.filter(
    (test) => test.verdict.kind === "accept" || (input.commit_flagged && test.verdict.kind === "flag"),
  );
  const distinct = dropDuplicates(worthy, sources, framework, compare);
  const bugs = dropDuplicates(
    reported.filter((test) => test.verdict.kind === "suspected-bug"),
    sources,
    framework,
    compare,
  );
  const selected = selectTests(distinct.kept, snapshot.baseline.killed, handover.max_tests, compare);
  const rebuilt = rebuildFiles(selected.kept, sources, framework);
  dropped.push(...distinct.dropped, ...bugs.dropped, ...selected.dropped, ...rebuilt.dropped);
  return {
    version: 1,
    run_id: input.run_id,
    repository: snapshot.repository,
    pull_request: handover.pull_request,
    base_sha: snapshot.base_sha,
    head_sha: snapshot.head_sha,
    spec_id: snapshot.spec_id,
    status: input.status,
    author: input.author,
    unrepresented_sections: snapshot.unrepresented_sections,
    ...summarise({
      tests: rebuilt.kept,
      dropped,
      suspected_bugs: bugs.kept,
      snapshot,
      lanes: lanesOf(input, reported),
      replans: replansOf(input),
      unverifiable: new Map(input.plan.untestable.map(({ criterion, reason }) => [criterion, reason])),
      confirmed: input.confirmed,
    }),
    files: rebuilt.files,
    bug_files: rebuildFiles(bugs.kept, sources, framework).files,
    dropped_files: rebuildFiles(dropped, sources, framework).files,
    killed_before: snapshot.baseline.killed,
    test_dirs: snapshot.project.test_dirs,
    git: { commit_sha: null, files_added: [], pr_comment_url: null, check_run_url: null, pull_request_url: null },
    authoring: authoringOf(input),
    test_plan: writeTestPlan(snapshot, framework.language, input.plan, input.generated),
    sent: input.spent?.sent ?? [],
    budgets: input.spent?.budgets ?? [],
    usage: usageOf(input),
    timings: input.timings,
    warnings: [
      ...new Set([...snapshot.warnings, ...input.warnings, ...(input.spent?.notes ?? []), ...nothingWritten(input.generated)]),
    ],
  };
}

function authoringOf({ generated, rounds = 1 }: TriageInput): Report["authoring"] {
  const drafted = generated.filter((one) => "candidate" in one);
  return {
    rounds,
    repairs: drafted.reduce((sum, one) => sum + one.repairs, 0),
    replans: drafted.reduce((sum, one) => sum + one.replans, 0),
    stuck: drafted.filter((one) => one.status === "stuck").map((one) => one.candidate.target),
  };
}

/** What the author spent, as a report says it. */
export function usageOf({ spent, sandbox_seconds }: Pick<TriageInput, "spent" | "sandbox_seconds">): Report["usage"] {
  const none = { calls: 0, input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, cost_usd: 0 };
  if (spent === undefined) return { ...none, sandbox_seconds };
  const { usd, ...tokens } = spent.usage;
  return { ...tokens, cost_usd: usd === null ? null : Math.round(usd * 1e6) / 1e6, sandbox_seconds };
}

function sourcesOf(generated: Generated[]): Map<string, string> {
  return new Map(generated.flatMap((one) => (!("candidate" in one) ? [] : [[one.candidate.path, one.candidate.source]])));
}

/** Lanes of the plan first; a run without targets still reports the lanes that were asked for. */
function lanesOf({ plan, handover }: TriageInput, reported: ReportedTest[]): string[] {
  const used = [...plan.targets.map((target) => target.lane), ...reported.map((test) => test.lane)];
  return [...new Set(used.length > 0 ? used : handover.lanes)];
}

function replansOf({ generated, plan }: TriageInput): Map<string, number> {
  const replans = new Map<string, number>();
  for (const one of generated) {
    if (!("candidate" in one)) continue;
    const lane = plan.targets.find((target) => target.id === one.candidate.target)?.lane;
    if (lane !== undefined) replans.set(lane, (replans.get(lane) ?? 0) + one.replans);
  }
  return replans;
}

function nothingWritten(generated: Generated[]): string[] {
  return generated.flatMap((one) => (!("candidate" in one) ? [`No test was written for ${one.target}: ${one.reason}`] : []));
}
