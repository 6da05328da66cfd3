import type { Failure, Outcome } from "../../domain/outcome.ts";

/**
 * What a failure on the base says about the change.
 *
 * - `may-be-red`: an assertion that names its predicate, or an error the base's own code raises where the head gives a
 *   result. It is RED if the same case passes on the base once its assertions are removed.
 * - `cannot-load`: the base lacks the symbol or the parameter; the test could not even ask its question.
 * - `not-red`: it proves nothing about the change, and `reason` says why.
 *
 * The rules are the auditor's of QFAI: the file loads, the failure is an assertion or an expected error inside the case, and
 * its message names the predicate.
 */
export type BaseFailure = { says: "may-be-red" } | { says: "cannot-load" } | { says: "not-red"; reason: string };

export function classifyBaseFailure({ case: name, failure }: Outcome & { status: "failed" }): BaseFailure {
  const { kind, exception, message } = failure;
  switch (kind) {
    case "assertion":
      if (!NAMES_NOTHING.test(message.trim())) return { says: "may-be-red" };
      return { says: "not-red", reason: `fails by an assertion that names no predicate: ${message.trim() || exception}` };
    case "import":
      return { says: "cannot-load" };
    case "setup":
    case "teardown":
      if (saysSomethingIsMissing(failure)) return { says: "cannot-load" };
      return { says: "not-red", reason: `its ${kind} fails by ${exception}: ${message}` };
    case "crash":
      return { says: "not-red", reason: `crashes: ${message}` };
    case "error":
      if (saysSomethingIsMissing(failure)) return { says: "cannot-load" };
      if (isOfTheProduct(failure, name)) return { says: "may-be-red" };
      return { says: "not-red", reason: `fails by ${exception} in the ${failure.where}, not by an assertion: ${message}` };
  }
}

/** All there is to read of `assert False`, `pytest.fail()`, `self.fail()` and `raise AssertionError`. */
const NAMES_NOTHING =
  /^(assert (not True|False|None|0|""|''|\[\]|\{\}|\(\))|([\w.()]*\.)?fail\((""|'')?\)|raise AssertionError(\(\))?|None|)$/;

/** Raised by the product, or by a library that the product called: the last frame inside the tree is not the test's. */
function isOfTheProduct({ where, path }: Failure, name: string): boolean {
  return where === "product" || (where === "library" && path !== null && path !== name.slice(0, name.indexOf("::")));
}

/** How Python says that a call does not fit a signature. */
const WRONG_CALL =
  /unexpected keyword argument|positional argument|takes (no|\d+)|required (positional|keyword)|multiple values for|no keyword arguments/;
/** An attribute of these is no symbol of the project: the base computed something else, its symbols are all there. */
const BUILT_IN =
  /^'(NoneType|bool|int|float|complex|str|bytes|bytearray|list|tuple|dict|set|frozenset|generator|function)' object/;

function saysSomethingIsMissing({ exception, message }: Failure): boolean {
  switch (exception.split(".").at(-1)) {
    case "ImportError":
    case "ModuleNotFoundError":
    case "NameError":
      return true;
    case "AttributeError":
      return !BUILT_IN.test(message);
    case "TypeError":
      return WRONG_CALL.test(message);
    default:
      return false;
  }
}
