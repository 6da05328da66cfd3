import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { defaultBase } from "../../../src/adapters/git/default-base.ts";
import { LocalForge } from "../../../src/adapters/git/local-forge.ts";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Handover } from "../../../src/domain/handover.ts";
import { UserError } from "../../../src/errors.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { ScratchRepository } from "./scratch-repository.ts";

async function pin(repository: ScratchRepository, refs: Partial<Handover>) {
  const forge = new LocalForge(await openRepository(repository.path));
  return forge.pin(aHandover(refs));
}

test("the base is the commit where the branch left, not where main is now", async () => {
  const repository = new ScratchRepository();
  const base = repository.commit({ "a.py": "a = 1\n" });
  const head = repository.branch("feature").commit({ "a.py": "a = 2\n" });
  repository.git("checkout", "--quiet", "main");
  repository.commit({ "b.py": "b = 1\n" });
  expect(await pin(repository, { base_ref: "main", head_ref: "feature" })).toEqual({ base_sha: base, head_sha: head });
});

test("a pinned head stays what it was when the branch goes on", async () => {
  const repository = new ScratchRepository();
  const base = repository.commit({ "a.py": "a = 1\n" });
  const head = repository.branch("feature").commit({ "a.py": "a = 2\n" });
  repository.commit({ "a.py": "a = 3\n" });
  const pinned = await pin(repository, { base_ref: "main", head_ref: "feature", head_sha: head });
  expect(pinned).toEqual({ base_sha: base, head_sha: head });
});

test("a subfolder of the repository will do", async () => {
  const repository = new ScratchRepository();
  repository.commit({ "src/a.py": "a = 1\n" });
  expect((await openRepository(join(repository.path, "src"))).git_dir).toBe(repository.git_dir);
});

test("the name is the origin's owner and name, else the folder's", async () => {
  const repository = new ScratchRepository();
  repository.commit({ "a.py": "a = 1\n" });
  expect((await openRepository(repository.path)).name).toBe(repository.path.split("/").at(-1));
  repository.git("remote", "add", "origin", "git@example.invalid:ada/engine.git");
  expect((await openRepository(repository.path)).name).toBe("ada/engine");
});

test("a folder without a repository is a sentence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tfactory-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await expect(openRepository(folder)).rejects.toThrow(new UserError(`${folder} is not in a git repository.`));
  await expect(openRepository(join(folder, "gone"))).rejects.toThrow(new UserError(`There is no folder ${folder}/gone.`));
});

test.each(["nowhere", "", "--help", "-h", "--output=x", "main\nfeature", "main:a.py", "deadbeef"])(
  "the ref %j is named as unknown and never reaches git as an option",
  async (head_ref) => {
    const repository = new ScratchRepository();
    repository.commit({ "a.py": "a = 1\n" });
    const message = `There is no branch, tag or commit ${JSON.stringify(head_ref)} in this repository.`;
    await expect(pin(repository, { base_ref: "main", head_ref })).rejects.toThrow(new UserError(message));
  },
);

test("histories that never met have nothing to compare", async () => {
  const repository = new ScratchRepository();
  repository.commit({ "a.py": "a = 1\n" });
  repository.git("checkout", "--quiet", "--orphan", "island");
  repository.commit({ "a.py": "a = 2\n" });
  await expect(pin(repository, { base_ref: "main", head_ref: "island" })).rejects.toThrow(
    new UserError('"main" and "island" have no commit in common.'),
  );
});

test("a branch that changes nothing is nothing to test", async () => {
  const repository = new ScratchRepository();
  repository.commit({ "a.py": "a = 1\n" });
  repository.branch("feature").commit();
  await expect(pin(repository, { base_ref: "main", head_ref: "feature" })).rejects.toThrow(
    new UserError('"feature" changes nothing against "main": there is nothing to test.'),
  );
});

test("the repository's own configuration and the caller's environment run no program", async () => {
  const repository = new ScratchRepository();
  repository.commit({ "a.py": "a = 1\n", ".gitattributes": "*.py diff=evil filter=evil\n" });
  repository.branch("feature").commit({ "a.py": "a = 2\n" });
  const touch = `touch ${repository.path}/ran; cat`;
  for (const key of [
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.smudge",
    "filter.evil.clean",
    "core.fsmonitor",
    "core.pager",
  ])
    repository.git("config", key, touch);
  process.env.GIT_EXTERNAL_DIFF = touch;
  process.env.GIT_DIR = "/nowhere";
  onTestFinished(() => {
    delete process.env.GIT_EXTERNAL_DIFF;
    delete process.env.GIT_DIR;
  });
  const forge = new LocalForge(await openRepository(repository.path));
  const { base_sha, head_sha } = await forge.pin(aHandover({ base_ref: "main", head_ref: "feature" }));
  expect(await forge.diff(base_sha, head_sha)).toMatchObject([{ path: "a.py", lines: [1] }]);
  await forge.readTree(head_sha);
  const { existsSync } = await import("node:fs");
  expect(existsSync(join(repository.path, "ran"))).toBe(false);
});

test("without a name the base is main, then master, then what origin has", async () => {
  const repository = new ScratchRepository();
  repository.commit({ "a.py": "a = 1\n" });
  repository.branch("feature").commit({ "a.py": "a = 2\n" });
  expect(await defaultBase(repository.git_dir, "feature")).toBe("main");
  repository.git("branch", "--quiet", "--move", "main", "master");
  expect(await defaultBase(repository.git_dir, "feature")).toBe("master");
  repository.git("update-ref", "refs/remotes/origin/main", "master");
  repository.git("checkout", "--quiet", "master");
  repository.git("merge", "--quiet", "feature");
  expect(await defaultBase(repository.git_dir, "master")).toBe("origin/main");
});

test("on the default branch itself, without a remote, a base must be named", async () => {
  const repository = new ScratchRepository();
  repository.commit({ "a.py": "a = 1\n" });
  await expect(defaultBase(repository.git_dir, "HEAD")).rejects.toThrow("main already holds everything that HEAD has");
  repository.git("branch", "--quiet", "--move", "main", "trunk");
  await expect(defaultBase(repository.git_dir, "HEAD")).rejects.toThrow("There is no branch main or master here");
});
