import type { Failure } from "../../domain/outcome.ts";

/**
 * What a failure on the base says about the change.
 *
 * - `red`: an assertion of the test, or an error the base's own code raises where the head gives a result.
 * - `cannot-load`: the base lacks the symbol or the parameter; the test could not even ask its question.
 * - `did-not-run`: its set-up failed.
 * - `inadmissible`: a crash, or an error in the test itself: it may have nothing to do with the change.
 *
 * The rules are the auditor's of QFAI: the file loads and the failure is an assertion or an expected error inside the case.
 */
export function classifyBaseFailure(failure: Failure): "red" | "cannot-load" | "did-not-run" | "inadmissible" {
  switch (failure.kind) {
    case "assertion":
      return "red";
    case "import":
      return "cannot-load";
    case "setup":
    case "teardown":
      return saysSomethingIsMissing(failure) ? "cannot-load" : "did-not-run";
    case "crash":
      return "inadmissible";
    case "error":
      if (saysSomethingIsMissing(failure)) return "cannot-load";
      return failure.where === "product" ? "red" : "inadmissible";
  }
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
