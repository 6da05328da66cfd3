import { chmodSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parsePatch } from "../../../src/adapters/git/parse-patch.ts";
import { readDiff } from "../../../src/adapters/git/read-diff.ts";
import { ScratchRepository } from "./scratch-repository.ts";

/** The diff of two sets of files. */
async function diffOf(before: Record<string, string | Buffer>, change: (repository: ScratchRepository) => void) {
  const repository = new ScratchRepository();
  const base = repository.commit({ "keep.txt": "keep\n", ...before });
  change(repository);
  return readDiff(repository.git_dir, base, repository.commit());
}

test("added and modified lines are counted on the head, deleted ones only as a number", async () => {
  const before = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n";
  const after = "one\nTWO\nthree\nfour\nfive\nsix\nseven\neight\nten\neleven\n";
  const [file] = await diffOf({ "a.py": before }, (repository) => repository.write({ "a.py": after }));
  expect(file).toMatchObject({ path: "a.py", old_path: null, status: "modified", lines: [2, 10], deleted_lines: 2 });
  expect(file?.patch).toContain("+TWO");
});

test("lines that look like headers of a patch are content", async () => {
  const hostile = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n";
  const files = await diffOf({ "a.py": "x = 1\n-- a\n" }, (repository) =>
    repository.write({ "a.py": hostile, "b.py": "y = 1\n" }),
  );
  expect(files).toMatchObject([
    { path: "a.py", lines: [1, 2, 3, 4], deleted_lines: 2 },
    { path: "b.py", lines: [1] },
  ]);
});

test.each(["with space.py", "tab\t.py", 'quote".py', "new\nline.py", "ünïcode.py", "-rf.py", "$(touch x).py", "a b/c => d.py"])(
  "the name %j is kept as it is",
  async (path) => {
    const files = await diffOf({}, (repository) => repository.write({ [path]: "x = 1\n" }));
    expect(files).toMatchObject([{ path, status: "added", lines: [1] }]);
  },
);

test("a rename with an edit keeps both names and only the edited lines", async () => {
  const body = Array.from({ length: 30 }, (_, line) => `line_${line} = ${line}\n`).join("");
  const files = await diffOf({ "old.py": body }, (repository) => {
    repository.git("mv", "old.py", "new.py");
    repository.write({ "new.py": body.replace("line_3 = 3", "line_3 = 4") });
  });
  expect(files).toMatchObject([{ path: "new.py", old_path: "old.py", status: "renamed", lines: [4], deleted_lines: 1 }]);
});

test("deleted files, mode changes and binary files have no lines to test", async () => {
  const files = await diffOf({ "gone.py": "x = 1\n", "run.py": "y = 1\n", "image.bin": Buffer.from([0, 1, 2]) }, (repository) => {
    rmSync(join(repository.path, "gone.py"));
    chmodSync(join(repository.path, "run.py"), 0o755);
    repository.write({ "image.bin": Buffer.from([0, 3, 4]) });
  });
  expect(files).toMatchObject([
    { path: "gone.py", status: "deleted", lines: [], deleted_lines: 1 },
    { path: "image.bin", status: "modified", lines: [] },
    { path: "run.py", status: "modified", lines: [] },
  ]);
});

test("attributes can not hide a file from the diff", async () => {
  const files = await diffOf({}, (repository) => repository.write({ "a.py": "x = 1\n", ".gitattributes": "*.py binary\n" }));
  expect(files.find((file) => file.path === "a.py")?.lines).toEqual([1]);
});

test("symbolic links and submodules are left out; a file that becomes one is gone", async () => {
  const files = await diffOf({ "a.py": "x = 1\n", "b.py": "y = 1\n" }, (repository) => {
    rmSync(join(repository.path, "a.py"));
    symlinkSync("b.py", join(repository.path, "a.py"));
    symlinkSync("/etc/passwd", join(repository.path, "c.py"));
    repository.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},vendor`);
    repository.write({ "b.py": "y = 2\n" });
  });
  expect(files).toMatchObject([
    { path: "a.py", status: "deleted" },
    { path: "b.py", status: "modified", lines: [1] },
  ]);
});

test("a file without a last newline is counted to its end", async () => {
  const [file] = await diffOf({ "a.py": "x = 1" }, (repository) => repository.write({ "a.py": "x = 1\ny = 2" }));
  expect(file).toMatchObject({ lines: [1, 2], deleted_lines: 1 });
});

test("a patch that ends in the middle is read as far as it goes", () => {
  expect(parsePatch("diff --git a/x b/x\n@@ -0,0 +1,5 @@\n+one\n+two")).toMatchObject([{ lines: [1, 2], deleted_lines: 0 }]);
  expect(parsePatch("")).toEqual([]);
});
