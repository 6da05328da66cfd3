import { type Criterion, isStated } from "../../domain/criterion.ts";
import type { Plan, Target } from "../../domain/plan.ts";
import type { ChangedSymbol, Snapshot } from "../../domain/snapshot.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { assignCriteria, speaksOnlyOfText, type TestableFile } from "./assign-criteria.ts";

/**
 * One target per changed source file that holds symbols with executable changed lines. `paths`: every path of the head, so
 * that no test file is put where one is.
 */
export function planTargets(snapshot: Snapshot, framework: Framework, paths: ReadonlySet<string>): Plan {
  const files = testableFiles(snapshot);
  // What nobody stated is a docstring's word, and those are looked at as such.
  const stated = snapshot.criteria.filter((criterion) => isStated(criterion) && criterion.unverifiable === undefined);
  const criteria = assignCriteria(stated, files);
  const taken = new Set(paths);
  const targets = files.map((file): Target => {
    const test_path = framework.testPath(file.path, snapshot.spec_id, snapshot.project, taken);
    taken.add(test_path);
    const asked = criteria.get(file.path) ?? [];
    return {
      id: `unit:${file.path}`,
      symbols: file.symbols.map((symbol) => symbol.id),
      lane: "unit",
      framework: framework.id,
      criteria: asked.map((criterion) => criterion.id),
      behaviours: behavioursOf(file.symbols, asked),
      test_path,
    };
  });
  const untestable = stated.flatMap((criterion) => {
    const where = speaksOnlyOfText(criterion, snapshot.files, files);
    return where === null
      ? []
      : [{ criterion: criterion.id, reason: `it speaks of ${where}, which holds no code that could run` }];
  });
  const hopeless = new Set(untestable.map((one) => one.criterion));
  return {
    targets: targets.map((target) => ({ ...target, criteria: target.criteria.filter((id) => !hopeless.has(id)) })),
    untestable,
  };
}

/** Files with symbols that can be called. Module level code alone counts only where nothing else changed. */
function testableFiles(snapshot: Snapshot): TestableFile[] {
  const executable = new Map(snapshot.executable.map((file) => [file.path, new Set(file.lines)]));
  const files = snapshot.files
    .filter((file) => file.kind === "source" && file.status !== "deleted")
    .map((file) => ({ path: file.path, symbols: touchedSymbols(snapshot.symbols, file.path, executable.get(file.path)) }))
    .filter((file) => file.symbols.length > 0);
  const callable = files
    .map((file) => ({ ...file, symbols: file.symbols.filter((symbol) => symbol.kind !== "module") }))
    .filter((file) => file.symbols.length > 0);
  return callable.length > 0 ? callable : files;
}

/** Symbols with executable changed lines: public ones first, then as in the file. */
function touchedSymbols(symbols: ChangedSymbol[], path: string, lines: ReadonlySet<number> | undefined): ChangedSymbol[] {
  const touched = symbols.filter((symbol) => symbol.path === path && symbol.changed_lines.some((line) => lines?.has(line)));
  return touched.sort((a, b) => Number(b.is_public) - Number(a.is_public) || a.line - b.line);
}

function behavioursOf(symbols: ChangedSymbol[], criteria: Criterion[]): string[] {
  return [
    ...criteria.map((criterion) => `${criterion.id}: ${criterion.text}`),
    ...symbols.map((symbol) => {
      const name =
        symbol.kind === "module" ? `the module ${symbol.module}` : `${symbol.qualname}${symbol.signature.replace(/^[^(]*/, "")}`;
      return `what ${name} ${symbol.is_new ? "does" : "does on its changed lines"}`;
    }),
  ];
}
