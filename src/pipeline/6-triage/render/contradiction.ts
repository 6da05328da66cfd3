import type { Report, ReportedTest } from "../../../domain/report.ts";
import { inlineCode } from "./untrusted.ts";
import { count } from "./words.ts";

/** pytest's rewritten assertion: what was compared, and where the left side came from. */
const COMPARED = /^assert (.+) == (.+)$/;
const NOT_RAISED = /^(?:Failed: )?DID NOT RAISE (?:<class '(?:[\w.]*\.)?(\w+)'>|(\w+))/;
const CAME_FROM = /^ *\+ +where (.+) = (.+\))$/m;
const MOST = 3;

/** The suspected bugs as lines a reader takes in at once; the rest is counted. */
export function bugLines({ suspected_bugs, tests }: Report): string[] {
  const sentences = suspected_bugs.map((test) => contradictionOf(test));
  const label = `**${count(sentences.length, "suspected bug")}:** `;
  // without a kept test the headline has counted them already
  if (sentences.length < 2) return sentences.map((sentence) => `${tests.length > 0 ? label : ""}${sentence}`);
  const shown =
    sentences.length > MOST ? [...sentences.slice(0, MOST - 1), `and ${sentences.length - MOST + 1} more`] : sentences;
  return [[...(tests.length > 0 ? [label.trimEnd()] : []), ...shown.map((sentence) => `- ${sentence}`)].join("\n")];
}

/**
 * What a suspected bug contradicts, in one sentence: `AC-4 expects f(1) to be 2, the head returns 3`. A failure that does not
 * say its values is told in its own words.
 */
export function contradictionOf(test: ReportedTest): string {
  const who = test.criteria.length > 0 ? `**${test.criteria.join(", ")}**` : `the docstring of ${subject(test)}`;
  const message = messageOf(test);
  const [line = ""] = message.split("\n", 1);
  const raised = NOT_RAISED.exec(line);
  if (raised !== null) {
    return `${who} expects ${subject(test)} to raise ${inlineCode(raised[1] ?? raised[2] ?? "")}, the head does not`;
  }
  const [, actual = "", expected = ""] = COMPARED.exec(line) ?? [];
  if (expected === "") return `${who} is not met: ${inlineCode(line === "" ? "the test fails on the head" : line, 160)}`;
  const origin = CAME_FROM.exec(message);
  const call = origin?.[1] === actual ? inlineCode(origin[2] ?? "", 100) : subject(test);
  return `${who} expects ${call} to be ${inlineCode(expected, 80)}, the head returns ${inlineCode(actual, 80)}`;
}

function subject({ symbol, name }: ReportedTest): string {
  return inlineCode(symbol?.split("::").at(-1) ?? name, 100);
}

function messageOf({ evidence: { head } }: ReportedTest): string {
  return head.status === "measured" && head.value.outcome.status === "failed" ? head.value.outcome.failure.message : "";
}
