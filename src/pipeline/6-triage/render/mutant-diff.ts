import type { Mutant } from "../../../domain/snapshot.ts";
import { fence } from "./untrusted.ts";

/** A mutant as a diff of three lines in Markdown. */
export function mutantDiff(mutant: Mutant): string {
  return fence("diff", mutantLines(mutant).join("\n"));
}

/** Where, the text as it is, the text it was changed to. Untrusted text. */
export function mutantLines(mutant: Mutant): string[] {
  return [
    `@@ ${mutant.path}:${mutant.line} @@`,
    ...linesOf(mutant.original).map((line) => `-${line}`),
    ...linesOf(mutant.replacement).map((line) => `+${line}`),
  ];
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.length > 6 ? [...lines.slice(0, 6), "…"] : lines;
}
