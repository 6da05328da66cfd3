import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { describe, expect, it } from "vitest";
import { packFiles, pathProblem, TREE_LIMITS } from "../../../src/adapters/docker/source-tar.ts";

const file = (path: string, text = "", executable = false) => ({ path, content: Buffer.from(text), executable });

async function unpack(tar: Buffer) {
  const entries: { name: string; type: string; mode: number; uid: number; text: string }[] = [];
  const archive = extract();
  archive.end(tar);
  for await (const entry of archive) {
    const { name, type = "", mode = 0, uid = -1 } = entry.header;
    entries.push({ name, type: String(type), mode, uid, text: (await buffer(entry)).toString() });
  }
  return entries;
}

describe("packing a tree", () => {
  it("gives folders before their files, regular files only, with the last of two equal paths", async () => {
    const packed = await packFiles([file("a/b/c.py", "1"), file("run.sh", "2", true), file("a/b/c.py", "3")], 7);
    expect(packed).toMatchObject({ status: "packed", files: 2 });
    if (packed.status !== "packed") return;
    expect(await unpack(packed.tar)).toEqual([
      { name: "a", type: "directory", mode: 0o755, uid: 7, text: "" },
      { name: "a/b", type: "directory", mode: 0o755, uid: 7, text: "" },
      { name: "a/b/c.py", type: "file", mode: 0o644, uid: 7, text: "3" },
      { name: "run.sh", type: "file", mode: 0o755, uid: 7, text: "2" },
    ]);
  });

  it("gives equal archives for equal trees", async () => {
    const [one, two] = await Promise.all([packFiles([file("a", "1")]), packFiles([file("a", "1")])]);
    expect(one).toEqual(two);
  });

  it("keeps names that a tar header cannot hold", async () => {
    const name = `${"d".repeat(90)}/${"e".repeat(90)}/${"\u00fc".repeat(80)}.py`;
    const packed = await packFiles([file(name, "x")]);
    expect(packed.status === "packed" && (await unpack(packed.tar)).at(-1)).toMatchObject({ name, text: "x" });
  });

  it("refuses a tree with too many files, too large a file, or a file where a folder must be", async () => {
    const many = Array.from({ length: TREE_LIMITS.files + 1 }, (_, i) => file(`f${i}`));
    expect(await packFiles(many)).toMatchObject({ status: "refused", reason: expect.stringMatching(/100001 files/) });
    const large = { path: "big", content: Buffer.alloc(TREE_LIMITS.file_bytes + 1), executable: false };
    expect(await packFiles([large])).toMatchObject({
      status: "refused",
      reason: expect.stringMatching(/"big" has 20971521 bytes/),
    });
    const heavy = Array.from({ length: 26 }, (_, i) => ({ ...large, path: `f${i}`, content: large.content.subarray(1) }));
    expect(await packFiles(heavy)).toMatchObject({ status: "refused", reason: expect.stringMatching(/more than 524288000/) });
    expect(await packFiles([file("a"), file("a/b")])).toMatchObject({ status: "refused", reason: expect.stringMatching(/both/) });
  });
});

describe("a path", () => {
  it.each([
    "/a",
    "C:/a",
    "C:\\a",
    "..",
    "a/..",
    "a/../b",
    "../a",
    "",
    "a//b",
    "a/",
    "./a",
    "a/./b",
    "a\0",
    ".git",
    "a/.git/x",
    ".GIT/x",
    ".git./x",
    ".git /x",
    "a".repeat(5000),
  ])("like %j may not be in a tree", (path) => expect(pathProblem(path)).not.toBeNull());
  it.each(["a", "a/b", ".github/x", ".gitignore", "...", "a..b", "-x", "a b", "c:d", "a\\b", "\u202ea"])("like %j may", (path) =>
    expect(pathProblem(path)).toBeNull(),
  );
});
