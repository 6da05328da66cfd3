import { join } from "node:path";
import type { Handover } from "../../domain/handover.ts";
import type { Report } from "../../domain/report.ts";
import type { ChangedFile } from "../../domain/snapshot.ts";
import { InfrastructureError, UserError } from "../../errors.ts";
import type { HostedForge, Publication, SourceTree } from "../../ports.ts";
import { keepLatest } from "../git/latest.ts";
import { readDiff } from "../git/read-diff.ts";
import { readTree } from "../git/read-tree.ts";
import { findMergeBase } from "../git/resolve-ref.ts";
import type { RepositoryAt } from "./check-runs.ts";
import type { DeliveryWorld } from "./deliver-commit.ts";
import { Mirror } from "./mirror.ts";
import { GitHubProblem, sayProblem } from "./problem.ts";
import { publish } from "./publish.ts";
import { dropTest, undoCommit } from "./take-back.ts";
import type { Waiting } from "./waiting.ts";

/** Base and head of a run, and room for one more. */
const TREES_KEPT = 3;

export interface GitHubForgeOptions {
  /** The folder of all repositories' mirrors. */
  folder: string;
  repository_id: number;
  /** `https://github.com/acme/calc.git` */
  url: string;
  at: () => Promise<RepositoryAt>;
  /** A short-lived token that reads this repository. */
  token: () => Promise<string>;
  waiting: Waiting;
}

/** The forge on a repository of GitHub: read through a mirror on this machine, written through the API. */
export class GitHubForge implements HostedForge {
  readonly #options: GitHubForgeOptions;
  readonly #mirror: Mirror;
  readonly readTree: (sha: string) => Promise<SourceTree>;

  constructor(options: GitHubForgeOptions) {
    const { folder, repository_id, url, token, waiting } = options;
    this.#options = options;
    this.#mirror = new Mirror({ git_dir: join(folder, `${repository_id}.git`), url, token, waiting });
    this.readTree = keepLatest(TREES_KEPT, (sha) =>
      this.#reading(async () => {
        await this.#mirror.ensure(sha);
        return readTree(this.#mirror.git_dir, sha);
      }),
    );
  }

  /** The commits as they are on GitHub now; the head is the one the handover names, when it names one. */
  pin(handover: Handover): Promise<{ base_sha: string; head_sha: string }> {
    return this.#reading(async () => {
      const { base_ref, head_ref, head_sha: asked, pull_request } = handover;
      const base = { ref: base_ref, sha: await this.#commitOf(base_ref, `refs/heads/${branchName(base_ref)}`) };
      const head_name = pull_request === null ? `refs/heads/${branchName(head_ref)}` : `refs/pull/${pull_request}/head`;
      const head = { ref: head_ref, sha: asked === null ? await this.#commitOf(head_ref, head_name) : asked };
      if (asked !== null && !(await this.#mirror.ensure(asked)))
        throw new UserError(`Commit ${asked.slice(0, 12)} is not there any more: it was replaced by a push.`);
      const base_sha = await findMergeBase(this.#mirror.git_dir, base, head);
      if ((await readDiff(this.#mirror.git_dir, base_sha, head.sha)).length === 0)
        throw new UserError(`The head changes nothing against ${JSON.stringify(base_ref)}: there is nothing to test.`);
      return { base_sha, head_sha: head.sha };
    });
  }

  diff(base_sha: string, head_sha: string): Promise<Omit<ChangedFile, "kind">[]> {
    return this.#reading(async () => {
      for (const sha of [base_sha, head_sha]) {
        if (!(await this.#mirror.ensure(sha))) throw new UserError(`Commit ${sha.slice(0, 12)} is not in this repository.`);
      }
      return readDiff(this.#mirror.git_dir, base_sha, head_sha);
    });
  }

  publish(report: Report, handover: Handover, onto = report.head_sha): Promise<Publication> {
    return this.#writing("patch", handover, (world) => publish(world, report, handover, onto));
  }

  undo(commit_sha: string, handover: Handover): Promise<Publication> {
    return this.#writing("refused", handover, (world) => undoCommit(world, commit_sha, handover));
  }

  drop(test: { file: string; name: string }, report: Report, handover: Handover): Promise<Publication> {
    return this.#writing("refused", handover, (world) => dropTest(world, test, report, handover));
  }

  async #commitOf(name: string, ref: string): Promise<string> {
    if (/^[0-9a-f]{40}$/.test(name) && (await this.#mirror.ensure(name))) return name;
    const sha = await this.#mirror.fetchRef(ref);
    if (sha === null) throw new UserError(`There is no branch ${JSON.stringify(name)} in this repository.`);
    return sha;
  }

  async #reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GitHubProblem)) throw error;
      if (error.kind === "app-uninstalled") throw new UserError("TFactory is not installed on this repository any more.");
      throw new InfrastructureError(`The repository could not be read from GitHub: ${error.message}`);
    }
  }

  /** What GitHub refuses is an answer, not an exception: the tests are there all the same. */
  async #writing(
    otherwise: "patch" | "refused",
    handover: Handover,
    write: (world: DeliveryWorld) => Promise<Publication>,
  ): Promise<Publication> {
    try {
      return await write({ at: await this.#options.at(), mirror: this.#mirror, waiting: this.#options.waiting });
    } catch (error) {
      if (!(error instanceof GitHubProblem)) throw error;
      return { status: otherwise, reason: sayProblem(error, handover.head_ref) };
    }
  }
}

/** A branch's name as git has it; anything that could be read as an option, a pattern or a range is none. */
function branchName(name: string): string {
  const short = name.replace(/^refs\/heads\//, "");
  const odd = short === "" || short.startsWith("-") || /\p{Cc}|[ ~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|\.lock$/u.test(short);
  if (odd) throw new UserError(`${JSON.stringify(name)} is not the name of a branch.`);
  return short;
}
