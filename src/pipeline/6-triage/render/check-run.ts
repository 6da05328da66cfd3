import type { QualityGate } from "../../../domain/handover.ts";
import type { Report } from "../../../domain/report.ts";
import type { RunEnd } from "../../../domain/run-end.ts";
import type { VerdictKind } from "../../../domain/verdict.ts";
import { type Conclusion, concludeRun } from "./conclude-run.ts";
import { bugLines } from "./contradiction.ts";
import { costAndTimeSection } from "./cost-and-time.ts";
import { criteriaSection } from "./criteria-table.ts";
import { droppedTestsSection } from "./dropped-tests.ts";
import { fitBlocks, needed, optional } from "./fit.ts";
import { endHeadline } from "./headline.ts";
import { keptTestsSection } from "./kept-tests.ts";
import { renderMachineReport } from "./machine-report.ts";
import { currentStage, type RunView, type StageView } from "./run-view.ts";
import { stageTitles } from "./stage-titles.ts";
import { survivorsSection } from "./survivors.ts";
import { suspectedBugsSection } from "./suspected-bugs.ts";
import { fence, inlineCode, plainLine, prose, tableRow } from "./untrusted.ts";
import { capitalised, count, duration } from "./words.ts";

/** What a check run shows. GitHub's limits: a title of 255 characters, 65,535 for each text. */
export interface CheckOutput {
  title: string;
  summary: string;
  text: string;
}
export interface CheckButton {
  label: string;
  description: string;
  identifier: string;
}

const TITLE = 255;
/** What programs read leaves most of the room to people. */
const MACHINE_BYTES = 16_000;
const SHOWN_TESTS = 100;
const SHOWN_CRITERIA = 40;
const LEFT_OUT = "The rest is too long for a check run; the report has all of it.";

/**
 * A run that waits or goes on. The page may be stale when someone looks at it, so it says how old it is; GitHub does not
 * document that it refreshes by itself. `now`: an ISO time.
 */
export function renderRunning(
  view: RunView,
  { head_sha, spec }: { head_sha: string; spec: string | null },
  now: string,
): CheckOutput {
  const about = spec === null ? "" : ` · specification: ${inlineCode(spec, 120)}`;
  const updated = `Updated ${now.slice(11, 19)} UTC; reload for what came since. \`/tfactory cancel\` stops the run.`;
  return {
    title: cut(titleOf(view)),
    summary: fitBlocks([...needed(stageTable(view), ...counts(view), updated), ...optional(...criteriaOf(view))], LEFT_OUT),
    text: fitBlocks(
      [
        ...needed(`Tested: ${inlineCode(head_sha.slice(0, 12))}${about}`),
        ...optional(view.log.length === 0 ? "Nothing has happened yet." : fence("", view.log.join("\n"), view.log.length)),
      ],
      LEFT_OUT,
    ),
  };
}

/** A run that is over. Buttons are shown by GitHub on completed runs only. */
export function renderEnded(
  end: RunEnd,
  view: RunView,
  gate: QualityGate | null,
): { conclusion: Conclusion; output: CheckOutput; actions: CheckButton[] } {
  const { conclusion, unmet } = concludeRun(end, gate);
  const { claim, facts } = endHeadline(end);
  const { report } = end;
  const reason = end.status === "done" ? [] : [prose(capitalised(end.reason), 600)];
  const gate_words = unmet.length === 0 ? [] : [`**The quality gate is not met:** ${unmet.join("; ")}`];
  const bugs =
    report === null || report.suspected_bugs.length === 0 ? [] : [count(report.suspected_bugs.length, "suspected bug")];
  const title = [claim, ...(claim.includes("suspected bug") ? [] : bugs), ...(unmet.length > 0 ? ["quality gate not met"] : [])];
  return {
    conclusion,
    output: {
      title: cut(title.join(" · ")),
      summary: fitBlocks(
        [
          ...needed(...reason, ...factLine(facts), ...gate_words),
          ...(report === null
            ? []
            : [...needed(...bugLines(report)), ...optional(...criteriaSection(report), ...warningsOf(report))]),
        ],
        LEFT_OUT,
      ),
      text: fitBlocks(
        [
          ...needed(stageTable(view, "⏹️")),
          ...(report === null ? [] : optional(...detailsOf(report))),
          ...optional(
            ...(end.status === "done" || view.log.length === 0 ? [] : [fence("", view.log.join("\n"), view.log.length)]),
          ),
          ...(report === null ? [] : needed(renderMachineReport(report, MACHINE_BYTES))),
        ],
        LEFT_OUT,
      ),
    },
    actions: actionsOf(end),
  };
}

/** The title has the claim. */
function factLine(facts: string[]): string[] {
  return facts.length === 0 ? [] : [capitalised(facts.join(" · "))];
}

