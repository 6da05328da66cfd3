import { originsOf } from "../imports.ts";
import { nodesOfKind, type PythonNode, walk } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import { MOCK_CLASS } from "./mock-classes.ts";
import { originOf } from "./references.ts";

/**
 * Where the value of an expression comes from: the test itself (`own`), a mock that the test told what to give (`mock`), or
 * anything else, above all the code under test (`outside`). When in doubt it is `outside`.
 */
export type Source = "own" | "mock" | "outside";

/** Functions that give something of what they are given and of nothing else. */
export const PURE =
  /^(len|sorted|list|tuple|set|frozenset|dict|str|int|float|bool|bytes|repr|sum|min|max|abs|any|all|enumerate|zip|range|reversed|isinstance|type|round|iter|next|issubclass|callable|hasattr|format|map|filter|ord|chr|(pytest\.)?approx|copy\.(deep)?copy|(decimal\.)?Decimal|(datetime\.)?(datetime|date|timedelta|time)|(pathlib\.)?(Path|PurePath)|(fractions\.)?Fraction|(types\.)?SimpleNamespace|(collections\.)?(Counter|OrderedDict|deque|defaultdict))$/;
const PATCH = /(^|\.)patch(\.(object|dict|multiple))?$|^mocker\.(patch(\.\w+)?|stub|MagicMock|Mock)$/;
/** What a mock knows about how it was used says something about who used it. */
const USE = /^(called|call_count|call_args|call_args_list|mock_calls|method_calls|await_count|await_args\w*|assert_\w+)$/;

/** What is the same for all tests of a file. */
export interface ModuleNames {
  origins: ReadonlyMap<string, string>;
  constants: string[];
}

export function moduleNames(root: PythonNode): ModuleNames {
  return { origins: originsOf(root), constants: moduleConstants(root) };
}

/** What the variables of one test function hold. */
export class OwnValues {
  readonly #known = new Map<string, Source>();
  readonly #patched: ReadonlySet<string>;
  readonly #origins: ReadonlyMap<string, string>;

