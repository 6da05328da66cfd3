import { relative } from "node:path";
import pc from "picocolors";
import type { OutFolder } from "../adapters/disk/out-folder.ts";
import type { Handover } from "../domain/handover.ts";
import type { Report } from "../domain/report.ts";
import { renderReportMarkdown } from "../pipeline/6-triage/render/render-report-markdown.ts";
import { renderSummary } from "../pipeline/6-triage/render/render-summary.ts";
import { renderPatch } from "../pipeline/shared/render-patch.ts";
import { plainText } from "./plain-text.ts";
import type { Terminal } from "./terminal.ts";

/** Writes the results of a run to its folder and says to the person, or the machine, what came of it. */
export async function showResult(
  report: Report,
  handover: Pick<Handover, "head_ref">,
  out: OutFolder,
  { json = false }: { json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const report_json = `${JSON.stringify(report, null, 2)}\n`;
  const report_markdown = renderReportMarkdown(report);
  const test_plan = `${JSON.stringify(report.test_plan, null, 2)}\n`;
  await out.write({ report_json, report_markdown, test_plan, patch: renderPatch(report.files), files: report.files });
  if (json) terminal.stdout.write(report_json);
  else terminal.stdout.write(`\n${renderSummary(report)}\n\n${whereabouts(report, handover, out, terminal.cwd)}\n`);
}

function whereabouts({ git, files }: Report, { head_ref }: Pick<Handover, "head_ref">, out: OutFolder, cwd: string): string {
  const folder = relative(cwd, out.path) || ".";
  const shown = folder.startsWith("..") ? out.path : folder;
  const lines = [`${pc.dim("report")}  ${shown}/report.md  ${pc.dim("(report.json is the same for machines)")}`];
  if (git.commit_sha !== null) lines.push(`${pc.dim("commit")}  ${git.commit_sha.slice(0, 7)} on ${plainText(head_ref)}`);
  else if (files.length > 0) lines.push(`${pc.dim("apply")}   git apply ${shown}/tests.patch`);
  return lines.join("\n");
}
