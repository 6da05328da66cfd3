import type { FileLines } from "../../domain/lines.ts";
import type { ChangedFile } from "../../domain/snapshot.ts";
import { InfrastructureError } from "../../errors.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import type { Answer } from "../../frameworks/protocol.ts";
import type { Ports, SourceTree } from "../../ports.ts";
import { CONTAINER_MARGIN_SECONDS, INSPECT_SECONDS } from "./limits.ts";
import type { Change } from "./read-change.ts";

export interface Inspected extends Pick<Answer<"inspect">, "symbols" | "dependencies" | "executable" | "project"> {
  warnings: string[];
}

/**
 * What the changed lines touch. The base is asked first: only what it does not have is new. A base that can not be read
 * makes every symbol's age unknown, which is a warning; a head that can not be read ends the run.
 */
export async function inspectSymbols(
  change: Change,
  image: string,
  { sandbox, events }: Pick<Ports, "sandbox" | "events">,
  signal: AbortSignal,
): Promise<Inspected> {
  const ask = (tree: SourceTree, changes: FileLines[], base_symbols: string[] | null) => {
    const item = `reading the changed files of ${tree.sha.slice(0, 7)}`;
    events({ event: "progress", stage: "snapshot", item, done: null, total: null, seconds: null });
    const request = { image, tree, overlay: [], seconds: INSPECT_SECONDS + CONTAINER_MARGIN_SECONDS, signal };
    return askRunner(sandbox, "inspect", { changes, base_symbols }, request);
  };
  const on_base = await ask(change.base, linesOnBase(change), null);
  signal.throwIfAborted();
  const base_symbols = on_base.status === "answered" ? renamed(on_base.answer.all_symbols, change.files) : null;
  const on_head = await ask(change.head, linesOnHead(change), base_symbols);
  signal.throwIfAborted();
  if (on_head.status === "failed") throw new InfrastructureError(`The changed files could not be read: ${on_head.reason}`);

  const { symbols, dependencies, executable, project, problems } = on_head.answer;
  const warnings = problems.map(({ path, message }) => `${path}: ${message}`);
  if (on_base.status === "failed") warnings.push(`What is new against the base is not known: ${on_base.reason}`);
  return { symbols, dependencies, executable: onlyChanged(executable, change.source), project, warnings };
}

function linesOnHead({ source, files, head }: Change): FileLines[] {
  const there = new Set(head.files.map((file) => file.path));
  const tests = files.filter((file) => file.kind === "test" && there.has(file.path));
  return [...source, ...tests].map(({ path, lines }) => ({ path, lines }));
}

/** No line of the base changed; only the names in its files are wanted. */
function linesOnBase({ source, base }: Change): FileLines[] {
  const there = new Set(base.files.map((file) => file.path));
  return source.map((file) => ({ path: file.old_path ?? file.path, lines: [] })).filter((file) => there.has(file.path));
}

/** A symbol of a file that moved is the same symbol at its new path. */
function renamed(symbols: string[], files: ChangedFile[]): string[] {
  const moves = new Map(files.map((file) => [file.old_path, file.path]));
  return symbols.map((symbol) => {
    const [path = "", ...name] = symbol.split("::");
    return [moves.get(path) ?? path, ...name].join("::");
  });
}

/** The runner's answer is not trusted to stay inside what was asked. */
function onlyChanged(executable: FileLines[], source: ChangedFile[]): FileLines[] {
  const changed = new Map(source.map((file) => [file.path, new Set(file.lines)]));
  return executable
    .map(({ path, lines }) => ({ path, lines: lines.filter((line) => changed.get(path)?.has(line)) }))
    .filter(({ lines }) => lines.length > 0);
}
