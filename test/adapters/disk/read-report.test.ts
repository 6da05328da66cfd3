import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readReport } from "../../../src/adapters/disk/read-report.ts";
import { UserError } from "../../../src/errors.ts";
import { aReport } from "../../fakes/a-report.ts";

function aFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "tfactory-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "report.json");
  writeFileSync(path, text);
  return path;
}

test("a report is read as it was written", async () => {
  expect(await readReport(aFile(JSON.stringify(aReport())))).toEqual(aReport());
});

test("a file that is not there or far too large can not be read", async () => {
  const path = aFile("");
  await expect(readReport(`${path}.gone`)).rejects.toThrow(
    new UserError(`The report ${path}.gone can not be read: there is no such file.`),
  );
  truncateSync(path, 65 * 1024 * 1024);
  await expect(readReport(path)).rejects.toThrow(new UserError(`The report ${path} is larger than 64 MB.`));
});

test.each(["", "{", "null", "[]", '{"version":1}', "a = 1"])("%o is not a report", async (text) => {
  const path = aFile(text);
  await expect(readReport(path)).rejects.toThrow(new UserError(`${path} is not a report of TFactory.`));
});

test("another version is named", async () => {
  const path = aFile(JSON.stringify({ ...aReport(), version: 2 }));
  await expect(readReport(path)).rejects.toThrow(
    new UserError(`${path} is a report of version 2; this TFactory reads version 1.`),
  );
});

test("a report with something missing, unknown or of another kind says where", async () => {
  const path = aFile(JSON.stringify({ ...aReport(), tests: [{ name: "test_a" }] }));
  await expect(readReport(path)).rejects.toThrow(/is not a whole report of version 1: "tests\.0\.\w+" does not fit\.$/);
});

test.each(["main", "--help", "a".repeat(39), "HEAD~1"])("%o is not the sha of a commit", async (head_sha) => {
  const path = aFile(JSON.stringify(aReport({ head_sha })));
  await expect(readReport(path)).rejects.toThrow(/base_sha or head_sha does not fit/);
});
