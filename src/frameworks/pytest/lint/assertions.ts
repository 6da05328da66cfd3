import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import type { Found } from "./rule-findings.ts";

/** Calls that fail the test by themselves: pytest's, unittest's, mock's, numpy's, and helpers that say so by their name. */
const ASSERTING_CALL =
  /^(pytest\.(raises|warns|fail|deprecated_call)|raises|warns|fail)$|\.(raises|warns|fail)$|(^|\.)_*(check|assert|verify|expect|should|ensure|validate_that)(_\w+|[A-Z]\w*)?$/;

/** Tests that can not fail: no assertion, not even in a helper of this file that they call. */
export function assertionFree(root: PythonNode, tests: TestFunction[]): Found[] {
  const asserting = helpersThatAssert(root);
  return tests
    .filter((test) => !asserts(test.node, asserting))
    .map((test) => ({
      rule: "no-assertion",
      kind: "smell",
      severity: "high",
      message: "asserts nothing: it passes whatever the code does",
      fix: "Assert what the code under test gives.",
      node: test.node,
    }));
}

/** Names of functions of this file that assert, directly or through each other. */
function helpersThatAssert(root: PythonNode): Set<string> {
  const functions = nodesOfKind(root, "function_definition");
  const asserting = new Set<string>();
  for (let size = -1; size !== asserting.size; ) {
    size = asserting.size;
    for (const node of functions) if (asserts(node, asserting)) asserting.add(node.field("name")?.text() ?? "");
  }
  return asserting;
}

function asserts(node: PythonNode, helpers: ReadonlySet<string>): boolean {
  const body = node.field("body");
  if (!body) return false;
  if (nodesOfKind(body, "assert_statement").length > 0) return true;
  return nodesOfKind(body, "call").some((call) => {
    const name = call.field("function")?.text() ?? "";
    return ASSERTING_CALL.test(name) || helpers.has(name.replace(/^(self|cls)\./, ""));
  });
}
