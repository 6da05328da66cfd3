import type { Viewer } from "../auth/viewer.ts";
import type { Budget } from "../http/rate-limit.ts";
import { ApiError } from "../http/reply.ts";
import type { World } from "../world.ts";
import type { Document, Operation, Selection, Value } from "./parse.ts";

export interface Context {
  world: World;
  viewer: Viewer;
  budget: Budget;
}
export interface Field {
  /** The type of what it gives; `null` for a scalar. */
  type: string | null;
  resolve(parent: never, given: Record<string, unknown>, context: Context): unknown;
}
/** Object types by name, each with its fields. */
export type Schema = Record<string, Record<string, Field>>;

export interface GraphqlError {
  type?: string;
  path?: (string | number)[];
  message: string;
  extensions?: Record<string, unknown>;
}
export interface GraphqlAnswer {
  data?: unknown;
  errors?: GraphqlError[];
}

/** An error of one field, with the type GitHub gives it: `NOT_FOUND`, `FORBIDDEN`, `STALE_DATA`, … */
export class FieldError extends Error {
  override name = "FieldError";
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Runs an operation. Nothing is run when it asks for a field that is not there. */
export async function execute(
  schema: Schema,
  document: Document,
  asked: { operation: string | null; variables: Record<string, unknown> },
  context: Context,
): Promise<GraphqlAnswer> {
  const operation = document.operations.find(({ name }) => asked.operation === null || name === asked.operation);
  if (operation === undefined) return { errors: [{ message: "No operation named as asked." }] };
  const root = operation.kind === "mutation" ? "Mutation" : "Query";
  const problems = [
    ...check(schema, document, operation.selection, root, [operation.kind]),
    ...missing(operation, asked.variables),
  ];
  if (problems.length > 0) return { errors: problems };
  const run = { schema, document, context, variables: withFallbacks(operation, asked.variables), errors: [] as GraphqlError[] };
  const data = await select(run, operation.selection, root, {}, []);
  return { data, ...(run.errors.length === 0 ? {} : { errors: run.errors }) };
}

interface Run {
  schema: Schema;
  document: Document;
  context: Context;
  variables: Record<string, unknown>;
  errors: GraphqlError[];
}
type Path = (string | number)[];

async function select(
  run: Run,
  selection: Selection[],
  type: string,
  parent: unknown,
  path: Path,
): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const one of fieldsOf(run.document, selection, type)) {
    const field = one.name === "__typename" ? { type: null, resolve: () => type } : run.schema[type]?.[one.name];
    if (field === undefined) continue;
    const at = [...path, one.alias];
    const given = Object.fromEntries([...one.arguments].map(([name, value]) => [name, resolved(value, run.variables)]));
    try {
      const value: unknown = await field.resolve(parent as never, given, run.context);
      result[one.alias] = await complete(run, one.selection, field.type, value, at);
    } catch (error) {
      run.errors.push(described(error, at));
      result[one.alias] = null;
    }
  }
  return result;
}

async function complete(run: Run, selection: Selection[], type: string | null, value: unknown, path: Path): Promise<unknown> {
  if (value === null || value === undefined || type === null) return value ?? null;
  if (!Array.isArray(value)) return select(run, selection, type, value, path);
  return Promise.all(value.map((item, at) => complete(run, selection, type, item, [...path, at])));
}

function described(error: unknown, path: Path): GraphqlError {
  if (error instanceof FieldError) return { type: error.type, path, message: error.message };
  if (!(error instanceof ApiError)) throw error;
  const type = { 401: "FORBIDDEN", 403: "FORBIDDEN", 404: "NOT_FOUND" }[error.status] ?? "UNPROCESSABLE";
  return { type, path, message: error.message };
}

/** The fields a selection has for a type, fragments unfolded. */
function fieldsOf(document: Document, selection: Selection[], type: string): Extract<Selection, { kind: "field" }>[] {
  return selection.flatMap((one) => {
    if (one.kind === "field") return [one];
    const fragment = one.kind === "inline" ? one : document.fragments.get(one.fragment);
    const fits = fragment !== undefined && (fragment.on === null || fragment.on === type);
    return fits ? fieldsOf(document, fragment.selection, type) : [];
  });
}

function check(schema: Schema, document: Document, selection: Selection[], type: string, path: Path): GraphqlError[] {
  return fieldsOf(document, selection, type).flatMap((one): GraphqlError[] => {
    const at = [...path, one.alias];
    const field = schema[type]?.[one.name];
    if (one.name === "__typename") return [];
    if (field === undefined) {
      const extensions = { code: "undefinedField", typeName: type, fieldName: one.name };
      return [{ path: at, extensions, message: `Field '${one.name}' doesn't exist on type '${type}'` }];
    }
    const bare = field.type !== null && one.selection.length === 0;
    if (bare)
      return [
        { path: at, message: `Field must have selections (field '${one.name}' returns ${field.type} but has no selections.)` },
      ];
    return field.type === null ? [] : check(schema, document, one.selection, field.type, at);
  });
}

function missing(operation: Operation, variables: Record<string, unknown>): GraphqlError[] {
  const required = [...operation.variables].filter(([, { type, fallback }]) => type.endsWith("!") && fallback === null);
  return required
    .filter(([name]) => variables[name] === undefined || variables[name] === null)
    .map(([name, { type }]) => ({ message: `Variable $${name} of type ${type} was provided invalid value` }));
}

function withFallbacks(operation: Operation, variables: Record<string, unknown>): Record<string, unknown> {
  const defaults = [...operation.variables].flatMap(([name, { fallback }]) =>
    fallback === null ? [] : [[name, resolved(fallback, {})]],
  );
  return { ...Object.fromEntries(defaults), ...variables };
}

function resolved(value: Value, variables: Record<string, unknown>): unknown {
  if (value.kind === "variable") return variables[value.name] ?? null;
  if (value.kind === "literal") return value.value;
  if (value.kind === "list") return value.items.map((item) => resolved(item, variables));
  return Object.fromEntries([...value.fields].map(([name, field]) => [name, resolved(field, variables)]));
}
