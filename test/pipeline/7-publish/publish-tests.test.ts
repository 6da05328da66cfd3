import { describe, expect, test } from "vitest";
import type { KeptFile } from "../../../src/domain/report.ts";
import { publishTests } from "../../../src/pipeline/7-publish/publish-tests.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { aReport } from "../../fakes/a-report.ts";
import { MemoryForge } from "../../fakes/memory-forge.ts";
import { aSnapshot } from "../builders.ts";

const never = () => Promise.reject(new Error("nothing moved"));
const file: KeptFile = { path: "tests/test_new.py", source: "def test_new(): assert 1\n" };

async function publish(files: KeptFile[], delivery: "commit" | "patch" = "commit") {
  const forge = new MemoryForge({ main: {}, feature: {} });
  const report = await publishTests(aReport({ files }), aHandover({ delivery }), aSnapshot(), { forge }, never);
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
  const report = await publishTests(aReport({ files: [file] }), aHandover({ delivery: "commit" }), aSnapshot(), { forge }, never);
  expect(report.warnings).toEqual(["The tests were not committed: feature moved."]);
  expect(report.files).toEqual([file]);
});

describe("a branch that moves during the run", () => {
  const source = "shop/price.py";
  const change = { path: source, old_path: null, status: "modified", lines: [1], deleted_lines: 0, patch: "" } as const;
  const snapshot = aSnapshot({ files: [{ ...change, kind: "source", lines: [1] }], dependencies: [] });

  /** A forge whose branch is at another commit the first `moves` times; that commit changed `changed`. */
  function aMovingForge(moves: number, changed: string) {
    const forge = new MemoryForge({ main: {}, feature: {} });
    const publish = forge.publish.bind(forge);
    let left = moves;
    forge.publish = async (report, handover) =>
      left-- > 0 ? { status: "head-moved", new_head: `${left}`.repeat(40) } : publish(report, handover);
    forge.diff = async () => [{ ...change, path: changed, lines: [1] }];
    return forge;
  }
  async function publishOn(forge: MemoryForge, passing: KeptFile[] = [file]) {
    const confirmed: string[] = [];
    const confirm = async (head_sha: string) => {
      confirmed.push(head_sha);
      return aReport({ files: passing, head_sha });
    };
    const report = await publishTests(
      aReport({ files: [file] }),
      aHandover({ delivery: "commit" }),
      snapshot,
      { forge },
      confirm,
    );
    return { report, confirmed, commits: forge.branches.get("feature") ?? [] };
  }

  test("gets the tests on its new head, run there once more, when nothing they are about changed", async () => {
    const { report, confirmed, commits } = await publishOn(aMovingForge(1, "README.md"));
    expect(confirmed).toEqual(["0".repeat(40)]);
    expect(report.head_sha).toBe(aReport().head_sha);
    expect(report.git.commit_sha).toBe(commits[0]?.commit_sha);
    expect(report.warnings).toEqual([expect.stringContaining("moved from aaaaaaa to 0000000")]);
  });

  test.each([source, file.path])("gets a patch when %s changed", async (path) => {
    const { report, confirmed, commits } = await publishOn(aMovingForge(1, path));
    expect([confirmed, commits]).toEqual([[], []]);
    expect(report.warnings).toEqual([`The tests were not committed: ${path} was changed while the tests were proven.`]);
    expect(report.files).toEqual([file]);
  });

  test("gets a patch when a test does not pass on its new head", async () => {
    const { report, commits } = await publishOn(aMovingForge(1, "README.md"), []);
    expect(commits).toEqual([]);
    expect(report.warnings).toEqual(["The tests were not committed: not all tests pass on 0000000, the new head."]);
  });

  test("gets a patch when it does not stand still", async () => {
    const { report, confirmed, commits } = await publishOn(aMovingForge(9, "README.md"));
    expect(confirmed).toHaveLength(3);
    expect(commits).toEqual([]);
    expect(report.warnings.at(-1)).toMatch(/^The tests were not committed: the branch moved 3 times/);
  });
});

test("a stacked pull request and a missing signature are booked", async () => {
  const forge = new MemoryForge({ main: {}, feature: {} });
  forge.publish = async () => ({
    status: "committed",
    commit_sha: "c".repeat(40),
    files: [file.path],
    verified: false,
    pull_request_url: "https://github.test/pull/8",
  });
  const report = await publishTests(aReport({ files: [file] }), aHandover({ delivery: "pr" }), aSnapshot(), { forge }, never);
  expect(report.git).toMatchObject({ commit_sha: "c".repeat(40), pull_request_url: "https://github.test/pull/8" });
  expect(report.warnings).toEqual(["The commit carries no verified signature."]);
});
