import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hermeticEnvironment } from "../../../src/adapters/git/git.ts";
import { LocalForge } from "../../../src/adapters/git/local-forge.ts";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { KeptFile } from "../../../src/domain/report.ts";
import { renderPatch } from "../../../src/pipeline/shared/render-patch.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { aReport } from "../../fakes/a-report.ts";
import { ScratchRepository } from "./scratch-repository.ts";

const file: KeptFile = { path: "tests/test_new.py", source: "def test_new():\n    assert 1 + 1 == 2\n" };

/** A repository with `main` and a checked out `feature`, and a way to publish files on the feature's commit. */
function world() {
  const repository = new ScratchRepository();
  repository.commit({ "a.py": "a = 1\n", "tests/test_a.py": "" });
  const head_sha = repository.branch("feature").commit({ "a.py": "a = 2\n" });
  const publish = async (files: KeptFile[], head_ref = "feature", run_id = "run-1") => {
    const forge = new LocalForge(await openRepository(repository.path));
    return forge.publish(aReport({ run_id, head_sha, files }), aHandover({ delivery: "commit", head_ref }));
  };
  return { repository, head_sha, publish };
}

test("the tests are one commit on top of the head, and the checked out branch stays clean", async () => {
  const { repository, head_sha, publish } = world();
  repository.git("config", "user.name", "Grace\nHopper <x>");
  repository.git("config", "user.email", "grace@example.invalid");
  const published = await publish([file]);
  const tip = repository.git("rev-parse", "feature");
  expect(published).toEqual({ status: "committed", commit_sha: tip, files: [file.path] });
  expect(repository.git("rev-parse", "feature^")).toBe(head_sha);
  expect(repository.git("diff", "--name-status", "feature^", "feature")).toBe(`A\t${file.path}`);
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(readFileSync(join(repository.path, file.path), "utf8")).toBe(file.source);
  expect(repository.git("log", "-1", "--format=%B", "feature")).toBe(
    "tfactory: tests for parse-durations\n\n0 tests.\n\nTFactory-Run: run-1\nCo-authored-by: Grace Hopper x <grace@example.invalid>",
  );
  expect(repository.git("ls-tree", "feature", file.path)).toMatch(/^100644 blob/);
});

test("publishing twice leaves one commit, another run adds its own", async () => {
  const { repository, publish } = world();
  const first = await publish([file]);
  expect(await publish([file])).toEqual(first);
  expect(repository.git("rev-list", "--count", "main..feature")).toBe("2");
});

test("what the person has changed, staged and left untracked stays as it is", async () => {
  const { repository, publish } = world();
  repository.write({ "a.py": "a = 3\n", "staged.py": "s = 1\n", "untracked.py": "u = 1\n" });
  repository.git("add", "staged.py");
  const before = repository.git("status", "--porcelain");
  expect((await publish([file])).status).toBe("committed");
  expect(repository.git("status", "--porcelain")).toBe(before);
});

