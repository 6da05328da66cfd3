import type { FileLines } from "../../domain/lines.ts";
import type { Target } from "../../domain/plan.ts";
import type { Mutant, Snapshot } from "../../domain/snapshot.ts";
import type { Framework } from "../../frameworks/framework.ts";
import type { Request } from "../../frameworks/protocol.ts";
import type { SourceTree } from "../../ports.ts";

/**
 * A net, not a plan: the search ends by its own counts, so that the same change gives the same tests. Measured on the sample's
 * files, each twice with 300 s: 1240 and 1728 calls, 40 to 250 s on two very busy cores, the same observations both times.
 */
const SECONDS = { base: 60, per_mutant: 3, most: 300 };
/** More literals make more combinations, not better inputs. */
const MOST_LITERALS = 60;

/** What to ask the runner about a target: its symbols, the values the diff and the criteria speak of, the mutants to tell apart. */
export function exploreRequest(target: Target, snapshot: Snapshot, framework: Framework, tree: SourceTree): Request<"explore"> {
  const changed = changedLinesOf(target, snapshot);
  const mutants = survivorsFirst(target, snapshot);
  const criteria = snapshot.criteria.filter((criterion) => target.criteria.includes(criterion.id));
  const literals = [
    ...criteria.flatMap((criterion) => criterion.literals),
    ...changed.flatMap((file) => framework.literalsIn(sourceOf(tree, file.path), file.lines)),
    // the other criteria speak of the same words: `"1h"` of a parser is what its caller is made with
    ...snapshot.criteria.flatMap((criterion) => criterion.literals),
  ];
  return {
    symbols: [...new Set([...target.symbols, ...classesOf(target, snapshot)])],
    changed,
    literals: [...new Set(literals)].slice(0, MOST_LITERALS),
    examples: criteria.flatMap((criterion) => criterion.examples.map((example) => ({ criterion: criterion.id, ...example }))),
    mutants: mutants.map(({ id, path, line, start, end, replacement }) => ({ id, path, line, start, end, replacement })),
    existing_tests: existingTests(snapshot, framework, tree),
    budget_seconds: Math.min(SECONDS.most, Math.ceil(SECONDS.base + mutants.length * SECONDS.per_mutant)),
    seed: 1,
  };
}

/** The classes of changed methods: a method is reached through an object, and its effect is seen in what the object does next. */
function classesOf({ symbols }: Target, snapshot: Snapshot): string[] {
  const members = snapshot.symbols.filter(({ id, kind }) => symbols.includes(id) && (kind === "method" || kind === "property"));
  return members.map(({ id }) => id.slice(0, id.lastIndexOf(".")));
}

/** The executable changed lines of the files the target's symbols are in. */
export function changedLinesOf(target: Target, snapshot: Snapshot): FileLines[] {
  const paths = new Set(target.symbols.map((symbol) => symbol.slice(0, symbol.indexOf("::"))));
  return snapshot.executable.filter((file) => paths.has(file.path));
}

/** All mutants of the target's files but the equivalent ones; those the existing suite does not kill come first. */
function survivorsFirst(target: Target, snapshot: Snapshot): Mutant[] {
  const paths = new Set(changedLinesOf(target, snapshot).map((file) => file.path));
  const equivalent = new Set(snapshot.baseline.equivalent);
  const killed = new Set(snapshot.baseline.killed);
  const mutants = snapshot.mutants.filter((mutant) => paths.has(mutant.path) && !equivalent.has(mutant.id));
  return [...mutants.filter((mutant) => !killed.has(mutant.id)), ...mutants.filter((mutant) => killed.has(mutant.id))];
}

/** The project's test folders, else its test files one by one. */
function existingTests(snapshot: Snapshot, framework: Framework, tree: SourceTree): string[] {
  if (snapshot.project.test_dirs.length > 0) return snapshot.project.test_dirs;
  return tree.files.map((file) => file.path).filter((path) => framework.kindOf(path) === "test");
}

function sourceOf(tree: SourceTree, path: string): string {
  return tree.files.find((file) => file.path === path)?.content.toString("utf8") ?? "";
}
