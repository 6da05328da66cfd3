import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { components, type Operation } from "./openapi.ts";

/** One way a request or answer is not what GitHub's OpenAPI description says. */
export interface Finding {
  /** Like `body.output.summary` or `query.per_page`. */
  where: string;
  message: string;
}

const strict = anAjv({ coerceTypes: false });
/** Query and path values arrive as text. */
const lenient = anAjv({ coerceTypes: "array" });

const compiled = new Map<string, ValidateFunction>();

export interface RequestParts {
  path: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

/** What is wrong with a request: unknown or ill-typed query parameters, and a body that breaks its schema. */
export function checkRequest(operation: Operation, { path, query, body }: RequestParts): Finding[] {
  const found = [...checkValues(operation, "path", path), ...checkValues(operation, "query", query)];
  if (operation.body === null) {
    const stray = body !== undefined && Object.keys(body ?? {}).length > 0;
    return stray ? [...found, { where: "body", message: `${operation.id} takes no body.` }] : found;
  }
  if (body === undefined && !operation.body.required) return found;
  const validate = validator(strict, `${operation.id} request`, operation.body.schema);
  return validate(body ?? {}) ? found : [...found, ...tell("body", validate.errors ?? [], body)];
}

/** What is wrong with an answer: a status that is not described, or a body that breaks its schema. */
export function checkResponse(operation: Operation, status: number, body: unknown): Finding[] {
  if (!operation.responses.has(status)) return [{ where: "status", message: `${status} is not described.` }];
  const schema = operation.responses.get(status);
  if (schema === undefined) return [];
  const validate = validator(strict, `${operation.id} ${status}`, schema);
  return validate(body) ? [] : tell("body", validate.errors ?? [], body);
}

function anAjv(options: { coerceTypes: false | "array" }): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, ...options, formats: { "repo.nwo": /^[^/]+\/[^/]+$/ } });
  formats.default(ajv);
  return ajv.addSchema({ $id: "github", components });
}

function checkValues(operation: Operation, place: "path" | "query", values: Record<string, string>): Finding[] {
  const parameters = operation.parameters.filter((parameter) => parameter.in === place);
  const schema = {
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name, schema: one }) => [name, one])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
  const validate = validator(lenient, `${operation.id} ${place}`, schema);
  return validate({ ...values }) ? [] : tell(place, validate.errors ?? [], values);
}

function validator(by: Ajv, key: string, schema: unknown): ValidateFunction {
  const made = compiled.get(key) ?? by.compile(pointed(schema) as object);
  compiled.set(key, made);
  return made;
}

/** References of a schema that is compiled on its own, made to point into the description. */
function pointed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(pointed);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === "$ref" ? `github${String(value)}` : pointed(value)]),
  );
}

function tell(place: string, errors: ErrorObject[], value: unknown): Finding[] {
  return errors.map((error) => ({
    where: `${place}${error.instancePath.replaceAll("/", ".")}`,
    message: inGitHubsWords(error, at(value, error.instancePath)),
  }));
}

function inGitHubsWords(error: ErrorObject, value: unknown): string {
  const { keyword, params } = error;
  if (keyword === "required") return `"${params.missingProperty}" wasn't supplied.`;
  if (keyword === "maxLength") return `Only ${params.limit} characters are allowed; ${[...String(value)].length} were supplied.`;
  if (keyword === "maxItems")
    return `No more than ${params.limit} items are allowed; ${(value as unknown[]).length} were supplied.`;
  if (keyword === "maxProperties")
    return `No more than ${params.limit} properties are allowed; ${Object.keys(value ?? {}).length} were supplied.`;
  if (keyword === "enum") return `${JSON.stringify(value)} is not a member of ${JSON.stringify(params.allowedValues)}.`;
  if (keyword === "type") return `${JSON.stringify(value)?.slice(0, 80)} is not of type ${params.type}.`;
  if (keyword === "additionalProperties") return `"${params.additionalProperty}" is not a permitted key.`;
  return error.message ?? keyword;
}

function at(value: unknown, pointer: string): unknown {
  const keys = pointer.split("/").slice(1);
  return keys.reduce<unknown>(
    (inside, key) => (inside as Record<string, unknown> | undefined)?.[key.replaceAll("~1", "/")],
    value,
  );
}
