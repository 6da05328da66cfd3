import { execFile } from "node:child_process";
import { join } from "node:path";
import { InfrastructureError, UserError } from "../../errors.ts";

export interface GitOptions {
  input?: string | Buffer;
  /** Added to the hermetic environment: `GIT_INDEX_FILE`, author and committer. */
  env?: Record<string, string>;
  /** Working directory and `--work-tree`; without it git sees no work tree and no index, and so no attributes. */
  work_tree?: string;
  max_bytes?: number;
}

/** git said no. `stderr` is for us; callers turn it into a sentence for the person. */
export class GitRefused extends Error {
  override name = "GitRefused";
  readonly stderr: string;
  constructor(args: string[], stderr: string) {
    super(`git ${args[0]}: ${stderr.trim()}`);
    this.stderr = stderr;
  }
}

const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Settings that win over the repository's own: its configuration and attributes could otherwise start programs (hooks,
 * file system monitor, filters, diff drivers) or reach the network. `safe.directory`: with those off, a checkout that
 * another user owns (usual in CI containers) is harmless to read.
 */
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  "attr.tree=refs/none",
  "core.excludesFile=/dev/null",
  "core.quotePath=true",
  "protocol.allow=never",
  "gc.auto=0",
  "maintenance.auto=false",
  "safe.directory=*",
].flatMap((setting) => ["-c", setting]);

/** The process's environment without anything that steers git, and with no configuration but the repository's. */
export function hermeticEnvironment(from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !/^(GIT_|SSH_|XDG_CONFIG_HOME$|PAGER$|EDITOR$|LC_|LANG)/.test(name));
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ALLOW_PROTOCOL: "",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LITERAL_PATHSPECS: "1",
    LC_ALL: "C",
  };
}

/** Runs git in a repository and gives its output. Throws `GitRefused` when it exits with an error. */
export function git(git_dir: string, args: string[], options: GitOptions = {}): Promise<Buffer> {
  const { work_tree } = options;
  const where = work_tree === undefined ? [] : [`--work-tree=${work_tree}`];
  const env = work_tree === undefined ? { GIT_INDEX_FILE: join(git_dir, "tfactory-no-index"), ...options.env } : options.env;
  const argv = [...SETTINGS, `--git-dir=${git_dir}`, ...where, ...args];
  return runGit(argv, args, work_tree ?? git_dir, { ...options, ...(env === undefined ? {} : { env }) });
}

/** Runs git in a folder that may or may not be part of a repository. */
export function gitIn(folder: string, args: string[]): Promise<Buffer> {
  return runGit([...SETTINGS, ...args], args, folder, {});
}

function runGit(argv: string[], shown: string[], cwd: string, options: GitOptions): Promise<Buffer> {
  const env = { ...hermeticEnvironment(), ...options.env };
  const limits = { cwd, env, encoding: "buffer", maxBuffer: options.max_bytes ?? MAX_BYTES, windowsHide: true } as const;
  return new Promise((resolve, reject) => {
    const child = execFile("git", argv, limits, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (error.code === "ENOENT") return reject(missing(cwd));
      if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
        return reject(
          new UserError(`The repository is too large for TFactory: "git ${shown[0]}" gives more than ${limits.maxBuffer} bytes.`),
        );
      }
      const said = stderr.toString("utf8");
      if (/No space left on device|Disk quota exceeded/.test(said))
        return reject(new InfrastructureError(`git ${shown[0]}: the disk is full.`));
      reject(new GitRefused(shown, said || error.message));
    });
    child.stdin?.on("error", () => undefined); // git may end before it has read everything; its exit code tells
    child.stdin?.end(options.input ?? "");
  });
}

function missing(cwd: string): Error {
  return new InfrastructureError(`TFactory could not start git in ${cwd}. Is git installed and on the PATH?`);
}