  constructor(test: TestFunction, { origins, constants }: ModuleNames) {
    this.#origins = origins;
    this.#patched = patchedNames(test.whole, origins);
    for (const name of constants) this.#known.set(name, "own");
    const patches = nodesOfKind(test.whole, "decorator").filter((node) => /^@(mock\.)?patch\b/.test(node.text())).length;
    const parameters = parameterNames(test.node).filter((name) => name !== "self");
    for (const [at, name] of parameters.entries()) this.#known.set(name, at < patches ? "mock" : "outside");
    for (const name of capturedNames(test.node)) this.#known.set(name, "outside");
    for (let rounds = 0; rounds < 6 && this.#learn(test.node); rounds += 1);
  }

  /** Of an expression; several sources give the farthest one. */
  of(node: PythonNode): Source {
    switch (String(node.kind())) {
      case "identifier":
        return this.#known.get(node.text()) ?? "outside";
      case "call":
        return this.#ofCall(node);
      case "attribute": {
        const name = originOf(node.text(), this.#origins);
        if (this.#patched.has(name)) return "mock";
        const owner = node.field("object");
        const source = owner ? this.of(owner) : "outside";
        return source === "mock" && USE.test(node.field("attribute")?.text() ?? "") ? "outside" : source;
      }
      case "lambda":
      case "await":
      case "yield":
        return "outside";
      default:
        return this.#farthest(node.children().filter((child) => child.isNamed()));
    }
  }

  #farthest(nodes: PythonNode[]): Source {
    const sources = nodes.map((node) => this.of(node));
    return sources.includes("outside") ? "outside" : sources.includes("mock") ? "mock" : "own";
  }

  #ofCall(call: PythonNode): Source {
    const callee = call.field("function");
    const name = originOf(callee?.text() ?? "", this.#origins);
    if (MOCK_CLASS.test(name) || PATCH.test(name)) return "mock";
    const given = this.#farthest(argumentsOf(call));
    if (PURE.test(name) && !this.#known.has(name)) return given;
    if (callee?.kind() !== "attribute") {
      if (this.#patched.has(name)) return "mock";
      return callee?.kind() === "identifier" && this.#known.get(callee.text()) === "mock" ? "mock" : "outside";
    }
    const owner = this.of(callee);
    return owner === "mock" ? "mock" : owner === "own" ? given : "outside";
  }

  /** One round through the function; whether it taught anything. */
  #learn(definition: PythonNode): boolean {
    let changed = false;
    const note = (target: PythonNode | null, source: Source) => {
      for (const name of targetNames(target)) {
        const before = this.#known.get(name);
        const after = before === undefined || rank(source) > rank(before) ? source : before;
        if (after !== before) changed = true;
        this.#known.set(name, after);
      }
    };
    walk(definition, (node) => {
      const kind = String(node.kind());
      const right = node.field("right");
      if ((kind === "assignment" || kind === "augmented_assignment") && right) note(node.field("left"), this.of(right));
      else if (kind === "named_expression") note(node.field("name"), this.of(node.field("value") ?? node));
      else if ((kind === "for_statement" || kind === "for_in_clause") && right) note(node.field("left"), this.of(right));
      else if (kind === "as_pattern") note(node.find({ rule: { kind: "as_pattern_target" } }), this.#entered(node));
      else if (kind === "except_clause") note(node.find({ rule: { kind: "as_pattern_target" } }), "outside");
      // What is put into a container is in it.
      else if (kind === "call" && this.#isOwnMethod(node)) note(node.field("function"), this.#farthest(argumentsOf(node)));
      // Whoever is given a container may change it.
      else if (kind === "call" && this.#isForeign(node))
        for (const argument of argumentsOf(node))
          for (const name of nodesOfKind(argument, "identifier"))
            if (this.#known.get(name.text()) === "own") note(name, "outside");
      return true;
    });
    return changed;
  }

  #entered(pattern: PythonNode): Source {
    const manager = pattern.child(0);
    return manager ? this.of(manager) : "outside";
  }

  #isOwnMethod(call: PythonNode): boolean {
    const callee = call.field("function");
    return callee?.kind() === "attribute" && this.of(callee) === "own";
  }

  #isForeign(call: PythonNode): boolean {
    const callee = call.field("function");
    const name = originOf(callee?.text() ?? "", this.#origins);
    if (MOCK_CLASS.test(name) || PATCH.test(name)) return false;
    if (callee?.kind() === "attribute") return this.of(callee) === "outside";
    return !PURE.test(name) && this.#known.get(name) !== "mock";
  }
}

function rank(source: Source): number {
  return ["own", "mock", "outside"].indexOf(source);
}

function argumentsOf(call: PythonNode): PythonNode[] {
  const node = call.field("arguments");
  if (node?.kind() === "generator_expression") return [node];
  return (node?.children() ?? []).filter((child) => child.isNamed()).map((child) => child.field("value") ?? child);
}

/** The variables behind a target: `a, b`, `a[0]` and `a.x` change `a`. */
function targetNames(target: PythonNode | null): string[] {
  if (target === null) return [];
  const first = ["attribute", "subscript"].includes(String(target.kind())) ? nodesOfKind(target, "identifier").slice(0, 1) : null;
  if (target.kind() === "identifier") return [target.text()];
  return (first ?? nodesOfKind(target, "identifier")).map((node) => node.text());
}

function parameterNames(definition: PythonNode): string[] {
  const parameters = definition.field("parameters")?.children() ?? [];
  return parameters.flatMap((parameter) => {
    const name = parameter.kind() === "identifier" ? parameter : nodesOfKind(parameter, "identifier")[0];
    return name ? [name.text()] : [];
  });
}

/** Names that a function or class inside of the test uses: it may run at any time. */
function capturedNames(definition: PythonNode): string[] {
  const inner = nodesOfKind(definition, "function_definition", "class_definition", "lambda").filter(
    (node) => node.id() !== definition.id(),
  );
  return inner.flatMap((node) => nodesOfKind(node, "identifier").map((name) => name.text()));
}

/** Names the module binds to literals and to nothing else. */
function moduleConstants(root: PythonNode): string[] {
  return root.children().flatMap((statement) => {
    const assignment = statement.kind() === "expression_statement" ? statement.child(0) : null;
    const [left, right] = [assignment?.field("left"), assignment?.field("right")];
    if (assignment?.kind() !== "assignment" || left?.kind() !== "identifier" || !right) return [];
    return nodesOfKind(right, "identifier", "call", "attribute").length === 0 ? [left.text()] : [];
  });
}

/** What `patch("a.b.c")`, `patch.object(a, "c")` and `monkeypatch.setattr(a, "c", …)` put something else in place of. */
function patchedNames(whole: PythonNode, origins: ReadonlyMap<string, string>): Set<string> {
  const names = nodesOfKind(whole, "call").flatMap((call) => {
    if (!/(^|\.)patch(\.object)?$|^monkeypatch\.setattr$/.test(call.field("function")?.text() ?? "")) return [];
    const [first, second] = argumentsOf(call);
    if (first?.kind() === "string") return [first.text().replace(/^["']|["']$/g, "")];
    return first && second?.kind() === "string"
      ? [`${originOf(first.text(), origins)}.${second.text().replace(/^["']|["']$/g, "")}`]
      : [];
  });
  return new Set(names);
}
