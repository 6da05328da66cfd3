import { nodesOfKind, type PythonNode } from "./python-syntax.ts";

/** What a value plainly is. `type`: a class used as a value, as in `int | None`. `moment`: a date or time, which can not be added. */
export type ValueKind = "text" | "list" | "tuple" | "dict" | "set" | "number" | "path" | "moment" | "type" | "none";

/** Evidence is looked for this far: through names, operators and calls. */
const DEPTH = 6;

const OF_NODE: Record<string, ValueKind> = {
  string: "text",
  concatenated_string: "text",
  list: "list",
  list_comprehension: "list",
  tuple: "tuple",
  dictionary: "dict",
  dictionary_comprehension: "dict",
  set: "set",
  set_comprehension: "set",
  integer: "number",
  float: "number",
  true: "number",
  false: "number",
  not_operator: "number",
  comparison_operator: "number",
  none: "none",
};
const OF_CALL: [RegExp, ValueKind][] = [
  [/^(str|repr|ascii|format|chr|hex|bin|oct|input|bytes|bytearray|_|gettext|ngettext)$/, "text"],
  [/\.(join|format|l?strip|rstrip|upper|lower|title|casefold|capitalize|replace|decode|encode|ljust|rjust|center)$/, "text"],
  [/\.(zfill|removeprefix|removesuffix|isoformat|strftime|hexdigest|read_text|read_bytes|getvalue|dumps|as_posix)$/, "text"],
  [/^(list|sorted)$|\.(r?split|splitlines|findall|readlines|tolist)$/, "list"],
  [/^tuple$|\.r?partition$/, "tuple"],
  [/^(dict|defaultdict|OrderedDict|vars|globals|locals)$/, "dict"],
  [/^(set|frozenset)$/, "set"],
  [
    /^(len|int|float|abs|ord|hash|round|complex)$|\.(count|r?find|r?index|bit_length|total_seconds|timestamp|toordinal)$/,
    "number",
  ],
  [/(^|\.)(Pure)?(Posix|Windows)?Path$/, "path"],
  [/(^|\.)(datetime|date)$|\.(now|utcnow|today|fromisoformat|fromtimestamp|strptime|combine)$/, "moment"],
];
const OF_TYPE: [RegExp, ValueKind][] = [
  [/^(str|bytes|bytearray|LiteralString|AnyStr|Text)$/, "text"],
  [/^(list|List|Sequence|MutableSequence)$/, "list"],
  [/^(tuple|Tuple)$/, "tuple"],
  [/^(dict|Dict|Mapping|MutableMapping|defaultdict|DefaultDict|OrderedDict)$/, "dict"],
  [/^(set|Set|frozenset|FrozenSet|AbstractSet)$/, "set"],
  [/^(int|float|bool|complex|Decimal|Fraction)$/, "number"],
  [/^(Pure)?(Posix|Windows)?Path$/, "path"],
  [/^(datetime|date)$/, "moment"],
  [/^None$/, "none"],
];
const TYPE_NAME = /^(int|str|float|bool|bytes|complex|object|list|dict|set|tuple|frozenset|type)$/;

/**
 * What an expression plainly is, from what stands in its file: literals, calls of well-known functions, annotations, and what
 * a name is assigned in its scope. `null`: the file does not say, or says two things.
 */
export function kindOfValue(node: PythonNode, depth = DEPTH): ValueKind | null {
  const kind = String(node.kind());
  const known = OF_NODE[kind];
  if (known !== undefined) return known;
  if (depth === 0) return null;
  const of = (part: PythonNode | null | undefined) => (part ? kindOfValue(part, depth - 1) : null);
  switch (kind) {
    case "parenthesized_expression":
    case "unary_operator":
      return of(node.children().find((child) => !/^[-+~()]$/.test(child.text())));
    case "conditional_expression":
      return onlyOne([of(node.child(0)), of(node.child(4))]);
    case "boolean_operator":
      return onlyOne([of(node.field("left")), of(node.field("right"))]);
    case "binary_operator":
      return ofOperation(node.field("operator")?.text() ?? "", of(node.field("left")), of(node.field("right")));
    case "subscript":
      return ofSubscript(node, of(node.field("value")));
    case "call":
      return ofCall(node, depth);
    case "identifier":
      return TYPE_NAME.test(node.text()) ? "type" : ofName(node, depth);
    case "attribute":
      return ofAttribute(node, depth);
    default:
      return null;
  }
}

function onlyOne(kinds: (ValueKind | null)[]): ValueKind | null {
  const known = new Set(kinds.filter((kind) => kind !== null && kind !== "none"));
  const [first] = known;
  return known.size === 1 && first ? first : null;
}

function ofOperation(operator: string, left: ValueKind | null, right: ValueKind | null): ValueKind | null {
  if (operator === "%" && left === "text") return "text";
  if (left === "moment" && right === "moment") return null; // a difference
  if (operator === "|" && (left === "type" || right === "type")) return "type";
  return onlyOne([left, right].map((kind) => (operator === "*" && kind === "number" ? null : kind))) ?? onlyOne([left, right]);
}

