import { originsOf } from "../imports.ts";
import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import { MOCK_CLASS } from "./mock-classes.ts";
import type { Found } from "./rule-findings.ts";

const PATCH =
  /(^|\.)patch(\.(object|dict|multiple))?$|^monkeypatch\.(setattr|setitem|delattr)$|^mocker\.(patch(\.(object|dict|multiple))?|spy|stub)$/;
/** More than this many mocks in one test: it tests the mocks. */
const MOCK_BUDGET = 3;

/** The mocks a test function makes: `patch` in every form, monkeypatched attributes, mock objects. */
export function mocksOf(test: TestFunction): PythonNode[] {
  const calls = nodesOfKind(test.whole, "call").filter((call) => {
    const name = call.field("function")?.text() ?? "";
    return MOCK_CLASS.test(name) || PATCH.test(name);
  });
  return calls.filter((call) => !calls.some((other) => other.id() !== call.id() && isArgumentOf(call, other)));
}

/** Mocks that take the place of what is tested, or that are too many. */
export function mockFindings(root: PythonNode, tests: TestFunction[], subjects: string[]): Found[] {
  const origins = originsOf(root);
  return tests.flatMap((test) => {
    const mocks = mocksOf(test);
    return [...patchedSubjects(test, mocks, subjects, origins), ...tooMany(test, mocks)];
  });
}

function patchedSubjects(
  test: TestFunction,
  mocks: PythonNode[],
  subjects: string[],
  origins: ReadonlyMap<string, string>,
): Found[] {
  return mocks
    .filter((mock) => subjects.some((subject) => isPatchOf(mock, subject, origins) && !testsAnother(test, subject, subjects)))
    .map((node) => ({
      rule: "patched-subject",
      kind: "smell",
      severity: "high",
      message: "replaces the very thing it is meant to test",
      fix: "Patch what the subject calls, not the subject.",
      node,
    }));
}

/** Whether the test uses another of the changed symbols and not this one: then this one is a collaborator. */
function testsAnother(test: TestFunction, subject: string, subjects: string[]): boolean {
  const calls = nodesOfKind(test.node, "call").map((call) => call.field("function")?.text().split(".").at(-1) ?? "");
  const isCalled = (id: string) => {
    const parts = (id.split("::")[1] ?? "").split(".");
    return calls.includes(parts.at(-1) ?? "") || calls.includes(parts[0] ?? "");
  };
  return !isCalled(subject) && subjects.some((other) => other !== subject && isCalled(other));
}

/** `subject` is `path::qualname`; the patch names `pkg.module.qualname`, or an imported object and an attribute. */
function isPatchOf(mock: PythonNode, subject: string, origins: ReadonlyMap<string, string>): boolean {
  const [path = "", qualname = ""] = subject.split("::");
  if (qualname === "" || MOCK_CLASS.test(mock.field("function")?.text() ?? "")) return false;
  const target = patchTarget(mock, origins);
  if (target === null || !target.endsWith(`.${qualname}`)) return false;
  const module = target.slice(0, -qualname.length - 1);
  const of_path = path
    .replace(/\.py$/, "")
    .replace(/\/__init__$/, "")
    .replaceAll("/", ".");
  return (
    of_path === module || of_path.endsWith(`.${module}`) || of_path.startsWith(`${module}.`) || of_path.includes(`.${module}.`)
  );
}

function patchTarget(mock: PythonNode, origins: ReadonlyMap<string, string>): string | null {
  const plain = mock
    .field("arguments")
    ?.children()
    .filter((child) => !["(", ")", ",", "keyword_argument", "comment"].includes(String(child.kind())));
  const [first, second] = plain ?? [];
  if (!first) return null;
  if (first.kind() === "string") return textIn(first);
  if (second?.kind() !== "string") return null;
  const [head = "", ...rest] = first.text().split(".");
  return [origins.get(head) ?? head, ...rest, textIn(second)].join(".");
}

function textIn(string: PythonNode): string {
  return string
    .children()
    .filter((child) => child.kind() === "string_content")
    .map((child) => child.text())
    .join("");
}

function tooMany(test: TestFunction, mocks: PythonNode[]): Found[] {
  if (mocks.length <= MOCK_BUDGET) return [];
  const message = `uses ${mocks.length} mocks, more than ${MOCK_BUDGET}`;
  return [
    {
      rule: "over-mocked",
      kind: "smell",
      severity: "medium",
      message,
      fix: "Test with the real collaborators where they are cheap.",
      node: test.node,
    },
  ];
}

/** `patch("x", Mock())` is one mock, not two. */
function isArgumentOf(inner: PythonNode, outer: PythonNode): boolean {
  return inner.ancestors().some((ancestor) => ancestor.id() === outer.field("arguments")?.id());
}
