import { describe, expect, test } from "vitest";
import { compareWithFloor, raiseFloor } from "../../bench/zoo/floor.ts";
import type { Judgement } from "../../bench/zoo/judge-habitat.ts";
import { readZoo, type ZooCase } from "../../bench/zoo/read-zoo.ts";
import { rememberAnswers } from "../../bench/zoo/remember-answers.ts";
import { scoreOf } from "../../bench/zoo/score.ts";
import { soakOf } from "../../bench/zoo/soak.ts";
import type { VerdictKind } from "../../src/domain/verdict.ts";
import { meterSandbox } from "../../src/runs/meter-sandbox.ts";
import { FakeSandbox } from "../fakes/fake-sandbox.ts";

function judged(one: Partial<ZooCase>, kind: VerdictKind, rest: Partial<Judgement> = {}): Judgement {
  const label = one.label ?? "bad";
  const usual: VerdictKind[] = label === "good" ? ["accept", "flag"] : ["reject"];
  const zoo_case: ZooCase = {
    habitat: "h",
    file: "f.py",
    test: "test_a",
    kind: "plain",
    why: "because",
    criteria: [],
    right: usual,
    ...one,
    label,
  };
  const verdict = { kind, rule: "12-accept", reasons: [] };
  return { zoo_case, round: 1, verdict, with_its_file: false, kept: kind === "accept", dropped_because: null, ...rest };
}

describe("the score", () => {
  test("a bad test that would be committed is a false accept, as a flag too", () => {
    const score = scoreOf([judged({}, "accept"), judged({}, "flag"), judged({}, "reject"), judged({}, "reject")]);
    expect(score.cases.map(({ mark }) => mark)).toEqual(["false-accept", "false-accept", "right", "right"]);
    expect(score).toMatchObject({ false_accept_rate: 0.5, good_kept_rate: 1, misjudged: 0 });
  });

  test("a flag is right where the label says so", () => {
    expect(scoreOf([judged({ right: ["reject", "flag"] }, "flag")]).false_accept_rate).toBe(0);
  });

  test("a good test is kept by accept and flag and by nothing else", () => {
    const good = { label: "good" } as const;
    const kinds: VerdictKind[] = ["accept", "flag", "reject", "suspected-bug", "not-run"];
    const score = scoreOf(kinds.map((kind) => judged(good, kind)));
    expect(score.good_kept_rate).toBeCloseTo(0.4);
    expect(score.cases.filter(({ mark }) => mark === "false-reject")).toHaveLength(3);
  });

  test("a bug that is rejected or committed green is missed", () => {
    const bug = { label: "good", kind: "reveals-bug", right: ["suspected-bug"] } satisfies Partial<ZooCase>;
    const score = scoreOf([judged(bug, "suspected-bug"), judged(bug, "reject"), judged(bug, "accept")]);
    expect(score.cases.map(({ mark }) => mark)).toEqual(["right", "false-reject", "false-reject"]);
  });

  test("a bad test that is left out for another reason is misjudged, and no false accept", () => {
    expect(scoreOf([judged({}, "not-run"), judged({}, "suspected-bug")])).toMatchObject({ misjudged: 2, false_accept_rate: 0 });
  });

  test("a bad test that is rejected only with its file is misjudged", () => {
    expect(scoreOf([judged({}, "reject", { with_its_file: true })])).toMatchObject({ misjudged: 1 });
  });

  test("of a test and its copy not both are kept", () => {
    const copy = { test: "test_b", copy_of: "test_a" };
    const mark = (kept: boolean, dropped_because: string | null) =>
      scoreOf([judged({ label: "good" }, "accept"), judged(copy, "accept", { kept, dropped_because })]).cases[1]?.mark;
    expect(mark(true, null)).toBe("false-accept");
    expect(mark(false, "duplicate")).toBe("right");
    expect(mark(false, "over-limit")).toBe("misjudged");
  });

  test("a copy of nothing is an error", () => {
    expect(() => scoreOf([judged({ copy_of: "test_z" }, "accept")])).toThrow("test_z");
  });
});

describe("the floor", () => {
  const floor = { false_accept_rate: 0.02, good_kept_rate: 0.95, misjudged: 1 };

  test("is met by the same figures, to a tenth of a percent", () => {
    expect(compareWithFloor({ ...floor, good_kept_rate: 0.95004 }, floor)).toEqual({ status: "met" });
  });

  test.each([
    [{ false_accept_rate: 0.021 }, "2.1 %"],
    [{ good_kept_rate: 0.949 }, "94.9 %"],
    [{ misjudged: 2 }, "misjudged: 2"],
  ])("%o is below it, whatever else is better", (change, said) => {
    const comparison = compareWithFloor({ false_accept_rate: 0, good_kept_rate: 1, misjudged: 0, ...change }, floor);
    expect(comparison).toMatchObject({ status: "below", worse: [expect.stringContaining(said)] });
    expect(raiseFloor(comparison, "whole")).toBe(false);
  });

  test("a better figure without a worse one is above it, with the figures to write", () => {
    expect(compareWithFloor({ ...floor, misjudged: 0 }, floor)).toEqual({ status: "above", raised: { ...floor, misjudged: 0 } });
  });
});

test("the soak counts what would have been committed in any round, and what chance decided", () => {
  const soak = soakOf([
    judged({ kind: "flaky-clock" }, "reject", { round: 1, verdict: { kind: "reject", rule: "6-flaky", reasons: [] } }),
    judged({ kind: "flaky-clock" }, "flag", { round: 2, verdict: { kind: "flag", rule: "11-flag", reasons: [] } }),
  ]);
  expect(soak).toMatchObject({ rounds: 2, cases: 1, rules: { "6-flaky": 1, "11-flag": 1 }, varied: ["h/f.py::test_a"] });
  expect(soak.accepted).toMatchObject([{ test: "test_a", round: 2, rule: "11-flag" }]);
});

test("only what is to be asked anew reaches the sandbox twice", async () => {
  const inner = new FakeSandbox({ check: { findings: [], cases: [] }, run: { variations: [], coverage: null } });
  const sandbox = rememberAnswers(meterSandbox(inner), ({ verb }) => verb === "run");
  const tree = { sha: "0".repeat(40), files: [], skipped: [] };
  const request = (verb: "check" | "run", path: string) => ({
    image: "i",
    tree,
    overlay: [],
    verb,
    body: { path },
    seconds: 1,
    signal: new AbortController().signal,
  });
  for (const path of ["a", "a", "b"]) await sandbox.ask(request("check", path));
  for (const path of ["a", "a"]) await sandbox.ask(request("run", path));
  expect(inner.requests.map(({ verb }) => verb)).toEqual(["check", "check", "run", "run"]);
});

describe("the labels", () => {
  const habitats = readZoo();
  const cases = habitats.flatMap(({ files }) => files.flatMap((file) => file.cases));

  test("name every test function of their file once, and no other", () => {
    for (const { name, files } of habitats) {
      for (const { source, name: file, cases: labelled } of files) {
        const written = [...source.matchAll(/^\s*(?:async )?def (test_\w+)/gm)].map((found) => found[1]);
        expect(labelled.map(({ test: name }) => name.replace(/^.*::/, "")).sort(), `${name}/${file}`).toEqual(written.sort());
      }
    }
  });

  test("a kind is good or bad, never both, but for what the labels say is right", () => {
    const good = new Set(cases.filter(({ label }) => label === "good").map(({ kind }) => kind));
    expect(cases.filter(({ label, kind }) => label === "bad" && good.has(kind)).map(({ test: name }) => name)).toEqual([]);
  });
});
