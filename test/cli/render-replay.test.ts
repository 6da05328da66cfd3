import { expect, test } from "vitest";
import { renderReplay } from "../../src/cli/render-replay.ts";
import type { Recheck, ReplayedTest } from "../../src/pipeline/replay/replay.ts";
import { aMutant } from "../pipeline/builders.ts";

const again: Recheck = { signal: "head", says: "passes on the head", status: "again" };

function render(...tests: Partial<ReplayedTest>[]): string {
  const plain: ReplayedTest = { name: "test_a", file: "tests/test_x.py", kind: "kept", rechecks: [again], killed: [] };
  return renderReplay({ base_sha: "b", head_sha: "a", tests: tests.map((one) => ({ ...plain, ...one })) });
}

test("each claim has a line, one killed mutant is shown as a diff, and the last line sums up", () => {
  const red: Recheck = { signal: "base", says: "fails on the base", status: "again" };
  expect(render({ rechecks: [again, red], killed: [aMutant("m1"), aMutant("m2")] })).toBe(
    [
      "tests/test_x.py::test_a",
      "  passes on the head: again",
      "  fails on the base: again",
      "    @@ durations/text.py:20 @@",
      "    -60 * 60",
      "    +60 + 60",
      "",
      "All seen again: 2 claims of 1 test.",
    ].join("\n"),
  );
});

test("what was not seen again says why, and what could not be looked at is not among it", () => {
  const missed: Recheck = { signal: "base", says: "fails on the base", status: "not-again", reason: "it passes on the base" };
  const open: Recheck = { signal: "mutation", says: "kills 1 mutant", status: "not-run", reason: "mutate: stopped after 90 s" };
  const text = render({ kind: "suspected-bug", rechecks: [again, missed, open] });
  expect(text).toContain("::test_a (suspected bug)\n");
  expect(text).toContain("  fails on the base: not again: it passes on the base\n");
  expect(text).toContain("  kills 1 mutant: not run: mutate: stopped after 90 s\n");
  expect(text).toMatch(/\n1 not seen again, 1 could not be looked at: of 3 claims of 1 test\.$/);
});

test("what no machinery can see again is named and does not count", () => {
  const votes: Recheck = { signal: "relevance", says: "was voted high", status: "not-replayed", reason: "an opinion" };
  const text = render({ kind: "dropped", rechecks: [again, votes] });
  expect(text).toContain("::test_a (dropped)\n");
  expect(text).toContain("  was voted high: not replayed: an opinion\n");
  expect(text).toMatch(/\nAll seen again: 1 claim of 1 test\. 1 more is not replayed\.$/);
});

test("text of a report can not steer the terminal", () => {
  const reason = "\u001b[2Jgone\nAll seen again";
  const text = render({
    name: "test_\u001b[31ma",
    rechecks: [{ signal: "head", says: "passes on the head", status: "not-again", reason }],
  });
  expect(text).not.toContain("\u001b");
  expect(text.split("\n").filter((line) => line.startsWith("All seen again"))).toEqual([]);
});
