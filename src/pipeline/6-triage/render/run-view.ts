import { type RunEvent, Stage } from "../../../domain/run.ts";
import type { VerdictKind } from "../../../domain/verdict.ts";
import { plainLine } from "./untrusted.ts";

/** What a person who follows a run sees of it: its events so far, summed up. */
export interface RunView {
  stages: StageView[];
  criteria: { id: string; text: string; judged: VerdictKind[] }[];
  verdicts: VerdictKind[];
  /** The last lines of what happened, the latest last. */
  log: string[];
}
export interface StageView {
  stage: Stage;
  status: "waiting" | "going" | "done";
  seconds: number | null;
  /** How many of the stage's items are done, and what is worked on. */
  done: number | null;
  total: number | null;
  item: string | null;
}

const LOG_LINES = 20;
const COUNT = / \d+(?:\/\d+)?$/;

export const nothingYet: RunView = {
  stages: Stage.options.map((stage) => ({ stage, status: "waiting", seconds: null, done: null, total: null, item: null })),
  criteria: [],
  verdicts: [],
  log: [],
};

/** The view after one more event. Events of a run that was taken up again replace what is known of their stage. */
export function viewAfter(view: RunView, event: RunEvent): RunView {
  const logged = { ...view, log: logAfter(view.log, event).slice(-LOG_LINES) };
  switch (event.event) {
    case "stage-started":
      return change(logged, event, { status: "going", seconds: null, done: null, total: null, item: null });
    case "stage-finished":
      return change(logged, event, { status: "done", seconds: event.seconds, item: null });
    case "progress":
      return change(logged, event, event.item === null ? { done: event.done, total: event.total } : { item: itemOf(event) });
    case "criteria-read":
      return { ...logged, criteria: (event.criteria ?? []).map((criterion) => ({ ...criterion, judged: [] })) };
    case "test-judged":
      return event.verdict === undefined ? logged : judge(logged, event.verdict, event.claims ?? []);
    default:
      return logged;
  }
}

/** The stage that is going on; between two stages the next one. `null`: all are done. */
export function currentStage({ stages }: RunView): StageView | null {
  return stages.find(({ status }) => status === "going") ?? stages.find(({ status }) => status === "waiting") ?? null;
}

function change(view: RunView, { stage }: RunEvent, changes: Partial<StageView>): RunView {
  return { ...view, stages: view.stages.map((one) => (one.stage === stage ? { ...one, ...changes } : one)) };
}

function judge(view: RunView, verdict: VerdictKind, claims: string[]): RunView {
  const criteria = view.criteria.map((one) => (claims.includes(one.id) ? { ...one, judged: [...one.judged, verdict] } : one));
  return { ...view, verdicts: [...view.verdicts, verdict], criteria };
}

function itemOf({ item, done, total }: RunEvent): string {
  const counted = done === null ? "" : ` ${done}${total === null ? "" : `/${total}`}`;
  return `${plainLine(item ?? "", 120)}${counted}`;
}

/** A count that goes up is one line, where it began, with its latest; several that go up together are one each. */
function logAfter(log: string[], event: RunEvent): string[] {
  const lines = logLine(event);
  if (event.event !== "progress" || event.done === null) return [...log, ...lines];
  const first_counted = log.findLastIndex((line) => !COUNT.test(line)) + 1;
  const counted = (line = "") => line.slice(9).replace(COUNT, "");
  const known = log.findIndex((line, index) => index >= first_counted && counted(line) === counted(lines[0]));
  return known === -1 ? [...log, ...lines] : log.with(known, lines[0] ?? "");
}

/** `14:25:03 evaluate: test_a, accept`. Progress without a name is in the counts already. */
function logLine(event: RunEvent): string[] {
  const at = `${event.at.slice(11, 19)} ${event.stage ?? "run"}`;
  switch (event.event) {
    case "stage-started":
      return [`${at}: begins`];
    case "stage-finished":
      return [`${at}: done`];
    case "criteria-read":
      return [`${at}: ${event.criteria?.length ?? 0} criteria`];
    case "test-judged":
      return [`${at}: ${plainLine(event.item ?? "", 120)}, ${event.verdict ?? "judged"}`];
    default:
      return event.item === null ? [] : [`${at}: ${itemOf(event)}`];
  }
}
