import { originsOf } from "../imports.ts";
import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import type { Found } from "./rule-findings.ts";

const MOCK_CLASS =
  /(^|\.)(Mock|MagicMock|AsyncMock|NonCallableMock|NonCallableMagicMock|PropertyMock|create_autospec|mock_open)$/;
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

/** Mocks that take the place of what is tested, that are too many, or whose own return value is all that is asserted. */
export function mockFindings(root: PythonNode, tests: TestFunction[], subjects: string[]): Found[] {
  const origins = originsOf(root);
  return tests.flatMap((test) => {
    const mocks = mocksOf(test);
    return [...patchedSubjects(mocks, subjects, origins), ...tooMany(test, mocks), ...echoes(test)];
  });
}

function patchedSubjects(mocks: PythonNode[], subjects: string[], origins: ReadonlyMap<string, string>): Found[] {
  return mocks
    .filter((mock) => subjects.some((subject) => isPatchOf(mock, subject, origins)))
    .map((node) => ({
      rule: "patched-subject",
      kind: "smell",
      severity: "high",
      message: "replaces the very thing it is meant to test",
      fix: "Patch what the subject calls, not the subject.",
      node,
    }));
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

/** Every assertion is about a value that the test itself put into a mock. */
function echoes(test: TestFunction): Found[] {
  const mocks = mockVariables(test);
  const asserted = nodesOfKind(test.node, "assert_statement");
  if (mocks.size === 0 || asserted.length === 0 || assertsOnCalls(test)) return [];
  const isEcho = (statement: PythonNode) => {
    const names = nodesOfKind(statement, "identifier")
      .filter((name) => !isMember(name))
      .map((name) => name.text());
    return names.length > 0 && names.every((name) => mocks.has(name));
  };
  if (!asserted.every(isEcho)) return [];
  const [node] = asserted;
  const message = "asserts only what it told its own mock to return";
  return node
    ? [
        {
          rule: "mock-echo",
          kind: "smell",
          severity: "high",
          message,
          fix: "Assert what the code under test does with the mock.",
          node,
        },
      ]
    : [];
}

/** Variables that hold a mock, and those that hold what calling one gave. */
function mockVariables(test: TestFunction): Set<string> {
  const mocks = new Set<string>();
  for (let size = -1; size !== mocks.size; ) {
    size = mocks.size;
    for (const assignment of nodesOfKind(test.node, "assignment")) {
      const [left, right] = [assignment.field("left"), assignment.field("right")];
      const made = right?.kind() === "call" ? (right.field("function")?.text() ?? "") : (right?.text() ?? "");
      if (left?.kind() === "identifier" && (MOCK_CLASS.test(made) || mocks.has(made.split(".")[0] ?? ""))) mocks.add(left.text());
    }
  }
  return mocks;
}

/** `mock.called`, `mock.call_count`: about what the subject did, not about a value. */
function assertsOnCalls(test: TestFunction): boolean {
  return /\.(called|call_count|call_args|call_args_list|mock_calls|method_calls|await_count|await_args)\b|\.assert_\w+\(/.test(
    test.node.text(),
  );
}

function isMember(name: PythonNode): boolean {
  const parent = name.parent();
  return parent?.kind() === "attribute" && parent.field("attribute")?.id() === name.id();
}

/** `patch("x", Mock())` is one mock, not two. */
function isArgumentOf(inner: PythonNode, outer: PythonNode): boolean {
  return inner.ancestors().some((ancestor) => ancestor.id() === outer.field("arguments")?.id());
}
