import { type Cut, cutAll } from "./cut-statements.ts";
import { importedNames, importWithOnly } from "./imports.ts";
import { hasSyntaxError, isSameNode, nodesOfKind, offsetsOf, type PythonNode, parsePython } from "./python-syntax.ts";
import { decoratorsOf, isTestClass, type TestFunction, testFunctionsOf, undecorated } from "./test-functions.ts";

/** pytest or unittest calls these by name. */
const CALLED_BY_NAME =
  /^(setup|teardown|setUp|tearDown|asyncSetUp|asyncTearDown|addTypeEqualityFunc|pytest_.*|pytestmark|pytest_plugins|__\w+__)(_(module|function|method|class)|Class|Module)?$/;

/**
 * The file with only these test functions (`test_x`, `TestStack::test_pop`; a parametrised case names its function).
 * Imports, helpers, fixtures, constants and classes that nothing kept uses are left out; the header and what runs by itself
 * stay. `null` when no named function is in the file. Throws when the result is not Python: a bug here.
 */
export function keepCases(source: string, names: string[]): string | null {
  const root = parsePython(source);
  const wanted = new Set(names.map((name) => name.replace(/\[.*$/s, "")));
  const tests = testFunctionsOf(root);
  const kept = tests.filter((test) => wanted.has(test.name));
  if (kept.length === 0) return null;
  const dropped = statementsWithout(root, tests, kept);
  dropUnused(root, dropped);
  const cuts = [...dropped].map(
    (node): Cut => ({ ...offsetsOf(node), replacement: isLastOfItsClass(node, dropped) ? "pass" : null }),
  );
  const result = cutAll(source, [...cuts, ...trimmedImports(root, dropped)]);
  if (hasSyntaxError(parsePython(result)) && !hasSyntaxError(root)) throw new Error("keepCases made a file that is not Python");
  return result;
}

/** The statements to leave out: unwanted test functions, and the classes that hold no wanted one and that nothing left uses. */
function statementsWithout(root: PythonNode, tests: TestFunction[], kept: TestFunction[]): NodeSet {
  const dropped = new NodeSet();
  for (const test of tests) if (!kept.includes(test)) dropped.add(test.whole);
  const owners = testClassesOf(root).filter((owner) => {
    const inside = (test: TestFunction) => contains(owner, test.whole);
    return tests.some(inside) && !kept.some(inside);
  });
  for (let changed = true; changed; ) {
    const unused = owners.filter(
      (owner) => !dropped.covers(owner) && !namesBoundBy(owner).some((name) => isUsed(root, name, owner, dropped)),
    );
    for (const owner of unused) dropped.add(owner);
    changed = unused.length > 0;
  }
  return dropped;
}

/** A class that others build on stays without its tests: its body needs a statement. */
function isLastOfItsClass(node: PythonNode, dropped: NodeSet): boolean {
  const body = node.parent();
  const owner = body?.parent();
  if (body?.kind() !== "block" || !owner || dropped.covers(owner)) return false;
  const [first, ...others] = body.children().filter((child) => child.kind() !== "comment");
  return first !== undefined && isSameNode(first, node) && others.every((child) => dropped.covers(child));
}

function testClassesOf(root: PythonNode): PythonNode[] {
  return nodesOfKind(root, "class_definition").map((node) => {
    const parent = node.parent();
    return parent?.kind() === "decorated_definition" ? parent : node;
  });
}

/** Adds what is no longer used, until nothing changes: a helper's helper goes too. */
function dropUnused(root: PythonNode, dropped: NodeSet): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const candidate of removableStatements(root)) {
      if (dropped.covers(candidate.node) || candidate.names.some((name) => isUsed(root, name, candidate.node, dropped))) continue;
      dropped.add(candidate.node);
      changed = true;
    }
  }
}

/**
 * Definitions and constants of the module and of its plain test classes that go when their names are not used. The members
 * of any other class are for those it is made for: fields, overridden methods, what a base class looks for.
 */
function removableStatements(root: PythonNode): { node: PythonNode; names: string[] }[] {
  const classes = nodesOfKind(root, "class_definition").filter(
    (node) => isTestClass(node) && node.field("superclasses") === null,
  );
  const bodies = [root, ...classes.flatMap((node) => node.field("body") ?? [])];
  return bodies
    .flatMap((body) => body.children())
    .flatMap((node) => {
      const names = namesBoundBy(node);
      const runsByItself =
        names.length === 0 ||
        names.some((name) => CALLED_BY_NAME.test(name) || /^test/.test(name)) ||
        isTestClass(undecorated(node));
      const isAutouse = decoratorsOf(node).some((decorator) => /autouse\s*=\s*True/.test(decorator));
      const isWholeImport = String(node.kind()).includes("import");
      const stays = runsByItself || isAutouse || (isWholeImport && !isPlainImport(node)) || sharesItsLine(node);
      return stays ? [] : [{ node, names }];
    });
}

