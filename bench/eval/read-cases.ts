import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRepository } from "../../src/adapters/git/create-repository.ts";
import { UserError } from "../../src/errors.ts";

/** One change to write tests for. */
export interface EvalCase {
  id: string;
  /** Folders of the code before and after the change; `null`: `repository` holds both. */
  folders: { base: string; head: string } | null;
  /** A git repository with the branches `main` and `feature`; `null`: it is made of the folders. */
  repository: string | null;
  spec: { path: string; text: string } | null;
}

const SPECS = ["spec.md", "spec.feature"];

/**
 * The cases of a folder, by name. A case is a folder with `base/`, `head/` and mostly a `spec.md` or `spec.feature`; or a git
 * repository with the branches `main` and `feature`, with `<name>.spec.md` beside it. Throws `UserError` when there is none, or
 * none of a name that was asked for.
 */
export function readCases(folder: string, wanted: string[]): EvalCase[] {
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}.`);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const cases = names.map(({ name }) => caseAt(folder, name)).filter((one) => one !== null);
  const unknown = wanted.filter((id) => !cases.some((one) => one.id === id));
  if (unknown.length > 0) throw new UserError(`There is no case ${unknown.join(", ")} in ${folder}.`);
  if (cases.length === 0) {
    throw new UserError(`${folder} holds no case: a folder with base/ and head/, or a git repository with main and feature.`);
  }
  const chosen = cases.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  return chosen.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function caseAt(folder: string, id: string): EvalCase | null {
  const place = join(folder, id);
  const [base, head] = [join(place, "base"), join(place, "head")];
  if (existsSync(base) && existsSync(head)) {
    const spec = SPECS.find((name) => existsSync(join(place, name)));
    return { id, folders: { base, head }, repository: null, spec: spec === undefined ? null : read(join(place, spec), spec) };
  }
  if (!existsSync(join(place, ".git"))) return null;
  const beside = `${id}.spec.md`;
  const spec = existsSync(join(folder, beside)) ? read(join(folder, beside), beside) : null;
  return { id, folders: null, repository: place, spec };
}

function read(file: string, path: string): { path: string; text: string } {
  return { path, text: readFileSync(file, "utf8") };
}

/** Where the case's repository is; one made of folders is made inside `room`. */
export async function repositoryOf({ id, folders, repository }: EvalCase, room: string): Promise<string> {
  if (repository !== null) return repository;
  if (folders === null) throw new Error(`${id} has neither a repository nor folders`);
  const path = join(room, id);
  await createRepository(path, [
    { branch: "main", folder: folders.base, message: "Before the change\n" },
    { branch: "feature", folder: folders.head, message: "The change\n" },
  ]);
  return path;
}
