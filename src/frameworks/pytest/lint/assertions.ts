import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";

/** Calls that fail the test by themselves: pytest's, unittest's, mock's, numpy's, and helpers that say so by their name. */
const ASSERTING_CALL =
  /^(pytest\.(raises|warns|fail|deprecated_call)|raises|warns|fail)$|\.(raises|warns|fail)$|(^|\.)_*(check|assert|verify|expect|should|ensure|validate_that)(_\w+|[A-Z]\w*)?$/;
/** Modules of tests: what a test imports from them, it imports to assert with. */
const TEST_MODULE = /^\.|(^|\.)(tests?|testing|conftest|test_\w+|\w+_tests?)(\.|$)/;

/** Helpers of one file that assert: its own functions, directly or through each other, and what it imports from tests. */
export class Helpers {
  readonly #asserting = new Set<string>();
  readonly #imported = new Set<string>();

  constructor(root: PythonNode) {
    for (const statement of nodesOfKind(root, "import_from_statement")) {
      if (!TEST_MODULE.test(statement.field("module_name")?.text() ?? "")) continue;
      for (const name of nodesOfKind(statement, "dotted_name").slice(1)) this.#imported.add(name.text());
    }
    const functions = nodesOfKind(root, "function_definition");
    for (let size = -1; size !== this.#asserting.size; ) {
      size = this.#asserting.size;
      for (const node of functions) if (this.assertionsIn(node).length > 0) this.#asserting.add(node.field("name")?.text() ?? "");
    }
  }

  /** The statements and calls in a function that can fail it. */
  assertionsIn(definition: PythonNode): PythonNode[] {
    const body = definition.field("body");
    if (!body) return [];
    return [...nodesOfKind(body, "assert_statement"), ...nodesOfKind(body, "call").filter((call) => this.#asserts(call))];
  }

  /** Whether a call is one of a function of this file that asserts: its assertions are in there. */
  isOwn(call: PythonNode): boolean {
    return this.#asserting.has((call.field("function")?.text() ?? "").replace(/^(self|cls)\./, ""));
  }

  #asserts(call: PythonNode): boolean {
    const name = call.field("function")?.text() ?? "";
    if (ASSERTING_CALL.test(name) || this.isOwn(call)) return true;
    // What a helper gives is for the test to assert; one whose result is dropped asserts itself.
    return this.#imported.has(name) && call.parent()?.kind() === "expression_statement";
  }
}

/** Whether a test can fail by an assertion at all: its own, a helper's, or `raise AssertionError`. */
export function canFail(test: TestFunction, helpers: Helpers): boolean {
  if (helpers.assertionsIn(test.node).length > 0) return true;
  return nodesOfKind(test.node, "raise_statement").some((node) => /\bAssertionError\b/.test(node.text()));
}