function namesBoundBy(statement: PythonNode): string[] {
  const node = undecorated(statement);
  const kind = String(node.kind());
  if (kind === "function_definition") return [fixtureName(statement) ?? node.field("name")?.text() ?? ""].filter(Boolean);
  if (kind === "class_definition") return [node.field("name")?.text() ?? ""].filter(Boolean);
  if (kind.includes("import")) return importedNames(node);
  const assignment = kind === "expression_statement" ? node.child(0) : null;
  return assignment?.kind() === "assignment" ? namesAssignedBy(assignment) : [];
}

/** `[]` when something else than names is assigned to as well. */
function namesAssignedBy(assignment: PythonNode): string[] {
  const left = assignment.field("left");
  const right = assignment.field("right");
  const targets =
    left?.kind() === "identifier" ? [left] : left?.kind() === "pattern_list" ? left.children().filter(isNotComma) : [];
  if (targets.length === 0 || targets.some((target) => target.kind() !== "identifier")) return [];
  const names = targets.map((target) => target.text());
  if (right?.kind() !== "assignment") return names;
  const more = namesAssignedBy(right);
  return more.length === 0 ? [] : [...names, ...more];
}

function isNotComma(node: PythonNode): boolean {
  return node.kind() !== ",";
}

/** The name a fixture is asked for by when it is not its function's: `@pytest.fixture(name="db")`. */
function fixtureName(statement: PythonNode): string | null {
  const [name] = decoratorsOf(statement).flatMap(
    (decorator) => /\bfixture\(.*\bname\s*=\s*["'](\w+)["']/s.exec(decorator)?.[1] ?? [],
  );
  return name ?? null;
}

/** Calls that take names as text. */
const TAKES_NAMES = /(?:^|\.)(?:usefixtures|getfixturevalue|cast|TypeVar|ForwardRef|eval|exec)$/;

/**
 * Whether a name is used outside of the statement that binds it. Texts count, for fixtures are asked for by name; an imported
 * name is meant only by a text that is an annotation, in a decorator or given to what takes names. A docstring means nothing.
 */
function isUsed(root: PythonNode, name: string, binder: PythonNode, dropped: NodeSet): boolean {
  const isImport = String(binder.kind()).includes("import");
  const uses = root.findAll({
    rule: {
      any: [
        { kind: "identifier", regex: `^${name}$` },
        { kind: "string_content", regex: `\\b${name}\\b` },
      ],
    },
  });
  return uses.some((use) => {
    if (contains(binder, use) || dropped.covers(use) || isImportOfSame(use)) return false;
    return use.kind() === "identifier" || (isImport ? meansAName(use) : !isDocstring(use));
  });
}

function meansAName(text: PythonNode): boolean {
  return text.ancestors().some((ancestor) => {
    const kind = ancestor.kind();
    return (
      kind === "type" || kind === "decorator" || (kind === "call" && TAKES_NAMES.test(ancestor.field("function")?.text() ?? ""))
    );
  });
}

function isDocstring(text: PythonNode): boolean {
  const string = text.parent();
  return string?.kind() === "string" && string.parent()?.kind() === "expression_statement";
}

/** `import a` elsewhere binds a name, it does not use it. */
function isImportOfSame(use: PythonNode): boolean {
  return use.ancestors().some((ancestor) => String(ancestor.kind()).includes("import"));
}

/** Imports of several names of which only some are used. */
function trimmedImports(root: PythonNode, dropped: NodeSet): Cut[] {
  return root.children().flatMap((node) => {
    if (!String(node.kind()).includes("import") || dropped.covers(node) || !isPlainImport(node) || sharesItsLine(node)) return [];
    const names = importedNames(node);
    const used = names.filter((name) => isUsed(root, name, node, dropped));
    if (used.length === names.length || used.length === 0) return [];
    return [{ ...offsetsOf(node), replacement: importWithOnly(node, used) }];
  });
}

/** Not `from __future__`, not `*`, and no `noqa` that says it is there for its effect. */
function isPlainImport(node: PythonNode): boolean {
  const comment = node.next();
  const isMarked =
    comment?.kind() === "comment" && comment.range().start.line === node.range().end.line && /noqa/.test(comment.text());
  return node.kind() !== "future_import_statement" && importedNames(node).length > 0 && !isMarked;
}

/** `a = 1; b = 2`: lines are cut whole. */
function sharesItsLine(node: PythonNode): boolean {
  return node.prev()?.range().end.line === node.range().start.line || node.next()?.kind() === ";";
}

function contains(outer: PythonNode, inner: PythonNode): boolean {
  const [out, into] = [offsetsOf(outer), offsetsOf(inner)];
  return out.start <= into.start && into.end <= out.end;
}

class NodeSet {
  private readonly nodes: PythonNode[] = [];
  add(node: PythonNode): void {
    if (!this.nodes.some((known) => isSameNode(known, node))) this.nodes.push(node);
  }
  /** Whether the node is one of these or inside of one. */
  covers(node: PythonNode): boolean {
    return this.nodes.some((known) => contains(known, node));
  }
  [Symbol.iterator](): Iterator<PythonNode> {
    return this.nodes[Symbol.iterator]();
  }
}
