import { commitFiles } from "../changes/commits.ts";
import { changeRef } from "../changes/refs.ts";
import { deleteRepository, forkRepository, renameRepository } from "../changes/repositories.ts";
import { NO_SHA, resolveCommit } from "../git/refs.ts";
import type { BranchRule, Role } from "../store/types.ts";
import { gitDir, type World } from "../world.ts";
import { type Find, type FullName, refuse } from "./find.ts";

/** What is done to a repository, its people and its branches. */
export function onRepositories(world: World, { repository, account, actor }: Find) {
  return {
    fork: (of: FullName, login: string) => forkRepository(world, repository(of), account(login)),
    deleteRepository: (name: FullName) => deleteRepository(world, repository(name)),
    renameRepository: (name: FullName, to: string) => renameRepository(world, repository(name), to),
    addCollaborator: (name: FullName, login: string, role: Role) => {
      repository(name).collaborators[account(login).login] = role;
    },
    removeCollaborator: (name: FullName, login: string) => {
      delete repository(name).collaborators[account(login).login];
    },
    /** From now on the branch does not move, and whoever tries reads this. */
    protectBranch: (name: FullName, rule: BranchRule) => {
      repository(name).rules.push(rule);
    },
    unprotectBranch: (name: FullName, branch: string) => {
      const where = repository(name);
      where.rules = where.rules.filter((rule) => rule.branch !== branch);
    },
    /** Commits files to a branch as the web editor does; a branch that is not there starts at `start`. Gives the sha. */
    commit: async (change: {
      repository: FullName;
      branch: string;
      user: string;
      message: string;
      /** Text by path; `null` deletes. */
      files: Record<string, string | null>;
      start?: string;
    }): Promise<string> => {
      const where = repository(change.repository);
      const dir = gitDir(world, where);
      const ref = `refs/heads/${change.branch}`;
      if (change.start !== undefined && (await resolveCommit(dir, ref)) === null) {
        const from = (await resolveCommit(dir, change.start)) ?? refuse(`There is no ${change.start}.`);
        await changeRef(world, where, { ref, to: from, from: NO_SHA, force: false }, actor(change.user));
      }
      const files = Object.entries(change.files).map(([path, text]) => ({
        path,
        content: text === null ? null : Buffer.from(text),
      }));
      const wanted = { branch: change.branch, expected: null, message: change.message, files, verified: true };
      const outcome = await commitFiles(world, where, wanted, actor(change.user));
      return outcome.status === "committed" ? outcome.sha : refuse(`The commit was refused: ${outcome.status}.`);
    },
    /** Makes, moves (also backwards) or, with `null`, deletes a branch. */
    setBranch: async (name: FullName, branch: string, sha: string | null, login: string): Promise<void> => {
      const where = repository(name);
      const ref = `refs/heads/${branch}`;
      const there = await resolveCommit(gitDir(world, where), ref);
      const outcome = await changeRef(world, where, { ref, to: sha ?? NO_SHA, from: there ?? NO_SHA, force: true }, actor(login));
      if (outcome.status !== "moved") refuse(`The branch ${branch} was not moved: ${outcome.status}.`);
    },
  };
}
