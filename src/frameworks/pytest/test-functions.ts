import { type PythonNode, parsePython } from "./python-syntax.ts";

/** One test function of a file. `node` is its definition, `whole` includes its decorators. */
export interface TestFunction {
  /** `test_x`, or `TestStack::test_x` inside a class. */
  name: string;
  node: PythonNode;
  whole: PythonNode;
  /** The class statement it stands in, decorators included; `null` at module level. */
  owner: PythonNode | null;
}

/** The test functions of a file in file order, by pytest's default names: `test*` at module level, in `Test*` classes and in `TestCase`s. */
export function testFunctionsOf(root: PythonNode): TestFunction[] {
  return functionsIn(root, "", null);
}

function functionsIn(container: PythonNode, prefix: string, owner: PythonNode | null): TestFunction[] {
  const found: TestFunction[] = [];
  for (const whole of container.children()) {
    const node = undecorated(whole);
    const name = node.field("name")?.text() ?? "";
    if (node.kind() === "function_definition" && name.startsWith("test")) {
      found.push({ name: prefix + name, node, whole, owner });
    } else if (isTestClass(node)) {
      const body = node.field("body");
      if (body) found.push(...functionsIn(body, `${prefix}${name}::`, whole));
    }
  }
  return found;
}

/** Whether pytest collects a class by default: by its name, or because it is a `unittest.TestCase`. */
export function isTestClass(definition: PythonNode): boolean {
  if (definition.kind() !== "class_definition") return false;
  const name = definition.field("name")?.text() ?? "";
  return name.startsWith("Test") || /\bTestCase\b/.test(definition.field("superclasses")?.text() ?? "");
}

/** The definition under its decorators; any other node is given back as it is. */
export function undecorated(node: PythonNode): PythonNode {
  return node.kind() === "decorated_definition" ? (node.field("definition") ?? node) : node;
}

/** The decorators of a definition, as written, without the `@`. */
export function decoratorsOf(whole: PythonNode): string[] {
  if (whole.kind() !== "decorated_definition") return [];
  return whole
    .children()
    .filter((child) => child.kind() === "decorator")
    .map((child) => child.text().slice(1).trim());
}

/** The test function of that name; a parametrised case's name (`test_x[1]`) finds its function. `null`: no such function. */
export function findTestFunction(source: string, name: string): TestFunction | null {
  const plain = name.replace(/\[.*$/s, "");
  const functions = testFunctionsOf(parsePython(source));
  return functions.find((test) => test.name === plain) ?? null;
}

/** A test function as it stands in the file, from its first decorator to its last character. `null`: no such function. */
export function textOf(source: string, name: string): string | null {
  return findTestFunction(source, name)?.whole.text() ?? null;
}
