import { expect, test } from "vitest";
import type { KeptFile } from "../../../src/domain/report.ts";
import { publishTests } from "../../../src/pipeline/7-publish/publish-tests.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { aReport } from "../../fakes/a-report.ts";
import { MemoryForge } from "../../fakes/memory-forge.ts";
import { aSnapshot } from "../builders.ts";

const file: KeptFile = { path: "tests/test_new.py", source: "def test_new(): assert 1\n" };

async function publish(files: KeptFile[], delivery: "commit" | "patch" = "commit") {
  const forge = new MemoryForge({ main: {}, feature: {} });
  const report = await publishTests(aReport({ files }), aHandover({ delivery }), aSnapshot(), { forge });
  return { report, commits: forge.branches.get("feature") ?? [] };
}

test("the commit is booked in the report", async () => {
  const { report, commits } = await publish([file]);
  expect(report.git).toMatchObject({ commit_sha: commits[0]?.commit_sha, files_added: [file.path] });
  expect(commits[0]?.files).toEqual({ [file.path]: file.source });
});

test("nothing kept is nothing committed", async () => {
  const { report, commits } = await publish([]);
  expect(report).toEqual(aReport());
  expect(commits).toEqual([]);
});

test("without being asked nothing is committed", async () => {
  expect((await publish([file], "patch")).commits).toEqual([]);
});

test.each([".github/workflows/test_x.py", "tests/conftest.py", "../tests/test_x.py", "shop/test_x.txt", "TESTS/CONFTEST.PY"])(
  "a file at %s stops the delivery, whoever made it",
  async (path) => {
    const { report, commits } = await publish([file, { ...file, path }]);
    expect(commits).toEqual([]);
    expect(report.warnings).toEqual([`The tests were not committed: ${path} is not a place for tests.`]);
    expect(report.git.commit_sha).toBeNull();
  },
);

test("a forge that refuses is a warning with its reason, and the patch is still there", async () => {
  const forge = new MemoryForge({ main: {}, feature: {} });
  forge.publish = async () => ({ status: "refused", reason: "feature moved" });
  const report = await publishTests(aReport({ files: [file] }), aHandover({ delivery: "commit" }), aSnapshot(), { forge });
  expect(report.warnings).toEqual(["The tests were not committed: feature moved."]);
  expect(report.files).toEqual([file]);
});
