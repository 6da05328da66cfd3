import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import pLimit, { type LimitFunction } from "p-limit";
import { GitRefused, git, gitIn } from "../git/git.ts";
import { findCommit } from "../git/resolve-ref.ts";
import { GitHubProblem } from "./problem.ts";
import type { Waiting } from "./waiting.ts";

const TRIES = 3;
/** Passes by itself: the network, or another process at the same mirror. */
const PASSING =
  /could not resolve host|failed to connect|connection|timed out|returned error: 5\d\d|early eof|hung up|RPC failed|SSL|cannot lock ref|unable to create .*\.lock/i;
const REFUSED = /authentication failed|returned error: 40[134]|could not read username|repository .*not found/i;

/**
 * What old but harmless commits get wrong; everything else of fsck stops the fetch, for what comes in is of anyone who can
 * open a pull request.
 */
const FSCK = ["zeroPaddedFilemode", "badTimezone", "missingSpaceBeforeDate"].map((id) => `fetch.fsck.${id}=ignore`);
const SETTINGS = ["fetch.fsckObjects=true", ...FSCK, "credential.helper=", "http.lowSpeedLimit=1000", "http.lowSpeedTime=60"];

/** Fetches into one folder happen one after the other, whoever asks. */
const queues = new Map<string, LimitFunction>();

export interface MirrorOptions {
  /** Where the bare repository is, or will be made. */
  git_dir: string;
  url: string;
  /** A short-lived token that reads this repository. */
  token: () => Promise<string>;
  waiting: Waiting;
}

/** A bare copy of a repository on GitHub, fetched as far as it is needed. No work tree, no hooks, no configuration of theirs. */
export class Mirror {
  readonly git_dir: string;
  readonly #options: MirrorOptions;
  #made: Promise<void> | null = null;

  constructor(options: MirrorOptions) {
    this.git_dir = options.git_dir;
    this.#options = options;
  }

  /** Fetches one ref (`refs/heads/x`, `refs/pull/7/head`) and gives its commit, or `null`: it is not there. */
  async fetchRef(ref: string): Promise<string | null> {
    const kept = `refs/tfactory/${createHash("sha1").update(ref).digest("hex")}`; // `a` may be gone where `a/b` is now
    return (await this.#fetch(`+${ref}:${kept}`)) ? findCommit(this.git_dir, kept) : null;
  }

  /** Makes sure that a commit is here. `false`: GitHub does not have it either. */
  async ensure(sha: string): Promise<boolean> {
    if (!/^[0-9a-f]{40,64}$/.test(sha)) return false;
    await this.#make();
    return (await findCommit(this.git_dir, sha)) !== null || (await this.#fetch(sha));
  }

  #fetch(refspec: string): Promise<boolean> {
    const queue = queues.get(this.git_dir) ?? pLimit(1);
    queues.set(this.git_dir, queue);
    return queue(async () => {
      await this.#make();
      for (let attempt = 1; ; attempt++) {
        try {
          await this.#fetchOnce(refspec);
          return true;
        } catch (error) {
          if (!(error instanceof GitRefused)) throw error;
          if (/couldn't find remote ref|not our ref|no such remote ref/i.test(error.stderr)) return false;
          if (REFUSED.test(error.stderr)) throw new GitHubProblem("app-uninstalled", 403, `git fetch: ${error.stderr.trim()}`);
          if (!PASSING.test(error.stderr)) throw new GitHubProblem("invalid", 0, `git fetch: ${error.stderr.trim()}`);
          if (attempt === TRIES) throw new GitHubProblem("unavailable", 0, `git fetch: ${error.stderr.trim()}`);
          await this.#options.waiting.wait(2 ** attempt);
        }
      }
    });
  }

  async #fetchOnce(refspec: string): Promise<void> {
    const { url, token } = this.#options;
    const flags = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance"];
    const configured = SETTINGS.flatMap((setting) => ["-c", setting]);
    await git(this.git_dir, [...configured, "fetch", ...flags, url, refspec], { env: networkEnvironment(url, await token()) });
  }

  #make(): Promise<void> {
    this.#made ??= make(this.git_dir).catch((error: unknown) => {
      this.#made = null;
      throw error;
    });
    return this.#made;
  }
}

async function make(git_dir: string): Promise<void> {
  if (await isRepository(git_dir)) return;
  await mkdir(git_dir, { recursive: true });
  await gitIn(dirname(git_dir), ["init", "--quiet", "--bare", "--template=", git_dir]);
}

/** The token goes to this server only, through the environment: an argument or a file would show it to others. */
function networkEnvironment(url: string, token: string): Record<string, string> {
  const { origin, protocol } = new URL(url);
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_ALLOW_PROTOCOL: protocol.slice(0, -1),
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

async function isRepository(git_dir: string): Promise<boolean> {
  try {
    await git(git_dir, ["rev-parse", "--is-bare-repository"]);
    return true;
  } catch {
    return false; // not made yet, or only half
  }
}
