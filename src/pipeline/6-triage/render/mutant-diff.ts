import type { Mutant } from "../../../domain/snapshot.ts";
import { fence } from "./untrusted.ts";

/** A mutant as a diff of three lines in Markdown; `remark` stands after the place. */
export function mutantDiff(mutant: Mutant, remark = ""): string {
  const [place, ...lines] = mutantLines(mutant);
  return fence("diff", [`${place}${remark}`, ...lines].join("\n"));
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
