import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { describeRun } from "../../src/intake/answers/status.ts";
import type { Publication } from "../../src/ports.ts";
import { RunRecord } from "../../src/runs/runs.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { aReport } from "../fakes/a-report.ts";
import { aDropped, aReported } from "../fakes/a-reported-test.ts";
import { aComment, aWorld, HEAD } from "./a-world.ts";

const COMMIT = "c".repeat(40);

/** A pull request whose one run is over, with this report; asks one command and gives what is said to it. */
async function askAfter(report: Partial<Report> | null, line: string, answer?: Publication) {
  const world = await aWorld();
  await world.send("issue_comment", aComment("/tfactory test"));
  const run = await world.runs.cancel(1, 7, "for the test");
  const whole = report === null ? null : aReport(report);
  await world.runs.amend(run?.id ?? "", { report: whole, commit_sha: whole === null ? null : COMMIT });
  if (answer !== undefined) world.forge.answer = answer;
  await world.send("issue_comment", aComment(`/tfactory ${line}`));
  return { ...world, said: world.replies.said.at(-1)?.markdown ?? "", latest: await world.runs.latest(1, 7) };
}
const two = [aReported({ name: "test_a" }), aReported({ name: "TestB::test_a", file: "tests/test_b.py" })];

describe("undo", () => {
  test("takes back our commit once", async () => {
    const { forge, said, latest, send, replies, marked } = await askAfter({}, "undo");
    expect([forge.asked, said]).toEqual([[["undo", COMMIT]], "`ccccccc` is taken back by `fffffff`."]);
    expect(latest?.commit_sha).toBeNull();
    expect(marked).toMatchObject([{ commit_sha: "f".repeat(40), run_id: latest?.id, test: null }]);
    await send("issue_comment", aComment("/tfactory undo"));
    expect(replies.said.at(-1)?.markdown).toBe("There is no commit of TFactory on this pull request to take back.");
  });

  test.each<[Publication, string]>([
    [{ status: "refused", reason: "tests/test_a.py was changed since." }, "was changed since"],
    [{ status: "head-moved", new_head: HEAD }, "the branch moved to aaaaaaa meanwhile; try again"],
    [{ status: "not-asked" }, "there was nothing to do"],
  ])("says why not, and the commit stays ours: %j", async (answer, reason) => {
    const { said, latest, marked } = await askAfter({}, "undo", answer);
    expect(marked).toEqual([]);
    expect(said).toMatch(/^`ccccccc` was not taken back: /);
    expect(said).toContain(reason);
    expect(latest?.commit_sha).toBe(COMMIT);
  });
});

describe("drop", () => {
  test("takes one test out, and the report no longer has it", async () => {
    const { forge, said, latest, marked } = await askAfter({ tests: two }, "drop TestB::test_a");
    expect(marked).toMatchObject([{ commit_sha: "f".repeat(40), test: { name: "TestB::test_a" } }]);
    expect([forge.asked, said]).toEqual([[["drop", "TestB::test_a"]], "`TestB::test_a` is taken out by `fffffff`."]);
    expect(latest?.report?.tests.map(({ name }) => name)).toEqual(["test_a"]);
  });

  test("of a test someone changed is refused, and the report still has it", async () => {
    const { said, latest } = await askAfter({ tests: two }, "drop test_a", { status: "refused", reason: "it was changed since" });
    expect(said).toBe("`test_a` was not taken out: it was changed since.");
    expect(latest?.report?.tests).toHaveLength(2);
  });

  test.each([
    ["drop test_c", "The last report has no test `test_c`. Did you mean `tests/test_new.py::test_a`?"],
    ["drop ''", "The last report has no test `(empty)`."],
  ])("%s names what there is", async (line, said) => {
    expect((await askAfter({ tests: two }, line)).said).toContain(said);
  });

  test("without a commit has nothing to take out of", async () => {
    expect((await askAfter(null, "drop test_a")).said).toContain("There is no commit of TFactory");
  });
});

describe("explain and why-not", () => {
  const report = { tests: two, dropped: [{ ...aDropped("subsumed"), name: "test_gone", file: "tests/test_x.py" }] };

  test.each([
    ["explain TestB::test_a", "**`TestB::test_a`** in `tests/test_b.py`"],
    ["why-not test_gone", "Not kept: the kept tests prove all it proves."],
    ["explain test_b.py::TestB::test_a", "**`TestB::test_a`** in `tests/test_b.py`"],
  ])("%s", async (line, said) => {
    expect((await askAfter(report, line)).said).toContain(said);
  });
});

describe("status", () => {
  const now = new Date("2026-01-01T00:10:00Z");
  const run = (overrides: Partial<RunRecord>) =>
    RunRecord.parse({
      id: "run-1",
      handover: aHandover({ head_sha: HEAD }),
      status: "pending",
      stage: null,
      created_at: "2026-01-01T00:00:00Z",
      finished_at: null,
      report: null,
      failure: null,
      check_run_id: null,
      check_run_url: "https://example.invalid/1",
      commit_sha: null,
      attempts: 1,
      ...overrides,
    });

  test.each<[Partial<RunRecord>, string]>([
    [{}, "[run run-1](https://example.invalid/1) of `aaaaaaa` is waiting for its turn, 10 min after it was asked for."],
    [
      { status: "generating", stage: "generate", check_run_url: null },
      "run `run-1` of `aaaaaaa` is generating, 10 min after it was asked for.",
    ],
    [
      { status: "failed", failure: "The engine is gone." },
      "[run run-1](https://example.invalid/1) of `aaaaaaa` failed: The engine is gone.",
    ],
    [
      { status: "cancelled", failure: null },
      "[run run-1](https://example.invalid/1) of `aaaaaaa` was cancelled: no reason is known",
    ],
    [
      { status: "done", report: aReport({ tests: two, suspected_bugs: [aReported()] }), commit_sha: COMMIT },
      "[run run-1](https://example.invalid/1) of `aaaaaaa` is done: 2 tests kept in `ccccccc`, 1 suspected bug.",
    ],
  ])("%#", (overrides, said) => {
    expect(describeRun(run(overrides), HEAD, now)).toBe(said);
  });

  test("says when the branch went on", () => {
    expect(describeRun(run({}), "b".repeat(40), now)).toMatch(/ The branch is at `bbbbbbb` now\.$/);
  });
});