function ofSubscript(node: PythonNode, value: ValueKind | null): ValueKind | null {
  if (value === "type") return "type";
  if (nodesOfKind(node, "slice").some((slice) => slice.parent()?.id() === node.id())) return value ?? "list";
  return value === "text" ? "text" : null;
}

function ofCall(node: PythonNode, depth: number): ValueKind | null {
  const called = node.field("function");
  const name = called?.text() ?? "";
  const known = OF_CALL.find(([pattern]) => pattern.test(name));
  if (known) return known[1];
  if (called?.kind() !== "identifier" || depth === 0) return null;
  const definition = moduleOf(node)
    .children()
    .find((child) => child.kind() === "function_definition" && child.field("name")?.text() === name);
  return ofType(definition?.field("return_type"));
}

/** The innermost scope that binds the name decides. */
function ofName(node: PythonNode, depth: number): ValueKind | null {
  const name = node.text();
  for (const scope of node.ancestors()) {
    if (scope.kind() === "function_definition") {
      const parameter = ofParameter(scope, name, depth);
      const bindings = assignmentsTo(name, nodesOfKind(scope, "assignment"));
      if (parameter !== undefined || bindings.length > 0) return onlyOne([parameter ?? null, ...bindings.map(ofBinding(depth))]);
      if (nodesOfKind(scope, "for_statement", "for_in_clause").some((loop) => loop.field("left")?.text() === name)) return null;
    }
    if (scope.kind() === "lambda" || String(scope.kind()).endsWith("comprehension")) {
      if (nodesOfKind(scope, "identifier").some((one) => one.text() === name && isBoundHere(one))) return null;
    }
    if (scope.kind() === "module") return onlyOne(assignmentsTo(name, statementsOf(scope)).map(ofBinding(depth)));
  }
  return null;
}

function isBoundHere(identifier: PythonNode): boolean {
  const parent = identifier.parent();
  return (
    parent?.kind() === "lambda_parameters" ||
    (parent?.kind() === "for_in_clause" && parent.field("left")?.id() === identifier.id())
  );
}

/** Of `self.x`: what the class says about `x`, or what its methods assign. */
function ofAttribute(node: PythonNode, depth: number): ValueKind | null {
  if (!/^(self|cls)\.\w+$/.test(node.text())) return null;
  const owner = node.ancestors().find((ancestor) => ancestor.kind() === "class_definition");
  const body = owner?.field("body");
  if (!body) return null;
  const own = assignmentsTo(node.text().replace(/^\w+\./, ""), statementsOf(body));
  return onlyOne([...own, ...assignmentsTo(node.text(), nodesOfKind(body, "assignment"))].map(ofBinding(depth)));
}

/** `undefined`: there is no such parameter. */
function ofParameter(definition: PythonNode, name: string, depth: number): ValueKind | null | undefined {
  for (const parameter of definition.field("parameters")?.children() ?? []) {
    const own = parameter.field("name")?.text() ?? nodesOfKind(parameter, "identifier")[0]?.text();
    if (own !== name) continue;
    const splat = parameter.find({ rule: { any: [{ kind: "list_splat_pattern" }, { kind: "dictionary_splat_pattern" }] } });
    if (splat) return splat.kind() === "list_splat_pattern" ? "tuple" : "dict";
    const value = parameter.field("value");
    return ofType(parameter.field("type")) ?? (value ? onlyOne([kindOfValue(value, depth - 1)]) : null);
  }
  return undefined;
}

function ofBinding(depth: number): (assignment: PythonNode) => ValueKind | null {
  return (assignment) => {
    const value = assignment.field("right");
    return ofType(assignment.field("type")) ?? (value ? kindOfValue(value, depth - 1) : null);
  };
}

function ofType(annotation: PythonNode | null | undefined): ValueKind | null {
  if (!annotation) return null;
  const text = annotation.text().replace(/["'\s]/g, "");
  const plain = /^(?:\w+\.)*(?:Optional|Final|ClassVar|Annotated)\[(.*)\]$/.exec(text)?.[1]?.split(",")[0] ?? text;
  const parts = plain.split("|").map((part) => part.replace(/\[.*$/, "").split(".").at(-1) ?? "");
  const kinds = parts.map((part) => OF_TYPE.find(([pattern]) => pattern.test(part))?.[1] ?? null);
  return kinds.includes(null) ? null : onlyOne(kinds);
}

function assignmentsTo(name: string, assignments: PythonNode[]): PythonNode[] {
  return assignments.filter((assignment) => assignment.field("left")?.text() === name);
}

/** The assignments that are statements of a module or class body themselves. */
function statementsOf(body: PythonNode): PythonNode[] {
  return body.children().flatMap((child) => {
    const first = child.kind() === "expression_statement" ? child.child(0) : null;
    return first?.kind() === "assignment" ? [first] : [];
  });
}

function moduleOf(node: PythonNode): PythonNode {
  return node.ancestors().at(-1) ?? node;
}
