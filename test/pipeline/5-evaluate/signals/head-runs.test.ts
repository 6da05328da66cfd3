import { describe, expect, test } from "vitest";
import { executed } from "../../../../src/pipeline/5-evaluate/signals/executed.ts";
import { head } from "../../../../src/pipeline/5-evaluate/signals/head.ts";
import { stability } from "../../../../src/pipeline/5-evaluate/signals/stability.ts";
import { SEEDS } from "../../../../src/pipeline/shared/describe-variation.ts";
import { type FunctionRun, runsOf } from "../../../../src/pipeline/shared/function-runs.ts";
import { didNotRun, failed, passed, ran, timedOut, VARIATIONS } from "../../builders.ts";

const name = "tests/test_a.py::test_a";

function runs(...outcomes: FunctionRun["outcome"][]): FunctionRun[] {
  return outcomes.map((outcome, index) => ({ variation: VARIATIONS[index] ?? "more", outcome, stopped: false }));
}
const stopped: FunctionRun = {
  variation: "in-suite",
  outcome: didNotRun(name, "stopped after 30 s"),
  stopped: true,
};

describe("runs of a test function", () => {
  test("a parametrised function passes when all its cases pass", () => {
    const cases = [`${name}[1]`, `${name}[2]`];
    const [first] = runsOf("test_a", cases, ran([passed(`${name}[1]`, 1), passed(`${name}[2]`, 2)]));
    expect(first?.outcome).toEqual({ case: "test_a", status: "passed", seconds: 3 });
  });

  test("the worst case stands for a parametrised function, an error over an assertion", () => {
    const cases = [`${name}[1]`, `${name}[2]`, `${name}[3]`];
    const error = failed(`${name}[3]`, { kind: "error", exception: "KeyError" });
    const [first] = runsOf("test_a", cases, ran([passed(`${name}[1]`), failed(`${name}[2]`), error]));
    expect(first?.outcome).toBe(error);
  });

  test("another test's outcome is not its own", () => {
    const [first] = runsOf("test_a", [name], ran([passed(name), failed("tests/test_a.py::test_b")]));
    expect(first?.outcome.status).toBe("passed");
  });

  test("a claim without a case did not run, and the machinery did not stop it", () => {
    const [first] = runsOf("test_ghost", [], ran([passed(name)]));
    expect(first).toMatchObject({ outcome: { status: "did-not-run" }, stopped: false });
  });

  test("a case without an outcome in a run that crashed was stopped by the machinery", () => {
    const execution = ran([], { head: [{ variation: "in-file", status: "crashed", outcomes: [didNotRun(name, "killed")] }] });
    expect(runsOf("test_a", [name], execution)[0]?.stopped).toBe(true);
  });

  test("a case that failed before its run was stopped has failed", () => {
    const execution = ran([], { head: [{ variation: "in-file", status: "timed-out", outcomes: [failed(name)] }] });
    expect(runsOf("test_a", [name], execution)[0]?.stopped).toBe(false);
  });
});

describe("a run with a tenth of a core", () => {
  const slow = (...outcomes: FunctionRun["outcome"][]) => {
    const execution = ran([], { head: [{ variation: "slow-cpu", status: "finished", outcomes }] });
    const cases = outcomes.map((outcome) => outcome.case);
    return runsOf("test_a", cases, execution)[0];
  };

  test("that does not end could not be seen: the test is slow, not flaky", () => {
    expect(slow(passed(`${name}[1]`), timedOut(`${name}[2]`))).toMatchObject({ stopped: true, outcome: timedOut(`${name}[2]`) });
  });

  test("that fails has failed, whatever else did not end", () => {
    expect(slow(failed(`${name}[1]`), timedOut(`${name}[2]`))).toMatchObject({ stopped: false, outcome: failed(`${name}[1]`) });
  });

  test("that passes has passed", () => {
    expect(slow(passed(name))).toMatchObject({ stopped: false, outcome: passed(name) });
  });
});

describe("executed", () => {
  test("a skipped run is no executed run", () => {
    expect(executed(runs(passed(name), didNotRun(name)))).toEqual({ status: "measured", value: { runs: 2, executed: 1 } });
  });

  test("zero executed is measured, it is not an absence", () => {
    expect(executed(runs(didNotRun(name), didNotRun(name)))).toMatchObject({ value: { executed: 0 } });
  });

  test("is not measured when the machinery stopped every run", () => {
    expect(executed([stopped])).toEqual({
      status: "not-measured",
      reason: "after the existing suite in the same session: stopped after 30 s",
    });
  });
});

describe("head", () => {
  test("counts the runs that passed and shows the worst outcome", () => {
    const worst = failed(name);
    expect(head(runs(passed(name), worst, didNotRun(name)))).toEqual({
      status: "measured",
      value: { runs: 3, passed: 1, outcome: worst },
    });
  });

  test("a run the machinery stopped counts neither as passed nor as failed", () => {
    expect(head([...runs(passed(name)), stopped])).toMatchObject({ value: { runs: 1, passed: 1 } });
  });

  test("a skipped run is not a pass", () => {
    expect(head(runs(passed(name), didNotRun(name)))).toMatchObject({ value: { runs: 2, passed: 1 } });
  });
});

describe("stability", () => {
  test("equal results are stable", () => {
    expect(stability(runs(...VARIATIONS.map(() => passed(name))))).toMatchObject({ value: { stable: true, broke_under: [] } });
  });

  test("what chance alone does is not told of the runs that have chances of their own", () => {
    const broken = ["alone", SEEDS, "clock"];
    const outcomes = VARIATIONS.map((variation) => ({ variation, outcome: passed(name), stopped: false }));
    const differing = outcomes.map((run) => (broken.includes(run.variation) ? { ...run, outcome: failed(name) } : run));
    expect(stability(differing)).toMatchObject({ value: { broke_under: ["alone", SEEDS] } });
    const without = differing.map((run) => (run.variation === SEEDS ? { ...run, outcome: passed(name) } : run));
    expect(stability(without)).toMatchObject({ value: { broke_under: ["alone", "clock"] } });
  });

  test("names the variations whose result differs", () => {
    const signal = stability(runs(passed(name), passed(name), failed(name), timedOut(name)));
    expect(signal).toMatchObject({ value: { stable: false, broke_under: ["reversed", "random-order"] } });
  });

  test("failing every time with another message is stable", () => {
    const outcomes = ["a", "b", "c"].map((message) => failed(name, { message }));
    expect(stability(runs(...outcomes))).toMatchObject({ value: { stable: true } });
  });

  test("failing every time, once by an error, is not stable", () => {
    expect(stability(runs(failed(name), failed(name), failed(name, { kind: "error" })))).toMatchObject({
      value: { stable: false },
    });
  });

  test("is not measured when one run was stopped, for that one could have differed", () => {
    expect(stability([...runs(passed(name), passed(name), passed(name)), stopped])).toMatchObject({ status: "not-measured" });
  });

  test("a difference that was seen counts even when another run was stopped", () => {
    expect(stability([...runs(passed(name), failed(name), passed(name)), stopped])).toMatchObject({ value: { stable: false } });
  });

  test("is not measured by fewer than three runs", () => {
    expect(stability(runs(passed(name), passed(name)))).toEqual({ status: "not-measured", reason: "only 2 runs" });
  });
});
