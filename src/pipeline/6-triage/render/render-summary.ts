import type { Report } from "../../../domain/report.ts";
import { costOf } from "./cost-and-time.ts";
import { sumUpDropped } from "./dropped-tests.ts";
import { headlineOf, nothingWasJudged } from "./headline.ts";
import { plainLine } from "./untrusted.ts";
import { capitalised, count, duration } from "./words.ts";

const WIDTH = 11;
const SHOWN_BUGS = 3;
const SHOWN_FILES = 3;

/** The result for a terminal: about ten lines a person understands, no colours, no markup. */
export function renderSummary(report: Report): string {
  const { claim, bugs, facts } = headlineOf(report);
  const measured = [...bugs, ...facts];
  return [
    `${claim}.`,
    ...(measured.length > 0 ? [`${capitalised(measured.join(", "))}.`] : []),
    "",
    ...bugLines(report),
    ...keptLines(report),
    ...untestedLines(report),
    ...(report.dropped.length > 0 ? [line("dropped", `${report.dropped.length}: ${sumUpDropped(report.dropped)}`)] : []),
    ...noteLines(report),
    line("took", tookWords(report)),
  ].join("\n");
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(WIDTH)}${text}`;
}

function bugLines({ suspected_bugs }: Report): string[] {
  const shown = suspected_bugs.slice(0, SHOWN_BUGS).map((test) => {
    const what = test.criteria.length > 0 ? test.criteria.join(", ") : (test.symbol ?? test.name);
    const { head } = test.evidence;
    const failure = head.status === "measured" && head.value.outcome.status === "failed" ? head.value.outcome.failure : null;
    const said = failure === null ? "fails on the head" : `${failure.exception}: ${failure.message}`;
    return line("bug?", plainLine(`${what}: ${said}`, 110));
  });
  const more = suspected_bugs.length - SHOWN_BUGS;
  return more > 0 ? [...shown, line("", `and ${more} more`)] : shown;
}

function keptLines({ files, tests }: Report): string[] {
  const shown = files.slice(0, SHOWN_FILES).map((file, index) => {
    const here = tests.filter((test) => test.file === file.path).length;
    return line(index === 0 ? "kept" : "", `${here} in ${plainLine(file.path, 100)}`);
  });
  const more = files.length - SHOWN_FILES;
  return more > 0 ? [...shown, line("", `and ${count(more, "more file")}`)] : shown;
}

function untestedLines(report: Report): string[] {
  const { criteria, survivors } = report;
  if (nothingWasJudged(report)) return [];
  const open = criteria.filter((criterion) => criterion.grade !== "verified" && criterion.grade !== "contradicted");
  const parts = [
    ...(open.length > 0 ? [open.map((criterion) => criterion.id).join(", ")] : []),
    ...(survivors.length > 0 ? [`${count(survivors.length, "mutant")} no test notices`] : []),
  ];
  return parts.length > 0 ? [line("open", plainLine(parts.join("; "), 110))] : [];
}

function noteLines({ warnings }: Report): string[] {
  const [first] = warnings;
  if (first === undefined) return [];
  const more = warnings.length > 1 ? ` (and ${warnings.length - 1} more in report.md)` : "";
  return [line("note", `${plainLine(first, 200)}${more}`)];
}

function tookWords(report: Report): string {
  const total = Object.values(report.timings).reduce((sum, seconds) => sum + seconds, 0);
  return `${duration(total)}, containers ${duration(report.usage.sandbox_seconds)}; ${costOf(report)}`;
}
