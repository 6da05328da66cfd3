import type { Criterion } from "../../domain/criterion.ts";
import type { ChangedFile, ChangedSymbol } from "../../domain/snapshot.ts";

/** A source file to be tested, with its symbols that can be. */
export interface TestableFile {
  path: string;
  symbols: ChangedSymbol[];
}

/**
 * Which criteria each file is asked to show, by path. The only file gets all. Otherwise a criterion goes where its words
 * point: to the files whose symbols it names, else whose path or parameters it names; one that names nothing goes nowhere.
 */
export function assignCriteria(criteria: Criterion[], files: TestableFile[]): Map<string, Criterion[]> {
  const [only] = files;
  if (only !== undefined && files.length === 1) return new Map([[only.path, criteria]]);
  const assigned = new Map(files.map((file) => [file.path, [] as Criterion[]]));
  for (const criterion of criteria) {
    const scores = files.map((file) => mentions(criterion, file));
    const best = Math.max(0, ...scores);
    if (best === 0) continue;
    files.forEach((file, at) => {
      if (scores[at] === best) assigned.get(file.path)?.push(criterion);
    });
  }
  return assigned;
}

/** How strongly a criterion points at a file: its functions, then its classes and path, then its parameters. */
function mentions(criterion: Criterion, file: TestableFile): number {
  const words = wordsOf(criterion);
  const named = (name: string) => words.has(name);
  if (file.symbols.some((symbol) => symbol.kind !== "module" && named(lastName(symbol.qualname)))) return 3;
  if (criterion.text.includes(file.path) || file.symbols.some((symbol) => symbol.qualname.split(".").some(named))) return 2;
  const module =
    file.path
      .split("/")
      .at(-1)
      ?.replace(/\.\w+$/, "") ?? file.path;
  return named(module) || file.symbols.some((symbol) => symbol.parameters.some(({ name }) => codeWords(criterion).has(name)))
    ? 1
    : 0;
}

function lastName(qualname: string): string {
  return qualname.split(".").at(-1) ?? qualname;
}

function wordsOf(criterion: Criterion): Set<string> {
  const texts = [criterion.text, ...criterion.examples.map((example) => example.call)];
  return new Set(texts.flatMap((text) => text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []));
}

/** Words inside code spans: only there is a common word such as `key` a name. */
function codeWords(criterion: Criterion): Set<string> {
  const spans = criterion.text.match(/`[^`]+`/g) ?? [];
  return new Set(spans.flatMap((span) => span.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []));
}

/** A criterion that speaks only of changed files that hold no code (`README.md`, `CHANGES.rst`): no test can run that. */
export function speaksOnlyOfText(criterion: Criterion, files: ChangedFile[], testable: TestableFile[]): string | null {
  const texts = files.filter((file) => file.kind === "other" && /\.(?:md|rst|txt|adoc)$/i.test(file.path));
  const named = texts.filter(
    (file) => criterion.text.includes(file.path) || criterion.text.includes(file.path.split("/").at(-1) ?? file.path),
  );
  if (named.length === 0 || criterion.examples.length > 0) return null;
  return testable.some((file) => mentions(criterion, file) > 1) ? null : named.map((file) => file.path).join(", ");
}
