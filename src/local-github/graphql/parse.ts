/** A GraphQL document's parts, as far as clients of the local GitHub use them: operations, fields, arguments, fragments. */
export interface Operation {
  kind: "query" | "mutation";
  name: string | null;
  /** Declared variables with their default values. */
  variables: Map<string, { type: string; fallback: Value | null }>;
  selection: Selection[];
}
export type Selection =
  | { kind: "field"; name: string; alias: string; arguments: Map<string, Value>; selection: Selection[] }
  | { kind: "inline"; on: string | null; selection: Selection[] }
  | { kind: "spread"; fragment: string };
export type Value =
  | { kind: "variable"; name: string }
  | { kind: "literal"; value: unknown }
  | { kind: "list"; items: Value[] }
  | { kind: "object"; fields: Map<string, Value> };
export interface Document {
  operations: Operation[];
  fragments: Map<string, { on: string; selection: Selection[] }>;
}

/** What is wrong with a document, in a sentence. */
export class GraphqlSyntaxError extends Error {
  override name = "GraphqlSyntaxError";
}

const TOKEN =
  /[\s,\uFEFF]+|#[^\n]*|("""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|\.\.\.|[!$()[\]{}:=@|&]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[_A-Za-z]\w*)/y;

/** Reads a document. Throws `GraphqlSyntaxError`. */
export function parseDocument(text: string): Document {
  return new Parser(tokens(text)).document();
}

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new GraphqlSyntaxError(`Expected one of SCHEMA, SCALAR, TYPE, …, actual: UNKNOWN_CHAR (${JSON.stringify(text[at])})`);
    if (match[1] !== undefined) found.push(match[1]);
  }
  return found;
}

class Parser {
  private at = 0;
  private readonly tokens: string[];
  constructor(all: string[]) {
    this.tokens = all;
  }

  document(): Document {
    const document: Document = { operations: [], fragments: new Map() };
    while (this.peek() !== undefined) {
      if (this.peek() === "fragment") {
        this.next();
        const name = this.next();
        this.expect("on");
        document.fragments.set(name, { on: this.next(), selection: this.selection() });
      } else document.operations.push(this.operation());
    }
    return document;
  }

  private operation(): Operation {
    const operation: Operation = { kind: "query", name: null, variables: new Map(), selection: [] };
    if (this.peek() !== "{") {
      const kind = this.next();
      if (kind !== "query" && kind !== "mutation") throw new GraphqlSyntaxError(`Expected an operation, actual: ${kind}`);
      operation.kind = kind;
      if (/^[_A-Za-z]/.test(this.peek() ?? "")) operation.name = this.next();
      if (this.take("(")) while (!this.take(")")) this.variable(operation);
    }
    operation.selection = this.selection();
    return operation;
  }

  private variable(operation: Operation): void {
    this.expect("$");
    const name = this.next();
    this.expect(":");
    let type = "";
    while (!["$", ")", "=", undefined].includes(this.peek())) type += this.next();
    operation.variables.set(name, { type, fallback: this.take("=") ? this.value() : null });
  }

  private selection(): Selection[] {
    const selected: Selection[] = [];
    this.expect("{");
    while (!this.take("}")) selected.push(this.selected());
    return selected;
  }

  private selected(): Selection {
    if (this.take("...")) {
      if (this.peek() === "{") return { kind: "inline", on: null, selection: this.selection() };
      const name = this.next();
      return name === "on"
        ? { kind: "inline", on: this.next(), selection: this.selection() }
        : { kind: "spread", fragment: name };
    }
    const first = this.next();
    const name = this.take(":") ? this.next() : first;
    const given = new Map<string, Value>();
    if (this.take("(")) while (!this.take(")")) this.named(given);
    const selection = this.peek() === "{" ? this.selection() : [];
    return { kind: "field", name, alias: first, arguments: given, selection };
  }

  private named(into: Map<string, Value>): void {
    const name = this.next();
    this.expect(":");
    into.set(name, this.value());
  }

  private value(): Value {
    const token = this.next();
    if (token === "$") return { kind: "variable", name: this.next() };
    if (token === "[") {
      const items: Value[] = [];
      while (!this.take("]")) items.push(this.value());
      return { kind: "list", items };
    }
    if (token === "{") {
      const fields = new Map<string, Value>();
      while (!this.take("}")) this.named(fields);
      return { kind: "object", fields };
    }
    if (token.startsWith('"""')) return { kind: "literal", value: token.slice(3, -3).trim() };
    if (token.startsWith('"')) return { kind: "literal", value: JSON.parse(token) };
    const words: Record<string, unknown> = { true: true, false: false, null: null };
    return { kind: "literal", value: token in words ? words[token] : /^-?\d/.test(token) ? Number(token) : token };
  }

  private peek(): string | undefined {
    return this.tokens[this.at];
  }

  private next(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new GraphqlSyntaxError("Unexpected end of document");
    return token;
  }

  private take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    const found = this.next();
    if (found !== token) throw new GraphqlSyntaxError(`Expected ${JSON.stringify(token)}, actual: ${JSON.stringify(found)}`);
  }
}
