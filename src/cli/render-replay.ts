import { mutantLines } from "../pipeline/6-triage/render/mutant-diff.ts";
import { plainLine } from "../pipeline/6-triage/render/untrusted.ts";
import { count } from "../pipeline/6-triage/render/words.ts";
import type { Recheck, Replay, ReplayedTest, TestKind } from "../pipeline/replay/replay.ts";

/** What a replay came to, for a terminal: each test with a line per claim and one mutant it killed, and a last line. */
export function renderReplay(replay: Replay): string {
  return [...replay.tests.map(testLines), lastLine(replay.tests)].join("\n\n");
}

function testLines({ name, file, kind, rechecks, killed }: ReplayedTest): string {
  const [mutant] = killed;
  return [
    `${plainLine(`${file}::${name}`, 300)}${KINDS[kind]}`,
    ...rechecks.map((recheck) => `  ${plainLine(recheck.says, 300)}: ${seenWords(recheck)}`),
    ...(mutant === undefined ? [] : mutantLines(mutant).map((line) => `    ${plainLine(line)}`)),
  ].join("\n");
}

const KINDS: Readonly<Record<TestKind, string>> = { kept: "", "suspected-bug": " (suspected bug)", dropped: " (dropped)" };

function seenWords(recheck: Recheck): string {
  switch (recheck.status) {
    case "again":
      return "again";
    case "not-again":
      return `not again: ${plainLine(recheck.reason, 300)}`;
    case "not-run":
      return `not run: ${plainLine(recheck.reason, 300)}`;
    case "not-replayed":
      return `not replayed: ${plainLine(recheck.reason, 300)}`;
  }
}

function lastLine(tests: ReplayedTest[]): string {
  const all = tests.flatMap((test) => test.rechecks);
  const number = (status: Recheck["status"]) => all.filter((one) => one.status === status).length;
  const left = number("not-replayed");
  const of = `${count(all.length - left, "claim")} of ${count(tests.length, "test")}`;
  const more = left === 0 ? "" : ` ${count(left, "more is", "more are")} not replayed.`;
  const [missed, open] = [number("not-again"), number("not-run")];
  if (missed + open === 0) return `All seen again: ${of}.${more}`;
  const parts = [...(missed > 0 ? [`${missed} not seen again`] : []), ...(open > 0 ? [`${open} could not be looked at`] : [])];
  return `${parts.join(", ")}: of ${of}.${more}`;
}
