import { describe, expect, test } from "vitest";
import type { Report } from "../../../../src/domain/report.ts";
import { authoringOf, costAndTimeSection, costOf } from "../../../../src/pipeline/6-triage/render/cost-and-time.ts";
import { endHeadline, headlineOf } from "../../../../src/pipeline/6-triage/render/headline.ts";
import { duration, percent } from "../../../../src/pipeline/6-triage/render/words.ts";
import { aBaseline } from "../../builders.ts";
import { dayBug, good, report, storySnapshot } from "./duration-story.ts";

const sentence = (one: Report) => {
  const { claim, bugs, facts } = headlineOf(one);
  return [claim, ...bugs, ...facts].join(" · ");
};
const flag = { kind: "flag" as const, rule: "11-flag", reasons: ["makes 3 mocks"] };

describe("the headline", () => {
  test("says how many tests prove how many criteria, and what was measured", () => {
    expect(sentence(report(good.slice(0, 5)))).toBe(
      "5 tests prove 4 of 6 criteria · 2 fail on the base and pass on the head · 7 of 10 mutants of the changed lines killed · changed lines covered 40 % → 77 %",
    );
  });

  test("speaks of one test in the singular", () => {
    expect(sentence(report(good.slice(1, 2)))).toMatch(
      /^1 test proves 1 of 6 criteria · 1 fails on the base and passes on the head · /,
    );
  });

  test("names the suspected bugs, alone or beside kept tests", () => {
    expect(sentence(report([dayBug]))).toMatch(/^1 suspected bug, no test to keep · /);
    expect(sentence(report([dayBug, ...good.slice(0, 1)]))).toMatch(/^1 test proves 1 of 6 criteria · 1 suspected bug · /);
  });

  test("claims no proof for tests that are all flagged", () => {
    const flagged = good.slice(4, 5).map((test_of) => ({ ...test_of, verdict: flag }));
    expect(headlineOf(report(flagged)).claim).toBe("1 test (1 flagged) to look at");
  });

  test("does not say how many mutants are killed when the existing suite's kills are not known", () => {
    const snapshot = { ...storySnapshot, baseline: aBaseline({ killed: null }) };
    expect(headlineOf(report(good.slice(1, 2), { snapshot })).facts).toContain(
      "the kept tests kill 3 of 10 mutants of the changed lines",
    );
    expect(sentence(report([], { snapshot }))).not.toContain("mutant");
  });

  test("says nothing of coverage nobody measured", () => {
    const snapshot = { ...storySnapshot, baseline: aBaseline({ status: "unmeasured" }) };
    expect(sentence(report(good.slice(1, 2), { snapshot }))).not.toContain("covered");
  });

  test.each([
    ["failed", "The run failed"],
    ["cancelled", "The run was cancelled"],
    ["superseded", "The run was superseded by a newer one"],
  ] as const)("of a run that %s says so and that nothing was committed", (status, claim) => {
    expect(headlineOf(report([], { status }))).toEqual({ claim, bugs: [], facts: ["nothing was committed"] });
  });
});

test("the cost of a model is tokens and dollars, or that the price is not known", () => {
  const usage = { ...report([]).usage, input_tokens: 12_000, output_tokens: 345 };
  expect(costOf({ ...report([]), usage: { ...usage, cost_usd: 0.126 } })).toBe("12,345 tokens, $0.13");
  expect(costOf({ ...report([]), usage: { ...usage, cost_usd: null } })).toBe("12,345 tokens, price not known");
});

test("what the provider had in its cache was read too, and the share of it is said", () => {
  const usage = {
    ...report([]).usage,
    calls: 9,
    input_tokens: 1000,
    cache_read_tokens: 6000,
    cache_write_tokens: 3000,
    output_tokens: 500,
  };
  expect(costOf({ ...report([]), usage: { ...usage, cost_usd: 0.1 } })).toBe(
    "10,500 tokens (60 % of what was read from the cache), $0.10",
  );
});

test("how a model came to its tests is one line, with the targets that are stuck and its budget", () => {
  const usage = { ...report([]).usage, calls: 9, input_tokens: 1000 };
  const authoring = { rounds: 2, repairs: 3, replans: 1, stuck: ["unit:a.py"] };
  const budgets = [
    { scope: "run", measure: "calls", spent: 9, limit: 150 } as const,
    { scope: "run", measure: "usd", spent: 0.123, limit: 2 } as const,
    { scope: "day", measure: "usd", spent: 3, limit: 50 } as const,
  ];
  const with_model = { ...report([]), usage, authoring, budgets };
  expect(authoringOf(with_model)).toEqual(["9 questions, 2 rounds, 3 repairs, 1 replan, 1 target stuck"]);
  expect(costAndTimeSection(with_model).at(-1)).toBe(
    "The model: 9 questions, 2 rounds, 3 repairs, 1 replan, 1 target stuck. No draft stood for `unit:a.py`. Of the run's budget: 9 of 150 calls, 0.12 of 2 usd.",
  );
  expect(authoringOf(report([]))).toEqual([]);
});

test("a share is never rounded up to all, and of nothing there is none", () => {
  expect(percent(999, 1000)).toBe("99 %");
  expect(percent(0, 0)).toBe("–");
});

test("durations are read at a glance", () => {
  expect([0.04, 8.44, 59.4, 125].map(duration)).toEqual(["0 s", "8.4 s", "59 s", "2 min 5 s"]);
});

test("a run that ended without a report claims nothing about what was committed", () => {
  const cut = { status: "failed", reason: "the engine is gone" } as const;
  expect(endHeadline({ ...cut, report: null })).toEqual({ claim: "The run failed", facts: [] });
  expect(endHeadline({ ...cut, report: report([]) })).toEqual({ claim: "The run failed", facts: ["nothing was committed"] });
});
