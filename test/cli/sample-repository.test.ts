import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hermeticEnvironment } from "../../src/adapters/git/git.ts";
import { sampleRepository } from "../../src/cli/sample-repository.ts";
import { UserError } from "../../src/errors.ts";

function place(): string {
  const path = mkdtempSync(join(tmpdir(), "tfactory-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return join(path, "sample");
}
function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, env: hermeticEnvironment(), encoding: "utf8" }).trim();
}

test("a sample becomes a repository with its base on main and its head on feature, checked out and clean", async () => {
  const path = place();
  const spec = await sampleRepository("pytest-duration", path);
  expect(spec.text).toContain("## Acceptance criteria");
  expect(git(path, "branch", "--show-current")).toBe("feature");
  expect(git(path, "status", "--porcelain")).toBe("");
  expect(git(path, "diff", "--name-status", "main", "feature").split("\n")).toEqual(
    expect.arrayContaining(["A\tdurations/budget.py", "M\tdurations/text.py"]),
  );
});

test("made twice it has the same commits, and what the last run put there is gone", async () => {
  const path = place();
  await sampleRepository("pytest-duration", path);
  const first = git(path, "rev-parse", "main", "feature");
  writeFileSync(join(path, "left-over"), "");
  await sampleRepository("pytest-duration", path);
  expect(git(path, "rev-parse", "main", "feature")).toBe(first);
  expect(existsSync(join(path, "left-over"))).toBe(false);
});

test("a folder that is not ours is left alone", async () => {
  const path = place();
  mkdirSync(path);
  writeFileSync(join(path, "thesis.tex"), "years");
  await expect(sampleRepository("pytest-duration", path)).rejects.toThrow(UserError);
  expect(existsSync(join(path, "thesis.tex"))).toBe(true);
});