test("a branch that is not checked out moves and the work tree does not", async () => {
  const { repository, publish } = world();
  repository.git("checkout", "--quiet", "main");
  expect((await publish([file])).status).toBe("committed");
  expect(existsSync(join(repository.path, file.path))).toBe(false);
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("HEAD means the branch that is checked out", async () => {
  const { repository, publish } = world();
  expect((await publish([file], "HEAD")).status).toBe("committed");
  expect(repository.git("show", `feature:${file.path}`)).toBe(file.source.trimEnd());
});

test("a branch checked out in another work tree gets its files there", async () => {
  const { repository, publish } = world();
  repository.git("checkout", "--quiet", "main");
  const other = join(mkdtempSync(join(tmpdir(), "tfactory-test-")), "other");
  onTestFinished(() => rmSync(join(other, ".."), { recursive: true }));
  repository.git("worktree", "add", "--quiet", other, "feature");
  expect((await publish([file])).status).toBe("committed");
  expect(repository.git("-C", other, "status", "--porcelain")).toBe("");
  expect(readFileSync(join(other, file.path), "utf8")).toBe(file.source);
});

test.each([
  ["a tag", (repository: ScratchRepository) => repository.git("tag", "v1"), "v1", "v1 is not a local branch"],
  [
    "a detached head",
    (repository: ScratchRepository) => repository.git("checkout", "--quiet", "--detach"),
    "HEAD",
    "HEAD is not a local branch",
  ],
  ["a commit", () => "", "HEAD~1", "HEAD~1 is not a local branch"],
])("%s has no branch to commit to", async (_what, arrange, head_ref, reason) => {
  const { repository, publish } = world();
  arrange(repository);
  expect(await publish([file], head_ref)).toEqual({ status: "refused", reason: expect.stringContaining(reason) });
});

test("a branch that moved since it was tested is left alone", async () => {
  const { repository, head_sha, publish } = world();
  const tip = repository.commit({ "b.py": "b = 1\n" });
  expect(await publish([file])).toEqual({
    status: "refused",
    reason: `feature is no longer at ${head_sha.slice(0, 7)}, the commit that was tested`,
  });
  expect(repository.git("rev-parse", "feature")).toBe(tip);
  expect(repository.git("status", "--porcelain")).toBe("");
});

/** Each must be refused with the branch and the work tree as they were. */
const blocked: [string, KeptFile, (repository: ScratchRepository) => void, string][] = [
  ["an untracked file of that name", file, (repository) => void repository.write({ [file.path]: "mine\n" }), "is already there"],
  ["a committed file of that name", { ...file, path: "a.py" }, () => undefined, "already on the branch"],
  ["a path out of the tree", { ...file, path: "../evil.py" }, () => undefined, "leaves its folder"],
  ["a path into .git", { ...file, path: ".git/hooks/post-commit" }, () => undefined, ".git folder"],
  ["a file where a folder must be", { ...file, path: "a.py/test_x.py" }, () => undefined, "already on the branch"],
  [
    "a folder that is a symbolic link in the work tree",
    { ...file, path: "linked/test_x.py" },
    (repository) => symlinkSync(tmpdir(), join(repository.path, "linked")),
    "linked is not a folder",
  ],
];
test.each(blocked)("%s is refused and nothing changes", async (_what, kept, arrange, reason) => {
  const { repository, head_sha, publish } = world();
  arrange(repository);
  const before = repository.git("status", "--porcelain");
  expect(await publish([file, kept].slice(kept.path === file.path ? 1 : 0))).toEqual({
    status: "refused",
    reason: expect.stringContaining(reason),
  });
  expect(repository.git("rev-parse", "feature")).toBe(head_sha);
  expect(repository.git("status", "--porcelain")).toBe(before);
});

test("a work tree that another git process has locked is left alone", async () => {
  const { repository, head_sha, publish } = world();
  writeFileSync(join(repository.git_dir, "index.lock"), "");
  expect(await publish([file])).toMatchObject({ status: "refused" });
  rmSync(join(repository.git_dir, "index.lock"));
  expect(repository.git("rev-parse", "feature")).toBe(head_sha);
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("hooks of the repository do not run", async () => {
  const { repository, publish } = world();
  for (const hook of ["reference-transaction", "post-commit", "pre-commit", "post-index-change"])
    writeFileSync(join(repository.git_dir, "hooks", hook), `#!/bin/sh\ntouch ${repository.path}/ran\n`, { mode: 0o755 });
  expect((await publish([file])).status).toBe("committed");
  expect(existsSync(join(repository.path, "ran"))).toBe(false);
});

test("without --commit nothing is written", async () => {
  const { repository, head_sha } = world();
  const forge = new LocalForge(await openRepository(repository.path));
  expect(await forge.publish(aReport({ head_sha, files: [file] }), aHandover())).toEqual({ status: "not-asked" });
  expect(repository.git("rev-parse", "feature")).toBe(head_sha);
});

test("a patch of any file name and content applies with git", () => {
  const { repository } = world();
  const files: KeptFile[] = [
    file,
    { path: 'tests/test_q"uote ü.py', source: "x = 1\n\n+y = 2\n" },
    { path: "tests/no_newline.py", source: "x = 1\n-- a" },
    { path: "tests/empty.py", source: "" },
    { path: "tests/cr.py", source: "x = 1\r\ny = '\u2028'\n" },
  ];
  execFileSync("git", ["apply", "--index", "-"], { cwd: repository.path, env: hermeticEnvironment(), input: renderPatch(files) });
  for (const { path, source } of files) expect(readFileSync(join(repository.path, path), "utf8")).toBe(source);
});
