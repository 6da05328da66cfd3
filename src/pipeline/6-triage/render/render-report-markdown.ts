import type { Report } from "../../../domain/report.ts";
import { validateLedger } from "../ledger/validate-ledger.ts";
import { costAndTimeSection } from "./cost-and-time.ts";
import { criteriaSection, inferredSection } from "./criteria-table.ts";
import { droppedTestsSection } from "./dropped-tests.ts";
import { headlineOf } from "./headline.ts";
import { keptTestsSection } from "./kept-tests.ts";
import { renderLedger } from "./ledger-table.ts";
import { sentSection } from "./sent.ts";
import { survivorsSection } from "./survivors.ts";
import { suspectedBugsSection } from "./suspected-bugs.ts";
import { inlineCode, prose } from "./untrusted.ts";

/**
 * `report.md`: the verdict in one line, suspected bugs, criterion -> test -> proof, the kept tests with a mutant each kills,
 * what is still untested, what was dropped and why, cost and time. A rendering of `report.json`, nothing of its own.
 */
export function renderReportMarkdown(report: Report): string {
  const { claim, bugs, facts } = headlineOf(report);
  return `${[
    "# TFactory report",
    [`**${claim}**`, ...bugs, ...facts].join(" · "),
    whatWasTested(report),
    ...(report.status === "done" ? [] : warningsSection(report)),
    ...suspectedBugsSection(report),
    ...criteriaSection(report),
    ...inferredSection(report),
    ...keptTestsSection(report),
    ...survivorsSection(report),
    ...droppedTestsSection(report),
    ...ledgerSection(report),
    ...costAndTimeSection(report),
    ...sentSection(report),
    ...(report.status === "done" ? warningsSection(report) : []),
  ].join("\n\n")}\n`;
}

function whatWasTested(report: Report): string {
  const pull_request = report.pull_request === null ? "" : ` pull request ${report.pull_request}`;
  const place = `${inlineCode(report.repository)}${pull_request}`;
  const range = `${inlineCode(report.base_sha.slice(0, 12))} → ${inlineCode(report.head_sha.slice(0, 12))}`;
  return `${place} · ${range} · ${inlineCode(report.spec_id)} · tests by ${inlineCode(report.author)}`;
}

/** Of a run that did not come to its end this is the news and stands first; of any other it is worth a glance at the end. */
function warningsSection({ status, warnings }: Report): string[] {
  if (warnings.length === 0) return [];
  const title = status === "done" ? "## Good to know" : "## What happened";
  return [title, warnings.map((warning) => `- ${prose(warning, 400)}`).join("\n")];
}

/** The ledger with what QFAI's checks say about it. */
function ledgerSection({ ledger, criteria, files }: Report): string[] {
  if (ledger.length === 0) return [];
  const sources = new Map(files.map((file) => [file.path, file.source]));
  const checks = validateLedger(
    ledger,
    criteria.map((criterion) => criterion.id),
    sources,
  );
  const lines = checks.map(({ code, severity, row, message }) =>
    [`- ${severity} ${inlineCode(code)}`, ...(row === null ? [] : [row]), prose(message)].join(" "),
  );
  return [`<details><summary>Evidence ledger</summary>\n\n${renderLedger(ledger)}\n\n${lines.join("\n")}\n\n</details>`];
}
