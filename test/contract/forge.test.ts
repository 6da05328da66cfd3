import { describe, expect, test } from "vitest";
import { LocalForge } from "../../src/adapters/git/local-forge.ts";
import { openRepository } from "../../src/adapters/git/open-repository.ts";
import { UserError } from "../../src/errors.ts";
import type { Forge } from "../../src/ports.ts";
import { ScratchRepository } from "../adapters/git/scratch-repository.ts";
import { aForge, anApp } from "../adapters/github/an-app.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { aReport } from "../fakes/a-report.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";

type Files = Record<string, string>;

/** A repository whose branch `feature` started at `main`. */
const forges: [string, (main: Files, feature: Files) => Promise<Forge>][] = [
  ["the fake in memory", async (main, feature) => new MemoryForge({ main, feature })],
  [
    "a git repository",
    async (main, feature) => {
      const repository = new ScratchRepository();
      repository.commit(main);
      repository.branch("feature").git("rm", "-r", "--quiet", ".");
      repository.commit(feature);
      return new LocalForge(await openRepository(repository.path));
    },
  ],
  [
    "GitHub",
    async (main, feature) => {
      const app = await anApp();
      const { github } = app.story;
      const change = { repository: "acme/calc", user: "alice", message: "change" };
      const without = (files: string[]) => Object.fromEntries(files.map((path) => [path, null]));
      await github.setBranch("acme/calc", "feature", null, "alice");
      await github.commit({ ...change, branch: "main", files: { ...without(["calc.py", "README.md"]), ...main } });
      await github.commit({ ...change, branch: "feature", start: "main", files: { ...without(Object.keys(main)), ...feature } });
      return aForge(app);
    },
  ],
];

/** What every forge must do, so that a test with the fake says something about the real one. */
describe.each(forges)("%s", (_which, createForge) => {
  const main = { "a.py": "one\ntwo\nthree\nfour\n", "gone.py": "x\n", "same.py": "s\n" };
  const feature = { "a.py": "one\nTWO\nthree\nfour\nfive\n", "new.py": "n\n", "same.py": "s\n" };

  test("pins full shas that its other methods understand", async () => {
    const forge = await createForge(main, feature);
    const { base_sha, head_sha } = await forge.pin(aHandover());
    expect([base_sha, head_sha]).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/), expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect((await forge.readTree(base_sha)).files.map((file) => file.path)).toEqual(Object.keys(main));
  });

  test("refuses a ref it does not know with a sentence", async () => {
    const forge = await createForge(main, feature);
    await expect(forge.pin(aHandover({ head_ref: "nowhere" }))).rejects.toThrow(UserError);
  });

  test("gives each changed file with its lines on the head", async () => {
    const forge = await createForge(main, feature);
    const { base_sha, head_sha } = await forge.pin(aHandover());
    expect(await forge.diff(base_sha, head_sha)).toMatchObject([
      { path: "a.py", old_path: null, status: "modified", lines: [2, 5], deleted_lines: 1 },
      { path: "gone.py", old_path: null, status: "deleted", lines: [], deleted_lines: 1 },
      { path: "new.py", old_path: null, status: "added", lines: [1], deleted_lines: 0 },
    ]);
  });

  test("gives the tree of a commit byte for byte", async () => {
    const forge = await createForge(main, feature);
    const { head_sha } = await forge.pin(aHandover());
    const tree = await forge.readTree(head_sha);
    expect(tree.sha).toBe(head_sha);
    expect(Object.fromEntries(tree.files.map((file) => [file.path, file.content.toString()]))).toEqual(feature);
  });

  test("refuses a commit it does not have with a sentence", async () => {
    const forge = await createForge(main, feature);
    await expect(forge.readTree("c".repeat(40))).rejects.toThrow(UserError);
  });

  test("commits once when asked, and finds its commit again", async () => {
    const forge = await createForge(main, feature);
    const { base_sha, head_sha } = await forge.pin(aHandover());
    const report = aReport({ base_sha, head_sha, files: [{ path: "tests/test_a.py", source: "def test_a(): ...\n" }] });
    expect(await forge.publish(report, aHandover({ delivery: "patch" }))).toEqual({ status: "not-asked" });
    const first = await forge.publish(report, aHandover({ delivery: "commit" }));
    expect(first).toMatchObject({ status: "committed", files: ["tests/test_a.py"] });
    const { status, ...again } = await forge.publish(report, aHandover({ delivery: "commit" }));
    expect(first).toMatchObject({ status, ...again });
  });
});
