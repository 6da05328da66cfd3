import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepLatest } from "../../../src/adapters/git/latest.ts";
import { readTree, TREE_LIMITS } from "../../../src/adapters/git/read-tree.ts";
import { unfitPath } from "../../../src/adapters/git/tree-path.ts";
import { UserError } from "../../../src/errors.ts";
import { ScratchRepository } from "./scratch-repository.ts";

test("a tree holds the commit's bytes, not the work tree's, without line ending conversion", async () => {
  const repository = new ScratchRepository();
  const sha = repository.commit({
    "a.py": "x = 1\r\n",
    "data.bin": Buffer.from([0, 255, 10]),
    "empty.py": "",
    ".gitattributes": "*.py text\n",
  });
  repository.write({ "a.py": "changed", "new.py": "new" });
  const tree = await readTree(repository.git_dir, sha);
  expect(tree.sha).toBe(sha);
  expect(tree.files.map((file) => file.path)).toEqual([".gitattributes", "a.py", "data.bin", "empty.py"]);
  expect(tree.files.find((file) => file.path === "data.bin")?.content).toEqual(Buffer.from([0, 255, 10]));
  expect(tree.files.find((file) => file.path === "empty.py")?.content).toEqual(Buffer.alloc(0));
});

test("symbolic links and submodules are named as skipped and never followed", async () => {
  const repository = new ScratchRepository();
  symlinkSync("/etc/passwd", join(repository.path, "out.py"));
  repository.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},vendor`);
  repository.write({ "a.py": "x = 1\n" });
  repository.git("add", "a.py", "out.py");
  repository.git("commit", "--quiet", "--message", "links");
  const tree = await readTree(repository.git_dir, repository.git("rev-parse", "HEAD"));
  expect(tree.files.map((file) => file.path)).toEqual(["a.py"]);
  expect(tree.skipped).toEqual([
    { path: "out.py", reason: "it is a symbolic link" },
    { path: "vendor", reason: "it is a submodule" },
  ]);
});

test("the executable bit is kept", async () => {
  const repository = new ScratchRepository();
  repository.write({ "run.sh": "#!/bin/sh\n", "a.py": "" });
  chmodSync(join(repository.path, "run.sh"), 0o755);
  const { files } = await readTree(repository.git_dir, repository.commit());
  expect(files).toMatchObject([{ executable: false }, { executable: true }]);
});

test("a file over its limit is left out, a tree over its limits is refused", async () => {
  const repository = new ScratchRepository();
  const sha = repository.commit({ "a.py": "x = 1\n", "big.bin": Buffer.alloc(3000, 7) });
  const { files, skipped } = await readTree(repository.git_dir, sha, { ...TREE_LIMITS, bytes_per_file: 1000 });
  expect([files.length, skipped.map((file) => file.path)]).toEqual([1, ["big.bin"]]);
  const short = sha.slice(0, 7);
  await expect(readTree(repository.git_dir, sha, { ...TREE_LIMITS, files: 1 })).rejects.toThrow(
    new UserError(`Commit ${short} has 2 files; TFactory takes at most 1 files.`),
  );
  await expect(readTree(repository.git_dir, sha, { ...TREE_LIMITS, bytes: 1000 })).rejects.toThrow(UserError);
});

test("names that leave their folder or are not text are skipped", async () => {
  const repository = new ScratchRepository();
  const blob = repository.git("hash-object", "-w", "--stdin");
  const entry = (name: string) => `100644 blob ${blob}\t${name}`;
  const { execFileSync } = await import("node:child_process");
  const tree = (lines: string[]) =>
    execFileSync("git", ["mktree", "-z"], {
      cwd: repository.path,
      input: Buffer.from(`${lines.join("\0")}\0`, "latin1"),
      encoding: "utf8",
    }).trim();
  const evil = tree([entry("ok.py"), entry("caf\xe9.py"), entry("x.py")]);
  const above = tree([`040000 tree ${tree([entry("escape.py")])}\t..`, entry("fine.py")]);
  const names = async (sha: string) => {
    const commit = repository.git("commit-tree", sha, "-m", "evil");
    return (await readTree(repository.git_dir, commit)).files.map((file) => file.path);
  };
  expect(await names(evil)).toEqual(["ok.py", "x.py"]);
  expect(await names(above)).toEqual(["fine.py"]);
});

test.each([
  "../a",
  "a/../b",
  "/etc/passwd",
  "a//b",
  "a/",
  ".git/config",
  "a/.GIT/x",
  ".git /x",
  "nul\0",
  "",
  "a/./b",
  "x".repeat(2000),
])("%j is not fit to be written", (path) => expect(unfitPath(path)).not.toBeNull());

test.each(["a.py", "src/.gitignore", "a..b/c", ".github/x", "ünï.py"])("%j is fit to be written", (path) =>
  expect(unfitPath(path)).toBeNull(),
);

test("the last few values are kept and a failed one is tried again", async () => {
  const loads: string[] = [];
  const load = keepLatest(2, async (key) => {
    loads.push(key);
    if (loads.length === 1) throw new Error("first");
    return key.toUpperCase();
  });
  await expect(load("a")).rejects.toThrow("first");
  for (const key of ["a", "b", "a", "c", "b"]) await load(key);
  expect(loads).toEqual(["a", "a", "b", "c", "b"]);
});
