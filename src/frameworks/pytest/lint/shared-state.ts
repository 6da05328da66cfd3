import { originsOf } from "../imports.ts";
import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import type { Found } from "./rule-findings.ts";

const CHANGING_METHOD = /^(append|extend|insert|add|update|pop|popitem|remove|clear|discard|setdefault|sort|reverse)$/;

/** Tests that change imported modules or classes, or containers of their own module: the next test sees it. */
export function sharedState(root: PythonNode, tests: TestFunction[]): Found[] {
  const imported = originsOf(root);
  const containers = moduleContainers(root);
  return tests
    .flatMap((test) => [...attributesSet(test, imported), ...containersChanged(test, containers)])
    .map((node) => ({
      rule: "module-state",
      kind: "flake",
      severity: "medium",
      message: "changes state that other tests share",
      fix: "Keep the state in the test, or change it with monkeypatch, which puts it back.",
      node,
    }));
}

/** `module.name = x` and `Class.name = x`. Deeper targets (`flask.g.user = x`) are the library's own way to keep state apart. */
function attributesSet(test: TestFunction, imported: ReadonlyMap<string, string>): PythonNode[] {
  const targets = test.node.findAll({
    rule: { kind: "attribute", inside: { any: [{ kind: "assignment" }, { kind: "augmented_assignment" }], field: "left" } },
  });
  return targets.filter((target) => {
    const owner = target.field("object");
    return owner?.kind() === "identifier" && imported.has(owner.text()) && !isLocal(test, owner.text());
  });
}

function containersChanged(test: TestFunction, containers: ReadonlySet<string>): PythonNode[] {
  const calls = nodesOfKind(test.node, "call").filter((call) => {
    const [name = "", method = "", ...more] = (call.field("function")?.text() ?? "").split(".");
    return more.length === 0 && containers.has(name) && CHANGING_METHOD.test(method) && !isLocal(test, name);
  });
  const items = test.node.findAll({
    rule: { kind: "subscript", inside: { any: [{ kind: "assignment" }, { kind: "augmented_assignment" }], field: "left" } },
  });
  return [
    ...calls,
    ...items.filter(
      (item) => containers.has(item.field("value")?.text() ?? "") && !isLocal(test, item.field("value")?.text() ?? ""),
    ),
  ];
}

/** Names that the module binds to a list, set or dict. */
function moduleContainers(root: PythonNode): Set<string> {
  const names = root.children().flatMap((statement) => {
    const assignment = statement.kind() === "expression_statement" ? statement.child(0) : null;
    const [left, right] =
      assignment?.kind() === "assignment" ? [assignment.field("left"), assignment.field("right")] : [null, null];
    const isContainer =
      right !== null &&
      (["list", "dictionary", "set"].includes(String(right.kind())) ||
        /^(list|dict|set|defaultdict|deque|Counter|OrderedDict)\(/.test(right.text()));
    return left?.kind() === "identifier" && isContainer ? [left.text()] : [];
  });
  return new Set(names);
}

/** Whether the test has a variable or fixture of that name of its own. */
function isLocal(test: TestFunction, name: string): boolean {
  const parameters = test.node.field("parameters");
  if (parameters && nodesOfKind(parameters, "identifier").some((node) => node.text() === name)) return true;
  return nodesOfKind(test.node, "assignment").some((assignment) => assignment.field("left")?.text() === name);
}
