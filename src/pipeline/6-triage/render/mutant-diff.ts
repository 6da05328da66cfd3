import type { Mutant } from "../../../domain/snapshot.ts";
import { fence } from "./untrusted.ts";

/** A mutant as a diff of three lines: where, the text as it is, the text it was changed to. */
export function mutantDiff(mutant: Mutant): string {
  const lines = [
    `@@ ${mutant.path}:${mutant.line} @@`,
    ...linesOf(mutant.original).map((line) => `-${line}`),
    ...linesOf(mutant.replacement).map((line) => `+${line}`),
  ];
  return fence("diff", lines.join("\n"));
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.length > 6 ? [...lines.slice(0, 6), "…"] : lines;
}
