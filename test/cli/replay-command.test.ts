import { describe, expect, test } from "vitest";
import { showReplay } from "../../src/cli/replay-command.ts";
import type { Recheck, Replay } from "../../src/pipeline/replay/replay.ts";
import { ScratchRepository } from "../adapters/git/scratch-repository.ts";
import { aReported } from "../fakes/a-reported-test.ts";
import { folderWith, typed } from "./a-report-file.ts";
import { aTerminal } from "./a-terminal.ts";

function replayOf(...statuses: Recheck["status"][]): Replay {
  const rechecks = statuses.map((status): Recheck => {
    const about = { signal: "head" as const, says: "passes on the head" };
    return status === "again" ? { ...about, status } : { ...about, status, reason: "because" };
  });
  const test = { name: "test_a", file: "tests/test_x.py", kind: "kept" as const, rechecks, killed: [] };
  return { base_sha: "b", head_sha: "a", tests: [test] };
}

function shown(replay: Replay, options = {}) {
  const terminal = aTerminal();
  return { code: showReplay(replay, options, terminal), printed: terminal.printed() };
}

describe("the exit code", () => {
  test.each<[number, string, Recheck["status"][]]>([
    [0, "every claim was seen again", ["again", "again"]],
    [0, "the only ones left out can not be replayed by anyone", ["again", "not-replayed"]],
    [1, "one was not", ["again", "not-again"]],
    [1, "one was not, whatever the machinery missed", ["not-run", "not-again"]],
    [3, "the machinery did not get to see one", ["again", "not-run", "not-replayed"]],
  ])("is %i when %s", (code, _when, statuses) => {
    expect(shown(replayOf(...statuses)).code).toBe(code);
  });
});

test("a person reads the claims, a machine gets them as JSON", () => {
  expect(shown(replayOf("again")).printed).toContain("  passes on the head: again\n");
  expect(JSON.parse(shown(replayOf("not-again"), { json: true }).printed)).toEqual(replayOf("not-again"));
});

describe("wrong use is found out before an engine is needed", () => {
  const project = () => {
    const repository = new ScratchRepository();
    repository.commit({ "pyproject.toml": "", "a.py": "a = 1\n" });
    return repository;
  };

  test("a report that is not there", async () => {
    expect(await typed(folderWith(), "replay", "gone.json")).toMatchObject({
      code: 2,
      said: expect.stringContaining("no such file"),
    });
  });

  test("a folder that is no repository", async () => {
    const folder = folderWith({ tests: [aReported()] });
    expect(await typed(folder, "replay", "report.json")).toMatchObject({
      code: 2,
      said: `error: ${folder} is not in a git repository.\n`,
    });
  });

  test("a report with nothing to replay, and a name it does not have", async () => {
    const { path } = project();
    const replay = (folder: string, ...names: string[]) => typed(folder, "replay", "report.json", ...names, "--repo", path);
    expect(await replay(folderWith())).toMatchObject({ code: 2, said: expect.stringContaining("there is nothing to replay") });
    for (const names of [["test_aa"], ["test_a", "test_aa"]])
      expect(await replay(folderWith({ tests: [aReported()] }), ...names)).toMatchObject({
        code: 2,
        said: expect.stringContaining("Did you mean tests/test_new.py::test_a?"),
      });
  });

  test("commits that are not in the repository", async () => {
    const folder = folderWith({ tests: [aReported()] });
    const result = await typed(folder, "replay", "report.json", "--repo", project().path, "--json");
    expect(result).toMatchObject({ code: 2, printed: "" });
    expect(result.said).toMatch(/bbbbbbb/);
  });
});