/** The check run on our own commit, so that the pull request's new head has its result too. */
export function renderOwnCommit(report: Report, check_run_url: string | null): CheckOutput {
  const { claim, facts } = endHeadline({ status: "done", report });
  const where = check_run_url === null ? "" : ` [The whole run](${check_run_url})`;
  const tested = `This commit adds the tests of a run on ${inlineCode(report.head_sha.slice(0, 12))}.${where}`;
  const bugs = bugLines(report);
  return {
    title: cut(claim),
    summary: fitBlocks(needed(...factLine(facts), ...bugs, tested), LEFT_OUT),
    text: fitBlocks(optional(...keptTestsSection(report, SHOWN_TESTS)), LEFT_OUT),
  };
}

/** What GitHub gets when it does not take the whole: a terminal state must never be lost. */
export function minimalOutput({ title }: CheckOutput): CheckOutput {
  return { title: plainLine(title, 100), summary: "GitHub did not take the whole report of this run.", text: "" };
}

function titleOf(view: RunView): string {
  const stage = currentStage(view);
  if (stage === null) return "Finishing";
  if (view.stages.every(({ status }) => status === "waiting")) return "Waiting for a worker";
  const number = view.stages.findIndex((one) => one.stage === stage.stage) + 1;
  const words = [
    `${number}/${view.stages.length} ${stageTitles[stage.stage]}`,
    ...progressOf(stage),
    ...verdictWords(view.verdicts),
  ];
  return words.join(" · ");
}

function progressOf({ done, total }: StageView): string[] {
  return done === null ? [] : [total === null ? `${done}` : `${done} of ${total}`];
}

const SIGNS = { waiting: "⚪", done: "✅" };

function stageTable({ stages }: RunView, going = "🔵"): string {
  const rows = stages.map((stage) => {
    const { status, seconds, item } = stage;
    const time = seconds === null ? "" : duration(seconds);
    return tableRow([
      `${status === "going" ? going : SIGNS[status]} ${status === "going" ? `**${stageTitles[stage.stage]}**` : stageTitles[stage.stage]}`,
      time,
      [...progressOf(stage), ...(item === null ? [] : [inlineCode(item, 120)])].join(" · "),
    ]);
  });
  return ["| stage | time | |", "|---|---|---|", ...rows].join("\n");
}

function counts(view: RunView): string[] {
  const words = verdictWords(view.verdicts);
  return words.length === 0 ? [] : [`${count(view.verdicts.length, "test")} judged so far: ${words.join(" · ")}`];
}

function verdictWords(verdicts: VerdictKind[]): string[] {
  const sum = (kind: VerdictKind) => verdicts.filter((verdict) => verdict === kind).length;
  return [
    ...(sum("accept") > 0 ? [`${sum("accept")} accepted`] : []),
    ...(sum("flag") > 0 ? [`${sum("flag")} flagged`] : []),
    ...(sum("suspected-bug") > 0 ? [count(sum("suspected-bug"), "suspected bug")] : []),
    ...(sum("reject") > 0 ? [`${sum("reject")} rejected`] : []),
    ...(sum("not-run") > 0 ? [`${sum("not-run")} not run`] : []),
  ];
}

function criteriaOf({ criteria }: RunView): string[] {
  if (criteria.length === 0) return [];
  const rows = criteria.slice(0, SHOWN_CRITERIA).map(({ id, text, judged }) => {
    return tableRow([`**${id}** ${prose(text, 160)}`, verdictWords(judged).join(" · ") || "–"]);
  });
  const more = criteria.length - SHOWN_CRITERIA;
  return [["| criterion | tests so far |", "|---|---|", ...rows].join("\n"), ...(more > 0 ? [`and ${more} more`] : [])];
}

function warningsOf({ warnings }: Report): string[] {
  return warnings.length === 0 ? [] : ["## Good to know", warnings.map((warning) => `- ${prose(warning, 400)}`).join("\n")];
}

function detailsOf(report: Report): string[] {
  return [
    ...suspectedBugsSection(report),
    ...keptTestsSection(report, SHOWN_TESTS),
    ...survivorsSection(report),
    ...droppedTestsSection(report),
    ...costAndTimeSection(report),
  ];
}

/** GitHub shows buttons of a completed run only; at most three, a label of 20 characters, a description of 40. */
function actionsOf({ status, report }: RunEnd): CheckButton[] {
  const again = { label: "Re-run", description: "Test this pull request once more", identifier: "rerun" };
  const more = { label: "More tests", description: "Look for tests that are still missing", identifier: "more" };
  const undo = { label: "Undo commit", description: "Take back the commit with the tests", identifier: "undo" };
  const committed = report !== null && report.git.commit_sha !== null && report.git.pull_request_url === null;
  return [again, ...(committed ? [undo] : []), ...(status === "done" ? [more] : [])];
}

function cut(title: string): string {
  return plainLine(title, TITLE);
}
