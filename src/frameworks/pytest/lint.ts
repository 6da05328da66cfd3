import type { Finding } from "../../domain/candidate.ts";
import { addresses } from "./lint/addresses.ts";
import { Helpers } from "./lint/assertions.ts";
import { copiedOracles } from "./lint/copied-oracle.ts";
import { fileWrites } from "./lint/file-writes.ts";
import { mockFindings, mocksOf } from "./lint/mocks.ts";
import { oracleFindings } from "./lint/oracles.ts";
import { type Found, ruleFindings } from "./lint/rule-findings.ts";
import { sharedState } from "./lint/shared-state.ts";
import { unordered } from "./lint/unordered.ts";
import { hasSyntaxError, linesOf, offsetsOf, type PythonNode, parsePython } from "./python-syntax.ts";
import { decoratorsOf, type TestFunction, testFunctionsOf } from "./test-functions.ts";

/**
 * Flake, smell and forbidden-behaviour findings of a test file in line order, and the number of mocks per test function.
 * `subjects`: ids (`path::qualname`) of what the file is meant to test, `changed`: the sources they stand in. A file that is not Python has one `syntax` finding:
 * nothing else can be said about it.
 */
export function lint(
  path: string,
  source: string,
  subjects: string[],
  changed: string[] = [],
): { findings: Finding[]; mocks: Map<string, number> } {
  const root = parsePython(source);
  const tests = testFunctionsOf(root).filter(
    (test) => !decoratorsOf(test.whole).some((one) => /^(pytest\.)?fixture\b/.test(one)),
  );
  const mocks = new Map(tests.map((test) => [test.name, mocksOf(test).length]));
  const found = hasSyntaxError(root)
    ? [syntaxFinding(root)]
    : [
        ...ruleFindings(root),
        ...oracleFindings(root, tests),
        ...tests.flatMap(unordered),
        ...addresses(root, tests),
        ...mockFindings(root, tests, subjects),
        ...fileWrites(root),
        ...sharedState(root, tests),
        ...copiedOracles(root, tests, changed),
        ...hiddenByAnother(tests),
      ];
  const findings = softened(
    found.map((one) => finding(path, one, tests)),
    root,
    tests,
  );
  const seen = new Set<string>();
  const once = findings.filter((one) => {
    const key = `${one.rule}:${one.line}`;
    return !seen.has(key) && seen.add(key);
  });
  return { findings: once.toSorted((one, other) => one.line - other.line), mocks };
}

function finding(path: string, { node, ...found }: Found, tests: TestFunction[]): Finding {
  const { start, end } = offsetsOf(node);
  const test = tests.find((candidate) => {
    const range = offsetsOf(candidate.whole);
    return range.start <= start && end <= range.end;
  });
  return { ...found, path, line: linesOf(node).first, case: test?.name ?? null, answered_by: null, nearest: null };
}

/** One hollow assertion beside real ones makes a test untidy, not worthless. */
const HOLLOW: ReadonlySet<string> = new Set(["tautology", "compared-with-itself", "constants-compared"]);

function softened(findings: Finding[], root: PythonNode, tests: TestFunction[]): Finding[] {
  if (!findings.some((one) => HOLLOW.has(one.rule))) return findings;
  const helpers = new Helpers(root);
  const real = new Map(
    tests.map((test) => {
      const lines = new Set(findings.filter((one) => one.case === test.name && HOLLOW.has(one.rule)).map((one) => one.line));
      return [test.name, helpers.assertionsIn(test.node).filter((node) => !lines.has(linesOf(node).first)).length];
    }),
  );
  return findings.map((one) =>
    HOLLOW.has(one.rule) && one.case !== null && (real.get(one.case) ?? 0) > 0 ? { ...one, severity: "medium" } : one,
  );
}

function syntaxFinding(root: PythonNode): Found {
  const node = root.find({ rule: { kind: "ERROR" } }) ?? root;
  return { rule: "syntax", kind: "syntax", severity: "high", message: "is not valid Python", fix: null, node };
}

/** Two functions of one name in one place: Python keeps the last, the others never run. */
function hiddenByAnother(tests: TestFunction[]): Found[] {
  const last = new Map(tests.map((test) => [test.name, test]));
  return tests
    .filter((test) => last.get(test.name) !== test)
    .map((test) => ({
      rule: "hidden-test",
      kind: "smell",
      severity: "high",
      message: `never runs: another ${test.name} comes later in the file`,
      fix: "Give it a name of its own.",
      node: test.node,
    }));
}
