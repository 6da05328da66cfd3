import type { Criterion } from "../../../domain/criterion.ts";
import type { Handover } from "../../../domain/handover.ts";
import type { ChangedSymbol } from "../../../domain/snapshot.ts";
import { CRITERIA_LIMIT } from "../limits.ts";

/** More of a docstring is reference, not the point. */
const PARAGRAPH_LIMIT = 400;

/**
 * What stands in for criteria when nobody stated any: the pull request's title and the first paragraph of the docstring of every
 * changed public symbol, in the order of the files. They are marked `inferred` and prove nothing by themselves, so they carry
 * neither examples nor literals: a docstring's own examples are looked at as such.
 */
export function inferCriteria(
  { title, pull_request }: Pick<Handover, "title" | "pull_request">,
  symbols: Pick<ChangedSymbol, "path" | "line" | "doc" | "is_public">[],
): Criterion[] {
  const weak = (text: string, path: string, line: number | null, index: number): Criterion => ({
    id: `AC-${index + 1}`,
    text,
    origin: { source: "inferred", path, line },
    examples: [],
    literals: [],
  });
  const titled = title === undefined || title === "" ? [] : [{ text: title, path: `#${pull_request}`, line: null }];
  const documented = symbols.flatMap(({ path, line, doc, is_public }) => {
    const text = (doc ?? "").trim().split(/\n\s*\n/)[0] ?? "";
    return is_public && text !== "" && text.length <= PARAGRAPH_LIMIT ? [{ text, path, line }] : [];
  });
  return [...titled, ...documented].slice(0, CRITERIA_LIMIT).map(({ text, path, line }, at) => weak(text, path, line, at));
}
