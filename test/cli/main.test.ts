import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { ScratchRepository } from "../adapters/git/scratch-repository.ts";
import { aTerminal } from "./a-terminal.ts";

/** Everything here is found out before an engine is needed: an endpoint that is not there makes sure of it. */
async function run(cwd: string, ...argv: string[]) {
  const terminal = aTerminal({ cwd, env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } });
  const code = await main(["run", ...argv], terminal);
  return { code, said: terminal.said(), printed: terminal.printed() };
}
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tfactory-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
function project(): ScratchRepository {
  const repository = new ScratchRepository();
  repository.commit({ "pyproject.toml": "[project]\nname='a'\n", "a.py": "a = 1\n" });
  repository.branch("feature").commit({ "a.py": "a = 2\n" });
  return repository;
}

test("programs that a run starts do not see our secrets", async () => {
  const env: NodeJS.ProcessEnv = { ANTHROPIC_API_KEY: "key-of-a-test", PATH: process.env.PATH };
  expect(await main(["run"], aTerminal({ cwd: folder(), env }))).toBe(2);
  expect(Object.keys(env)).toEqual(["PATH"]);
});

test("a folder that is not a git repository is wrong use", async () => {
  const path = folder();
  expect(await run(path)).toMatchObject({ code: 2, said: `error: ${path} is not in a git repository.\n`, printed: "" });
});

test("a folder that is not there is wrong use", async () => {
  expect(await run(folder(), "--repo", "gone")).toMatchObject({
    code: 2,
    said: expect.stringMatching(/^error: There is no folder .*gone\.\n$/),
  });
});

test("an unknown ref is wrong use", async () => {
  const { path } = project();
  const message = 'error: There is no branch, tag or commit "nowhere" in this repository.\n';
  expect(await run(path, "--head", "nowhere")).toMatchObject({ code: 2, said: message });
  expect((await run(path, "--base", "nowhere")).said).toContain(message);
});

test("a checked out branch without changed source is wrong use, and is called by its name", async () => {
  const repository = project();
  repository.branch("docs").commit({ "README.md": "# hello\n" });
  const { code, said } = await run(repository.path, "--base", "feature");
  expect(code).toBe(2);
  expect(said).toContain(
    "error: There is no changed source: no added or modified line of Python source between feature and docs (changed: README.md).",
  );
});

test("a repository no framework knows is wrong use", async () => {
  const repository = new ScratchRepository();
  repository.commit({ "main.go": "package main\n" });
  repository.branch("feature").commit({ "main.go": "package other\n" });
  const { code, said } = await run(repository.path);
  expect(code).toBe(2);
  expect(said).toContain("error: No supported test framework was found in this repository.");
});

test("a specification that can not be read is wrong use", async () => {
  const { path } = project();
  writeFileSync(join(path, "latin.md"), Buffer.from([0x23, 0xe9]));
  expect((await run(path, "--spec", "gone.md")).said).toMatch(
    /^error: The specification .*gone\.md can not be read: there is no such file\.\n$/,
  );
  expect((await run(path, "--spec", ".")).said).toMatch(/^error: The specification .* is not a file\.\n$/);
  expect((await run(path, "--spec", "latin.md")).said).toMatch(/^error: The specification .*latin\.md is not UTF-8 text\.\n$/);
  writeFileSync(join(path, "big.md"), "x".repeat(1024 * 1024 + 1));
  expect((await run(path, "--spec", "big.md")).said).toMatch(/is larger than 1 MB/);
});

test("an out folder that holds other things is wrong use", async () => {
  const { path } = project();
  writeFileSync(join(path, "taken"), "");
  expect(await run(path, "--out", "taken")).toMatchObject({
    code: 2,
    said: `error: ${path}/taken is not a folder, so no report can be written there.\n`,
  });
});

test("a variable that does not fit is wrong use", async () => {
  const terminal = aTerminal({ env: { TFACTORY_PARALLEL: "all" } });
  expect(await main(["run"], terminal)).toBe(2);
  expect(terminal.said()).toBe("error: The environment does not fit: TFACTORY_PARALLEL is not a number.\n");
});

test("nothing is left of a run that could not begin", async () => {
  const repository = project();
  await run(repository.path, "--head", "nowhere");
  expect(repository.git("status", "--porcelain")).toBe("");
});
