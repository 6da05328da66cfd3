import { describe, expect, test } from "vitest";
import type { Failure } from "../../../../src/domain/outcome.ts";
import { base } from "../../../../src/pipeline/5-evaluate/signals/base.ts";
import { didNotRun, failed, passed, ran, timedOut } from "../../builders.ts";

const name = "tests/test_a.py::test_a";

function onBase(...outcomes: Parameters<typeof ran>[0]) {
  const cases = outcomes.map((outcome) => outcome.case);
  return base(cases, ran([], { base: outcomes, base_problem: null }));
}

describe("RED on the base", () => {
  test("is a failure by assertion inside the case", () => {
    const outcome = failed(name);
    expect(onBase(outcome)).toEqual({ status: "measured", value: { result: "red", outcome } });
  });

  test("is an error the base's own code raises", () => {
    expect(
      onBase(failed(name, { kind: "error", exception: "ValueError", message: "not a duration", where: "product" })),
    ).toMatchObject({
      value: { result: "red" },
    });
  });

  test("is an attribute of a built-in type missing inside the base's own code: its symbols are all there", () => {
    const message = "'NoneType' object has no attribute 'strip'";
    expect(onBase(failed(name, { kind: "error", exception: "AttributeError", message, where: "product" }))).toMatchObject({
      value: { result: "red" },
    });
  });

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
    ["an error in a library", { kind: "error", exception: "OSError", where: "library" }],
    ["a crash", { kind: "crash", exception: "SIGSEGV" }],
    [
      "a None the test does not expect",
      { kind: "error", exception: "AttributeError", message: "'NoneType' object has no attribute 'left'", where: "test" },
    ],
  ];
  test.each(inadmissible)("is not %s: not measured, with the reason", (_, failure) => {
    expect(onBase(failed(name, failure))).toMatchObject({
      status: "not-measured",
      reason: expect.stringContaining("not an admissible RED"),
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
    expect(onBase(passed(`${name}[1]`), failed(`${name}[2]`))).toMatchObject({ value: { result: "red" } });
    expect(onBase(passed(`${name}[1]`), failed(`${name}[2]`), error)).toMatchObject({ value: { result: "cannot-load" } });
  });
});

describe("the base", () => {
  test("passes when all cases pass", () => {
    expect(onBase(passed(name))).toMatchObject({ value: { result: "passes" } });
  });

  test("cannot load what the file imports", () => {
    expect(base([name], ran([]))).toEqual({ status: "measured", value: { result: "cannot-load", outcome: null } });
  });

  test("did not run when the machinery failed", () => {
    const execution = ran([], { base_problem: { kind: "did-not-run", reason: "run: the container ran out of memory" } });
    expect(base([name], execution)).toEqual({ status: "measured", value: { result: "did-not-run", outcome: null } });
  });

  test("did not run a case it has no outcome of", () => {
    const execution = ran([], { base: [passed("tests/test_a.py::test_b")], base_problem: null });
    expect(base([name], execution)).toMatchObject({ value: { result: "did-not-run" } });
  });
});
