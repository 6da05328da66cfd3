import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../../../src/domain/run.ts";
import { annotationsOf } from "../../../../src/pipeline/6-triage/render/annotations.ts";
import {
  minimalOutput,
  renderEnded,
  renderOwnCommit,
  renderRunning,
} from "../../../../src/pipeline/6-triage/render/check-run.ts";
import { concludeRun } from "../../../../src/pipeline/6-triage/render/conclude-run.ts";
import { BYTE_LIMIT } from "../../../../src/pipeline/6-triage/render/fit.ts";
import { nothingYet, type RunView, viewAfter } from "../../../../src/pipeline/6-triage/render/run-view.ts";
import { ends } from "./ends.ts";

const GOLDEN = "../../../../fixtures/golden/check-run";
const RUN = { head_sha: "d".repeat(40), spec: "specs/`a`.md" };
const NOW = "2026-01-01T14:25:30.000Z";

function anEvent(event: RunEvent["event"], overrides: Partial<RunEvent> = {}): RunEvent {
  const empty = { stage: null, item: null, done: null, total: null, seconds: null };
  return { run_id: "run-1", at: "2026-01-01T14:25:03.000Z", event, ...empty, ...overrides };
}
function viewOf(...events: RunEvent[]): RunView {
  return events.reduce(viewAfter, nothingYet);
}

const story = [
  anEvent("stage-started", { stage: "snapshot" }),
  anEvent("progress", { stage: "snapshot", item: "the existing tests", done: 3, total: 12 }),
  anEvent("stage-finished", { stage: "snapshot", seconds: 9.2 }),
  anEvent("criteria-read", {
    stage: "snapshot",
    criteria: [
      { id: "AC-1", text: 'A number with a unit: `parse("90s") == 90`.' },
      { id: "AC-2", text: "@octocat | </details> ```" },
    ],
  }),
  anEvent("stage-started", { stage: "plan" }),
  anEvent("stage-finished", { stage: "plan", seconds: 0.1 }),
  anEvent("stage-started", { stage: "generate" }),
  anEvent("stage-finished", { stage: "generate", seconds: 14.8 }),
  anEvent("stage-started", { stage: "execute" }),
  anEvent("stage-finished", { stage: "execute", seconds: 71 }),
  anEvent("stage-started", { stage: "evaluate" }),
  anEvent("test-judged", { stage: "evaluate", item: "test_a", verdict: "accept", claims: ["AC-1"] }),
  anEvent("test-judged", { stage: "evaluate", item: "test_`b`\n````\n@octocat", verdict: "reject", claims: [] }),
  anEvent("test-judged", { stage: "evaluate", item: "test_c", verdict: "suspected-bug", claims: ["AC-2"] }),
  anEvent("progress", { stage: "evaluate", done: 3, total: 7 }),
  anEvent("progress", { stage: "evaluate", item: "src/`a`|b.py", done: 4, total: 26 }),
];

describe("a run that goes on", () => {
  const running = renderRunning(viewOf(...story), RUN, NOW);

  test("reads as its golden file", async () => {
    const { title, summary, text } = running;
    await expect(`${title}\n\n---\n\n${summary}\n---\n\n${text}`).toMatchFileSnapshot(`${GOLDEN}/running.md`);
  });

  test("has its state in the title and its age in the summary", () => {
    expect(running.title).toBe("5/7 Judging tests · 3 of 7 · 1 accepted · 1 suspected bug · 1 rejected");
    expect(running.summary).toContain("Updated 14:25:30 UTC");
  });

  test("waits until its first stage begins", () => {
    expect(renderRunning(nothingYet, RUN, NOW).title).toBe("Waiting for a worker");
  });

  test("keeps the tail of the log in a fence nothing in it can close", () => {
    const fences = running.text.split("\n").filter((line) => line.startsWith("````"));
    expect(fences).toHaveLength(2);
    const lines = viewOf(...Array.from({ length: 50 }, (_, line) => anEvent("note", { item: `line ${line}` }))).log;
    expect([lines.length, lines.at(-1)]).toEqual([20, "14:25:03 run: line 49"]);
  });

  test("tells counts that go up in one line of the log, the latest, those that go up together in one each", () => {
    const mutants = (done: number) => anEvent("progress", { stage: "evaluate", item: "mutants", done, total: 9 });
    const note = anEvent("note", { item: "mutants" });
    const { log } = viewOf(mutants(1), mutants(2), note, note, mutants(3), { ...mutants(4), stage: "execute" }, mutants(5));
    expect(log.map((line) => line.slice(9))).toEqual([
      "evaluate: mutants 2/9",
      "run: mutants",
      "run: mutants",
      "evaluate: mutants 5/9",
      "execute: mutants 4/9",
    ]);
  });

  test("fits whatever the criteria are", () => {
    const criteria = Array.from({ length: 500 }, (_, index) => ({ id: `AC-${index + 1}`, text: "😀".repeat(500) }));
    const { title, summary, text } = renderRunning(viewOf(...story, anEvent("criteria-read", { criteria })), RUN, NOW);
    for (const part of [summary, text]) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(BYTE_LIMIT);
    expect(title.length).toBeLessThanOrEqual(255);
  });

  test("begins a stage anew when it is taken up again", () => {
    const view = viewOf(...story, anEvent("stage-started", { stage: "snapshot" }));
    expect(renderRunning(view, RUN, NOW).title).toMatch(/^1\/7 Reading the change/);
  });
});

