import { z } from "zod";
import { CriterionGrade, LaneResult, Report } from "../../../domain/report.ts";
import { VerdictKind } from "../../../domain/verdict.ts";

/** A report small enough to travel in a check run, for programs. The whole of it is `report.json`. */
export const MachineReport = z.strictObject({
  version: z.literal(1),
  run_id: z.string(),
  repository: z.string(),
  pull_request: z.int().nullable(),
  base_sha: z.string(),
  head_sha: z.string(),
  spec_id: z.string(),
  status: Report.shape.status,
  author: z.string(),
  lane_results: z.record(z.string(), LaneResult),
  criteria: z.array(z.strictObject({ id: z.string(), grade: CriterionGrade, tests: z.array(z.string()) })),
  tests: z.array(z.strictObject({ name: z.string(), file: z.string(), verdict: VerdictKind, reasons: z.array(z.string()) })),
  suspected_bugs: z.array(
    z.strictObject({ name: z.string(), file: z.string(), shows: z.string(), reasons: z.array(z.string()) }),
  ),
  /** Tests that were not kept, by why. */
  dropped: z.record(z.string(), z.int()),
  git: Report.shape.git,
  usage: Report.shape.usage,
  timings: Report.shape.timings,
  /** What was left out so that the rest fits; empty: nothing. */
  left_out: z.array(z.string()),
});
export type MachineReport = z.infer<typeof MachineReport>;

const OPEN = "<details><summary>For programs</summary>\n\n```json tfactory-report\n";
const CLOSE = "\n```\n\n</details>";

/**
 * The report as a folded JSON block of at most `max_bytes` bytes; what does not fit is left out in steps and named.
 * Nothing in it can end the fence, mention anybody or be taken for markup: those characters are escaped as JSON allows.
 */
export function renderMachineReport(report: Report, max_bytes: number): string {
  const whole = machineReport(report);
  const forms = [whole, without(whole, "reasons"), without(whole, "tests"), without(whole, "criteria")];
  const texts = forms.map((form) => `${OPEN}${escaped(JSON.stringify(form))}${CLOSE}`);
  return texts.find((text) => Buffer.byteLength(text) <= max_bytes) ?? "";
}

/** The block in a check run's text, read back; `null`: there is none, or it is not one of ours. */
export function readMachineReport(text: string): MachineReport | null {
  const block = /^```json tfactory-report\r?\n(?<json>[^\n]*)\r?\n```$/m.exec(text)?.groups?.json;
  if (block === undefined) return null;
  try {
    return MachineReport.safeParse(JSON.parse(block)).data ?? null;
  } catch {
    return null;
  }
}

function machineReport(report: Report): MachineReport {
  const { version, run_id, repository, pull_request, base_sha, head_sha, spec_id, status, author, lane_results } = report;
  const { git, usage, timings } = report;
  const dropped: Record<string, number> = {};
  for (const test of report.dropped) dropped[test.dropped_because] = (dropped[test.dropped_because] ?? 0) + 1;
  return {
    version,
    run_id,
    repository,
    pull_request,
    base_sha,
    head_sha,
    spec_id,
    status,
    author,
    lane_results,
    criteria: report.criteria.map(({ id, grade, tests }) => ({ id, grade, tests })),
    tests: report.tests.map(({ name, file, verdict }) => ({ name, file, verdict: verdict.kind, reasons: verdict.reasons })),
    suspected_bugs: report.suspected_bugs.map(({ name, file, shows, verdict }) => ({
      name,
      file,
      shows,
      reasons: verdict.reasons,
    })),
    dropped,
    git,
    usage,
    timings,
    left_out: [],
  };
}

function without(report: MachineReport, what: "reasons" | "tests" | "criteria"): MachineReport {
  const tests = report.tests.map((test) => ({ ...test, reasons: [] }));
  if (what === "reasons") return { ...report, tests, left_out: ["the reasons of tests"] };
  const short = { ...report, tests: [], suspected_bugs: report.suspected_bugs.slice(0, 5) };
  if (what === "tests") return { ...short, left_out: ["tests", "suspected bugs after the fifth"] };
  return { ...short, criteria: [], suspected_bugs: [], left_out: ["tests", "criteria", "suspected bugs"] };
}

/** JSON knows \u escapes inside strings, and only strings hold these characters. */
function escaped(json: string): string {
  return json.replaceAll(/[`<>&@#\u007f-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
