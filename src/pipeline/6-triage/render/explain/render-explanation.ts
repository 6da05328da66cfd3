import { inlineCode, plainLine, REPLAY_LIMIT } from "../untrusted.ts";
import { type Entry, type Explanation, type Fate, standInWords } from "./explain-test.ts";
import { ours, quoted, type Sentence, say } from "./sentence.ts";

const NAME_LIMIT = 300;
const WIDTH = 14;

/** An explanation for a terminal. */
export function renderExplanation(explanation: Explanation): string {
  const { name, file, says, rule, signals, replay } = explanation;
  return [
    plainLine(`${file}::${name}`, NAME_LIMIT),
    says.text(),
    "",
    ...aboutLines(explanation).map(({ label, says }) => row(label, says.text())),
    ...signals.flatMap(({ signal, says, details }) => [
      row(signal, says.text()),
      ...details.map((detail) => row("", `- ${detail.text()}`)),
    ]),
    "",
    row("rule", plainLine(rule.id)),
    row("", rule.says),
    ...rule.reasons.map((reason) => row("", `- ${reason.text()}`)),
    ...insteadLines(explanation).map((line) => row("", `- ${line.text()}`)),
    "",
    row("see it again", replay === null ? NO_SOURCE : plainLine(replay, REPLAY_LIMIT)),
  ].join("\n");
}

/** The same as Markdown, for a comment. */
export function renderExplanationMarkdown(explanation: Explanation): string {
  const { name, says, rule, signals, replay } = explanation;
  return [
    `**${inlineCode(name, NAME_LIMIT)}** in ${inlineCode(explanation.file, NAME_LIMIT)}`,
    says.markdown(),
    aboutLines(explanation)
      .map(({ label, says }) => `- ${label}: ${says.markdown()}`)
      .join("\n"),
    "What was measured:",
    signals
      .flatMap(({ signal, says, details }) => [
        `- **${signal}**: ${says.markdown()}`,
        ...details.map((detail) => `  - ${detail.markdown()}`),
      ])
      .join("\n"),
    `Rule ${inlineCode(rule.id)} decided. ${rule.says}`,
    ...listOf([...rule.reasons, ...insteadLines(explanation)]),
    replay === null ? NO_SOURCE : `See it again: ${inlineCode(replay, REPLAY_LIMIT)}`,
  ].join("\n\n");
}

/** One line per test: what became of it, its name, and the first reason. */
export function renderEntries(entries: Entry[]): string {
  return entries
    .map(({ test, fate }) => {
      const reason = test.verdict.reasons[0];
      const why = reason === undefined ? "" : `  ${plainLine(reason, 120)}`;
      return `${FATE_WORDS[fate].padEnd(FATE_WIDTH)}  ${plainLine(`${test.file}::${test.name}`, NAME_LIMIT)}${why}`;
    })
    .join("\n");
}

const NO_SOURCE = "The report does not hold its source, so it can not be replayed.";

const FATE_WORDS: Readonly<Record<Fate, string>> = {
  kept: "kept",
  flagged: "flagged",
  "suspected-bug": "bug?",
  rejected: "rejected",
  duplicate: "duplicate",
  subsumed: "nothing to add",
  "flag-not-committed": "flagged, out",
  "not-run": "not run",
  "over-limit": "over the limit",
};
const FATE_WIDTH = Math.max(...Object.values(FATE_WORDS).map((word) => word.length));

function aboutLines({ shows, symbol, expected, criteria }: Explanation): { label: string; says: Sentence }[] {
  return [
    ...(shows === "" ? [] : [{ label: "shows", says: quoted(shows) }]),
    ...(symbol === null ? [] : [{ label: "of", says: say`${symbol}` }]),
    { label: "expects", says: expected },
    ...criteria.map(({ id, text, grade }) => ({ label: id, says: say`${ours(grade)}: ${quoted(text)}` })),
  ];
}

/** Who took its place; only of tests that gave it up. */
function insteadLines({ fate, stand_ins, missing }: Explanation): Sentence[] {
  const nobody = missing === 0 ? [] : [ours(`${missing} of its proofs no kept test has`)];
  return [...stand_ins.map(standInWords), ...(fate === "subsumed" || fate === "duplicate" ? nobody : [])];
}

function listOf(sentences: Sentence[]): string[] {
  return sentences.length === 0 ? [] : [sentences.map((sentence) => `- ${sentence.markdown()}`).join("\n")];
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(WIDTH)}${text}`.trimEnd();
}