describe.each(Object.keys(ends))("the check run of %s", (name) => {
  const end = ends[name];
  if (end === undefined) throw new Error(name);
  const { conclusion, output, actions } = renderEnded(end, viewOf(...story), null);

  test("reads as its golden file", async () => {
    const buttons = actions.map((action) => action.label).join(", ");
    const whole = `${output.title}\n${conclusion} · ${buttons}\n\n---\n\n${output.summary}\n---\n\n${output.text}`;
    await expect(whole).toMatchFileSnapshot(`${GOLDEN}/${name}.md`);
  });

  test("keeps to GitHub's limits", () => {
    expect(output.title.length).toBeLessThanOrEqual(255);
    for (const part of [output.summary, output.text]) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(BYTE_LIMIT);
    expect(actions.length).toBeLessThanOrEqual(3);
    for (const { label, description, identifier } of actions) {
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
    }
    expect(minimalOutput(output).title.length).toBeLessThanOrEqual(100);
  });

  test("annotates lines of the head with texts GitHub takes", () => {
    const annotations = end.report === null ? [] : annotationsOf(end.report);
    for (const { path, start_line, title, message } of annotations) {
      expect(path).toMatch(/^durations\//);
      expect(start_line).toBeGreaterThan(0);
      expect(title.length).toBeLessThanOrEqual(255);
      expect(Buffer.byteLength(message)).toBeLessThan(64 * 1024);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(`${title}${message}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
    }
  });
});

describe("the conclusion", () => {
  const of = (name: string, gate = {}) => concludeRun(ends[name] ?? { status: "failed", reason: "", report: null }, gate);

  test.each([
    ["no-criteria", "success"],
    ["plain", "neutral"],
    ["nothing-found", "neutral"],
    ["suspected-bugs", "neutral"],
    ["fork-patch", "neutral"],
    ["infrastructure-failure", "failure"],
    ["partial-result", "timed_out"],
    ["cancelled", "cancelled"],
  ])("of %s is %s", (name, conclusion) => {
    expect(of(name).conclusion).toBe(conclusion);
  });

  test.each([
    ["no-criteria", { min_accepted: 9 }, "2 tests accepted, at least 9 asked for"],
    ["no-criteria", { max_flag_rate: 0.1 }, "1 of 3 tests flagged, above the limit"],
    ["plain", { block_on_suspected_bug: true }, "1 suspected bug"],
  ])("of %s is failure when %j is not met", (name, gate, unmet) => {
    expect(of(name, gate)).toEqual({ conclusion: "failure", unmet: [unmet] });
    const end = ends[name];
    if (end !== undefined) expect(renderEnded(end, nothingYet, gate).output.title).toMatch(/ · quality gate not met$/);
  });
});

test("suspected bugs and unnoticed edits are annotated at their lines", () => {
  const end = ends.plain;
  if (end?.status !== "done") throw new Error("plain");
  const annotations = annotationsOf(end.report);
  expect(annotations[0]).toMatchObject({ path: "durations/text.py", annotation_level: "warning", title: "Suspected bug" });
  expect(annotations[0]?.message).toContain('AC-4 expects parse_duration("2d") to be 172800, the head returns 57600');
  expect(annotations.filter(({ annotation_level }) => annotation_level === "notice")).toHaveLength(end.report.survivors.length);
});

test("our own commit says which run it is of", () => {
  const end = ends.plain;
  if (end?.status !== "done") throw new Error("plain");
  const { summary } = renderOwnCommit(end.report, "https://github.test/runs/1");
  expect(summary).toContain("This commit adds the tests of a run on `dddddddddddd`. [The whole run](https://github.test/runs/1)");
});

test("a pull request of its own is closed there, not undone here", () => {
  const end = ends.plain;
  if (end?.status !== "done") throw new Error("plain");
  const git = { ...end.report.git, pull_request_url: "https://github.test/pull/8" };
  const { actions } = renderEnded({ ...end, report: { ...end.report, git } }, nothingYet, null);
  expect(actions.map(({ identifier }) => identifier)).toEqual(["rerun", "more"]);
});
