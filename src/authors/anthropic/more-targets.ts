import type { Gaps } from "../../domain/gaps.ts";
import type { Target } from "../../domain/plan.ts";
import type { Mutant, Snapshot } from "../../domain/snapshot.ts";
import type { Framework } from "../../frameworks/framework.ts";
import type { SourceTree } from "../../ports.ts";
import { freeId } from "./plan-from-answer.ts";

/** As many as a model can keep in mind, and a file can show. */
const MOST_SURVIVORS = 15;
const MOST_LINES = 15;
const LONGEST_CODE = 120;

/**
 * A target per source file where something is still open: edits nobody noticed, changed lines nobody ran, criteria nobody claims.
 * What is open stands in the behaviours, so that a target says all there is to know about it.
 */
export function moreTargets(
  gaps: Gaps,
  snapshot: Snapshot,
  framework: Pick<Framework, "id" | "testPath">,
  tree: SourceTree,
): Target[] {
  const taken = new Set([...tree.files.map(({ path }) => path), ...gaps.targets.map(({ test_path }) => test_path)]);
  const ids = new Set(gaps.targets.map(({ id }) => id));
  const files = [...new Set([...gaps.survivors.map(({ path }) => path), ...gaps.uncovered.map(({ path }) => path)])];
  const home = (criterion: string) =>
    gaps.targets.find((target) => target.criteria.includes(criterion))?.symbols.map((id) => id.slice(0, id.indexOf("::")))[0];
  const asked = gaps.unclaimed.map((criterion) => ({ criterion, path: home(criterion) }));
  const paths = [...new Set([...files, ...asked.flatMap(({ path }) => path ?? [])])].toSorted();
  return paths.flatMap((path): Target[] => {
    const source =
      tree.files
        .find((file) => file.path === path)
        ?.content.toString("utf8")
        .split("\n") ?? [];
    const survivors = gaps.survivors.filter((mutant) => mutant.path === path).slice(0, MOST_SURVIVORS);
    const lines = (gaps.uncovered.find((file) => file.path === path)?.lines ?? [])
      .filter(inside(path, snapshot))
      .slice(0, MOST_LINES);
    const criteria = asked.filter((one) => one.path === path).map(({ criterion }) => criterion);
    const symbols = symbolsAt(path, [...survivors.map(({ line }) => line), ...lines], snapshot);
    if (symbols.length === 0) return [];
    const test_path = framework.testPath(path, snapshot.spec_id, snapshot.project, taken);
    taken.add(test_path);
    const behaviours = [
      ...criteria.map((id) => `${id}, which no test shows yet`),
      ...survivors.map((mutant) => unnoticed(mutant, source)),
      ...lines.map((line) => `line ${line} is run by no test: ${code(source[line - 1])}`),
      ...gaps.contradicted.map((id) => `the code contradicts ${id}: pin nothing that this may explain`),
    ];
    return [{ id: freeId(`unit:${path}`, ids), symbols, lane: "unit", framework: framework.id, criteria, behaviours, test_path }];
  });
}

function unnoticed({ line, original, replacement }: Mutant, source: string[]): string {
  const becomes = replacement.trim() === "" ? "is left out" : `becomes ${code(replacement)}`;
  return `no test notices when, in line ${line} (${code(source[line - 1])}), ${code(original)} ${becomes}`;
}

function code(text = ""): string {
  const line = text.replace(/\s+/g, " ").trim();
  return `\`${line.length > LONGEST_CODE ? `${line.slice(0, LONGEST_CODE)}…` : line}\``;
}

/** What stands in no symbol runs when the file is imported, and is nobody's merit. */
function inside(path: string, { symbols }: Snapshot): (line: number) => boolean {
  const own = symbols.filter((symbol) => symbol.path === path && symbol.kind !== "module");
  return (line) => own.some((symbol) => symbol.line <= line && line <= symbol.end_line);
}

/** The innermost symbols these lines stand in; for a line outside of all of them, every symbol of the file. */
function symbolsAt(path: string, lines: number[], { symbols }: Snapshot): string[] {
  const own = symbols.filter((symbol) => symbol.path === path && symbol.kind !== "module");
  const found = lines.map(
    (line) =>
      own
        .filter((symbol) => symbol.line <= line && line <= symbol.end_line)
        .toSorted((a, b) => a.end_line - a.line - (b.end_line - b.line))[0],
  );
  const all = found.length === 0 || found.includes(undefined);
  return own.filter((symbol) => all || found.includes(symbol)).map(({ id }) => id);
}
