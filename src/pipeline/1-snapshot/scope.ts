import { posix } from "node:path";
import type { Criterion } from "../../domain/criterion.ts";
import type { Handover } from "../../domain/handover.ts";
import { UserError } from "../../errors.ts";

/** Whether a changed path was asked for: under one of the paths, when any was named, and under nothing that is excluded. */
export function inScope(path: string, { paths, settings }: Pick<Handover, "paths" | "settings">): boolean {
  const wanted = paths.length === 0 || paths.some((pattern) => covers(pattern, path));
  return wanted && !settings.exclude.some((pattern) => covers(pattern, path));
}

/** A pattern is a file, a folder or a glob as Node's `path.matchesGlob` reads it. */
function covers(pattern: string, path: string): boolean {
  const plain = posix.normalize(pattern).replace(/\/+$/, "");
  return plain === "." || path === plain || path.startsWith(`${plain}/`) || posix.matchesGlob(path, plain);
}

/** The criteria that were asked for by id, all when none was. Throws `UserError` for an id the specification does not have. */
export function chooseCriteria(all: Criterion[], wanted: string[]): Criterion[] {
  if (wanted.length === 0) return all;
  const unknown = wanted.filter((id) => !all.some((criterion) => criterion.id === id));
  if (unknown.length === 0) return all.filter(({ id }) => wanted.includes(id));
  const [first, last] = [all[0]?.id, all.at(-1)?.id];
  const there =
    first === undefined ? "it states no criteria" : first === last ? `there is ${first}` : `there are ${first} to ${last}`;
  throw new UserError(`The specification has no ${unknown.join(", ")}: ${there}.`);
}
