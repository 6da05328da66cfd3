import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { hermeticEnvironment } from "../../../src/adapters/git/git.ts";

const who = ["AUTHOR", "COMMITTER"].flatMap((role) => [
  [`GIT_${role}_NAME`, "Ada"],
  [`GIT_${role}_EMAIL`, "ada@example.invalid"],
]);

/** A real repository in a temporary folder that goes away with the test. */
export class ScratchRepository {
  readonly path: string;

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), "tfactory-test-"));
    onTestFinished(() => rmSync(this.path, { recursive: true, force: true }));
    this.git("init", "--quiet", "--initial-branch=main", ".");
  }

  get git_dir(): string {
    return join(this.path, ".git");
  }

  git(...args: string[]): string {
    const env = { ...hermeticEnvironment(), ...Object.fromEntries(who) };
    return execFileSync("git", args, { cwd: this.path, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
  }

  write(files: Record<string, string | Buffer>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), content);
    }
    return this;
  }

  /** Writes the files, commits everything and gives the sha. */
  commit(files: Record<string, string | Buffer> = {}): string {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "change", "--allow-empty");
    return this.git("rev-parse", "HEAD");
  }

  branch(name: string): this {
    this.git("checkout", "--quiet", "-b", name);
    return this;
  }
}
