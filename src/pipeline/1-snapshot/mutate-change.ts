import type { Mutant } from "../../domain/snapshot.ts";
import { MUTANT_LIMIT, MUTANT_SEED } from "./limits.ts";
import type { Change } from "./read-change.ts";
import { sampleMutants } from "./sample-mutants.ts";

/** Mutants of the changed lines, at most `MUTANT_LIMIT` of them. */
export function mutateChange({ framework, head, source }: Change): { mutants: Mutant[]; warnings: string[] } {
  const content = new Map(head.files.map((file) => [file.path, file.content]));
  const all = source.flatMap(({ path, lines }) => framework.mutantsOf(path, content.get(path)?.toString("utf8") ?? "", lines));
  const mutants = sampleMutants(all, MUTANT_LIMIT, MUTANT_SEED);
  const warnings: string[] = [];
  if (all.length === 0) warnings.push("No mutant could be made of the changed lines, so no test can prove itself by one.");
  if (mutants.length < all.length)
    warnings.push(`${mutants.length} of ${all.length} mutants of the changed lines were tried, shared over all lines.`);
  return { mutants, warnings };
}
