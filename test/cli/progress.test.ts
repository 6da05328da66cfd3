import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { plainText } from "../../src/cli/plain-text.ts";
import { showSeconds } from "../../src/cli/progress/duration.ts";
import { liveProgress } from "../../src/cli/progress/live-progress.ts";
import { plainProgress } from "../../src/cli/progress/plain-progress.ts";
import { jsonLines } from "../../src/cli/progress/progress.ts";
import { RunEvent } from "../../src/domain/run.ts";

const START = Date.parse("2026-01-01T00:00:00.000Z");
/** An event some seconds into the run. */
function at(seconds: number, event: Partial<RunEvent>): RunEvent {
  const time = new Date(START + seconds * 1000).toISOString();
  return {
    run_id: "run-1",
    at: time,
    event: "progress",
    stage: "generate",
    item: null,
    done: null,
    total: null,
    seconds: null,
    ...event,
  };
}

test("a log has a line per stage and is not flooded by progress", () => {
  const lines: string[] = [];
  const progress = plainProgress((text) => lines.push(text));
  progress.tell(at(0, { event: "stage-started" }));
  for (let done = 1; done <= 100; done++) progress.tell(at(done / 10, { item: "text.py", done, total: 100 }));
  progress.tell(at(10, { event: "note", item: "left out" }));
  progress.tell(at(11, { event: "stage-finished", seconds: 11 }));
  expect(lines).toEqual([
    "Writing tests …\n",
    "  text.py 50/100\n",
    "  text.py 100/100\n",
    "  note: left out\n",
    "Writing tests: done in 11 s\n",
  ]);
});

test("a new thing that is worked on is told at once", () => {
  const lines: string[] = [];
  const progress = plainProgress((text) => lines.push(text));
  for (const item of ["python", "the project itself", "the project itself"]) progress.tell(at(0, { item }));
  expect(lines).toEqual(["  python\n", "  the project itself\n"]);
});

test("machines get every event as one line that fits the schema", () => {
  const lines: string[] = [];
  jsonLines((text) => lines.push(text)).tell(at(1, { item: "a\nb" }));
  expect(lines).toHaveLength(1);
  expect(RunEvent.parse(JSON.parse(lines[0] ?? ""))).toEqual(at(1, { item: "a\nb" }));
});

test("no text of a repository reaches the terminal as a control", () => {
  const lines: string[] = [];
  plainProgress((text) => lines.push(text)).tell(
    at(0, { event: "note", item: "\u001b]0;title\u0007\u001b[2J\u202Eevil\r\nnext\u009b31m" }),
  );
  expect(lines.join("")).toMatch(/^ {2}note: [\x20-\x7e]+\n$/);
  expect(plainText("tests/test_ünï.py")).toBe("tests/test_ünï.py");
});

test.each([
  [0.04, "0.0 s"],
  [9.94, "9.9 s"],
  [48.2, "48 s"],
  [125, "2 m 05 s"],
  [3600, "60 m 00 s"],
])("%s seconds are shown as %s", (seconds, shown) => expect(showSeconds(seconds)).toBe(shown));

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

/** What a person sees: the text after the last time the cursor went up. */
function screen(written: string[]): string[] {
  const last = written.join("").split("A\r").at(-1) ?? "";
  return stripVTControlCharacters(last).trimEnd().split("\n");
}

test("a person sees one line per stage, redrawn in place, with item, count and time", () => {
  const written: string[] = [];
  const progress = liveProgress({ write: (text) => written.push(text), columns: 80 }, Date.now);
  progress.tell(at(0, { event: "stage-started", stage: "plan" }));
  progress.tell(at(0, { event: "stage-finished", stage: "plan", seconds: 0.3 }));
  progress.tell(at(0, { event: "stage-started" }));
  progress.tell(at(0, { done: 1, total: 5 }));
  progress.tell(at(0, { item: "text.py: exploring", done: 30, total: 200 }));
  vi.advanceTimersByTime(12_000);
  expect(screen(written)).toEqual([
    "✓ Planning            0.3 s",
    expect.stringMatching(/^\S Writing tests {7}12 s {2}1\/5 · text\.py: exploring 30\/200$/),
  ]);
  progress.close();
  expect(screen(written)[1]).toMatch(/^✗ Writing tests/);
  expect(written.at(-1)).toBe("\u001b[?25h");
});

test("a line longer than the terminal is cut, so that it can be redrawn", () => {
  const written: string[] = [];
  const progress = liveProgress({ write: (text) => written.push(text), columns: 40 }, Date.now);
  progress.tell(at(0, { event: "stage-started" }));
  progress.tell(at(0, { item: "x".repeat(500) }));
  progress.close();
  expect(screen(written).every((line) => line.length < 40)).toBe(true);
});
