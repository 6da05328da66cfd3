import type { Finding } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { ChangedSymbol, Signature } from "../../domain/snapshot.ts";
import { fence, oneLine } from "./fence.ts";

/** One symbol as a reader sees it from outside: `path::name`, how it is called, where it is imported from. */
export function symbolLine(symbol: Signature & Partial<Pick<ChangedSymbol, "exported_from" | "is_new">>): string {
  const called = symbol.signature === "" ? symbol.qualname : symbol.signature;
  const news = symbol.is_new === undefined ? "" : symbol.is_new ? "new " : "changed ";
  const from = symbol.exported_from?.[0] ?? symbol.module;
  return `- ${oneLine(symbol.id)} (${news}${symbol.kind}): ${oneLine(called)}; imported from ${oneLine(from)}`;
}

/** The ids of symbols, as data. What they are stands in the context. */
export function symbolsOf({ symbols }: Pick<Target, "symbols">): string {
  return listed("symbols", symbols);
}

/** Sentences as a list, as data: a plan's behaviours quote code and criteria. */
export function listed(what: string, sentences: string[]): string {
  return sentences.length === 0 ? "None." : fence(what, sentences.map((sentence) => `- ${oneLine(sentence)}`).join("\n"));
}

/** What was found in a draft, the worst first, as data: messages name things of the repository. */
export function findingsOf(findings: Finding[]): string {
  const order = { high: 0, medium: 1, low: 2 };
  const worst = findings.toSorted((a, b) => order[a.severity] - order[b.severity] || a.line - b.line).slice(0, MOST_FINDINGS);
  return listed(
    "findings",
    worst.map(({ line, rule, severity, message, fix, answered_by, nearest }) => {
      const answered = answered_by === null ? "" : `; ${answered_by} answered`;
      const meant = nearest === null ? "" : `; the nearest real name is ${nearest}`;
      return `line ${line}, ${rule} (${severity}): ${message}${answered}${meant}${fix === null ? "" : `; ${fix}`}`;
    }),
  );
}

const MOST_FINDINGS = 30;

/** Ids with commas between them. */
export function idsOf(ids: string[]): string {
  return ids.length === 0 ? "none" : ids.join(", ");
}
