import { describe, expect, test } from "vitest";
import type { Failure } from "../../../../src/domain/outcome.ts";
import { base } from "../../../../src/pipeline/5-evaluate/signals/base.ts";
import { didNotRun, failed, passed, ran, timedOut } from "../../builders.ts";

const name = "tests/test_a.py::test_a";

function onBase(...outcomes: Parameters<typeof ran>[0]) {
  const cases = outcomes.map((outcome) => outcome.case);
  return base(cases, ran([], { base: outcomes, base_problem: null }));
}

/** The same when the case passes on the base without its assertions. */
function strippedPasses(outcome: Parameters<typeof ran>[0][number]) {
  const stripped = [passed(outcome.case)];
  return base([outcome.case], ran([], { base: [outcome], base_problem: null, base_stripped: stripped }));
}

describe("RED on the base", () => {
  test("is a failure by assertion inside the case that goes away with the assertions", () => {
    const outcome = failed(name);
    expect(strippedPasses(outcome)).toEqual({ status: "measured", value: { result: "red", outcome, stripped: "passes" } });
  });

  const expected: [string, Partial<Failure>][] = [
    ["an error the base's own code raises", { exception: "ValueError", message: "not a duration", where: "product" }],
    [
      "an error of a library the base's own code calls",
      { exception: "JSONDecodeError", message: "Expecting value", where: "library", path: "durations/text.py" },
    ],
    [
      "an attribute of a built-in type missing inside the base's own code: its symbols are all there",
      { exception: "AttributeError", message: "'NoneType' object has no attribute 'strip'", where: "product" },
    ],
  ];
  test.each(expected)("is %s inside an assertion", (_, failure) => {
    expect(strippedPasses(failed(name, { kind: "error", ...failure }))).toMatchObject({ value: { result: "red" } });
  });

  test("is not a failure that stays without the assertions: they did not come to speak", () => {
    const error = failed(name, { kind: "error", exception: "IndexError", message: "pop from empty list", where: "product" });
    const execution = ran([], { base: [error], base_problem: null, base_stripped: [error] });
    expect(base([name], execution)).toEqual({
      status: "measured",
      value: {
        result: "did-not-run",
        outcome: didNotRun(name, "stopped by IndexError before its assertions: pop from empty list"),
        stripped: "fails",
      },
    });
  });

  test("is not an assertion of somebody else: it is still there without those of the file", () => {
    const assertion = failed(name, { message: "assert [] == [1]", path: "tests/helpers.py" });
    expect(base([name], ran([], { base: [assertion], base_problem: null, base_stripped: [assertion] }))).toMatchObject({
      value: { result: "did-not-run", outcome: { reason: "fails by an assertion outside of its file: assert [] == [1]" } },
    });
  });

  test.each([
    ["was not asked for", [], "nobody ran it"],
    ["was stopped", [timedOut(name)], "stopped after 10 s"],
    ["did not happen", [didNotRun(name, "run: the container ran out of memory")], "ran out of memory"],
  ])("is not one whose run without assertions %s", (_, base_stripped, why) => {
    expect(base([name], ran([], { base: [failed(name)], base_problem: null, base_stripped }))).toMatchObject({
      value: { result: "did-not-run", outcome: { reason: expect.stringContaining(why) }, stripped: "not-run" },
    });
  });

  test.each(["assert False", "assert None", "assert 0", "pytest.fail()", "raise AssertionError", "None", ""])(
    "is not an assertion whose message names no predicate: %j",
    (message) => {
      expect(strippedPasses(failed(name, { message }))).toMatchObject({
        value: { result: "did-not-run", outcome: { reason: expect.stringContaining("names no predicate") } },
      });
    },
  );

  test.each(["assert False\n +  where False = is_valid('x')", "assert None is 3", "an hour has 3600 seconds\nassert False"])(
    "is an assertion whose message names one: %j",
    (message) => {
      expect(strippedPasses(failed(name, { message }))).toMatchObject({ value: { result: "red" } });
    },
  );

  const missing: [string, Partial<Failure>][] = [
    ["an import inside the test", { kind: "import", exception: "ImportError", message: "cannot import name 'Budget'" }],
    [
      "a module that is not there",
      { kind: "error", exception: "ModuleNotFoundError", message: "No module named 'durations.budget'" },
    ],
    ["an attribute", { kind: "error", exception: "AttributeError", message: "'Budget' object has no attribute 'share'" }],
    [
      "a name of a module",
      { kind: "error", exception: "AttributeError", message: "module 'durations' has no attribute 'Budget'" },
    ],
    ["a global name", { kind: "error", exception: "NameError", message: "name 'Budget' is not defined" }],
    ["a keyword", { kind: "error", exception: "TypeError", message: "parse() got an unexpected keyword argument 'unit'" }],
    ["a parameter", { kind: "error", exception: "TypeError", message: "parse() takes 1 positional argument but 2 were given" }],
    ["an argument", { kind: "error", exception: "TypeError", message: "parse() missing 1 required positional argument: 'unit'" }],
    [
      "a fixture's symbol",
      { kind: "setup", exception: "AttributeError", message: "module 'durations' has no attribute 'Budget'" },
    ],
    [
      "an exception with its module",
      { kind: "error", exception: "builtins.AttributeError", message: "type object 'A' has no attribute 'b'" },
    ],
  ];
  test.each(missing)("is not %s the base lacks: cannot-load", (_, failure) => {
    expect(onBase(failed(name, failure))).toMatchObject({ value: { result: "cannot-load" } });
  });

  test("is not a keyword missing inside a wrapper of the product: cannot-load", () => {
    const message = "wrapper() got an unexpected keyword argument 'unit'";
    expect(onBase(failed(name, { kind: "error", exception: "TypeError", message, where: "product" }))).toMatchObject({
      value: { result: "cannot-load" },
    });
  });

  const inadmissible: [string, Partial<Failure>][] = [
    ["an error in the test itself", { kind: "error", exception: "KeyError", where: "test" }],
    ["an error in a library the test calls", { kind: "error", exception: "OSError", where: "library", path: "tests/test_a.py" }],
    ["a crash", { kind: "crash", exception: "SIGSEGV" }],
    [
      "a None the test does not expect",
      { kind: "error", exception: "AttributeError", message: "'NoneType' object has no attribute 'left'", where: "test" },
    ],
  ];
  test.each(inadmissible)("is not %s: did-not-run, with the reason", (_, failure) => {
    expect(strippedPasses(failed(name, failure))).toMatchObject({
      value: { result: "did-not-run", outcome: { reason: expect.stringMatching(/^(fails by|crashes)/) } },
    });
  });

  test("is not a timeout, a skip or a broken set-up: did-not-run", () => {
    const setup = failed(name, { kind: "setup", exception: "OSError" });
    for (const outcome of [timedOut(name), didNotRun(name), setup]) {
      expect(onBase(outcome)).toMatchObject({ value: { result: "did-not-run" } });
    }
  });

  test("of a parametrised test needs an admissible failure in every case that does not pass", () => {
    const error = failed(`${name}[3]`, { kind: "error", exception: "NameError", message: "name 'Budget' is not defined" });
    const stopped = failed(`${name}[4]`, { kind: "error", exception: "IndexError", where: "product" });
    const cases = [1, 2, 3, 4].map((number) => `${name}[${number}]`);
    const judge = (...outcomes: Parameters<typeof ran>[0]) =>
      base(cases, ran([], { base: outcomes, base_problem: null, base_stripped: [passed(`${name}[2]`), stopped] }));
    expect(judge(passed(`${name}[1]`), failed(`${name}[2]`))).toMatchObject({ value: { result: "red" } });
    expect(judge(passed(`${name}[1]`), failed(`${name}[2]`), stopped)).toMatchObject({ value: { result: "did-not-run" } });
    expect(judge(passed(`${name}[1]`), failed(`${name}[2]`), error)).toMatchObject({ value: { result: "cannot-load" } });
  });
});

describe("the base", () => {
  test("passes when all cases pass", () => {
    expect(onBase(passed(name))).toMatchObject({ value: { result: "passes" } });
  });

  test("cannot load what the file imports", () => {
    expect(base([name], ran([]))).toEqual({
      status: "measured",
      value: { result: "cannot-load", outcome: null, stripped: "not-run" },
    });
  });

  test("did not run when the machinery failed", () => {
    const execution = ran([], { base_problem: { kind: "did-not-run", reason: "run: the container ran out of memory" } });
    expect(base([name], execution)).toMatchObject({
      value: { result: "did-not-run", outcome: didNotRun(name, "run: the container ran out of memory") },
    });
  });

  test("did not run a case it has no outcome of", () => {
    const execution = ran([], { base: [passed("tests/test_a.py::test_b")], base_problem: null });
    expect(base([name], execution)).toMatchObject({ value: { result: "did-not-run" } });
  });
});
