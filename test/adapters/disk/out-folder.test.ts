import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { OutFolder, type Results } from "../../../src/adapters/disk/out-folder.ts";
import { InfrastructureError, UserError } from "../../../src/errors.ts";

const results: Results = {
  report_json: '{ "run_id": "run-1" }\n',
  report_markdown: "# Report\n",
  test_plan: '{ "version": 1 }\n',
  patch: "diff\n",
  files: [{ path: "tests/deep/test_a.py", source: "def test_a(): ...\n" }],
};
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tfactory-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("a new folder gets the results and keeps itself out of git", async () => {
  const path = join(folder(), "a", "out");
  await (await OutFolder.open(path)).write(results);
  expect(readdirSync(path).toSorted()).toEqual([
    ".gitignore",
    "files",
    "report.json",
    "report.md",
    "test_plan.json",
    "tests.patch",
  ]);
  expect(readFileSync(join(path, "files/tests/deep/test_a.py"), "utf8")).toBe("def test_a(): ...\n");
  expect(readFileSync(join(path, ".gitignore"), "utf8")).toBe("*\n");
});

test("opening writes nothing: a run that fails leaves no folder", async () => {
  const path = join(folder(), "out");
  await OutFolder.open(path);
  expect(existsSync(path)).toBe(false);
});

test("the next run replaces its files and leaves everything else", async () => {
  const path = folder();
  writeFileSync(join(path, "mine.txt"), "mine");
  await (await OutFolder.open(path)).write(results);
  await (await OutFolder.open(path)).write({ ...results, files: [{ path: "tests/test_b.py", source: "b\n" }] });
  expect(readdirSync(path).toSorted()).toEqual([
    "files",
    "mine.txt",
    "report.json",
    "report.md",
    "test_plan.json",
    "tests.patch",
  ]);
  expect(readdirSync(join(path, "files/tests"))).toEqual(["test_b.py"]);
});

test("files of someone else are never deleted", async () => {
  const path = folder();
  mkdirSync(join(path, "files"));
  writeFileSync(join(path, "files/thesis.tex"), "years");
  await expect(OutFolder.open(path)).rejects.toThrow(UserError);
  expect(existsSync(join(path, "files/thesis.tex"))).toBe(true);
});

test("a file that would leave the folder is not written", async () => {
  const path = folder();
  const out = await OutFolder.open(join(path, "out"));
  await expect(out.write({ ...results, files: [{ path: "../../evil", source: "" }] })).rejects.toThrow();
  expect(existsSync(join(path, "evil"))).toBe(false);
});

test("a link that lies in the folder is replaced, never written through", async () => {
  const path = folder();
  const victim = join(folder(), "victim");
  writeFileSync(victim, "precious");
  for (const name of ["report.json", "report.md", "test_plan.json", "tests.patch"]) symlinkSync(victim, join(path, name));
  await (await OutFolder.open(path)).write(results);
  expect(readFileSync(victim, "utf8")).toBe("precious");
  expect(readFileSync(join(path, "report.md"), "utf8")).toBe("# Report\n");
});

test("a folder that can not be made is said before the run", async () => {
  const path = folder();
  writeFileSync(join(path, "file"), "");
  await expect(OutFolder.open(join(path, "file", "out"))).rejects.toThrow(
    new UserError(`No report can be written to ${path}/file/out: ${path}/file is not a folder one may write to.`),
  );
  symlinkSync(path, join(path, "link"));
  await expect(OutFolder.open(join(path, "link"))).rejects.toThrow(UserError);
});

test("a report that can not be written is the machinery's failure", async () => {
  const path = folder();
  const out = await OutFolder.open(path);
  mkdirSync(join(path, "report.json"));
  await expect(out.write(results)).rejects.toThrow(InfrastructureError);
});
