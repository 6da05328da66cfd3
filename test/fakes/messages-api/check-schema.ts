/** The keywords a grammar is made of; every other one is refused (platform.claude.com, structured outputs; the SDK's transformation). */
const KNOWN = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "enum",
  "const",
  "anyOf",
  "allOf",
  "$ref",
  "$defs",
  "description",
  "title",
  "format",
  "minItems",
  "default",
]);
/** Measured by others: 7,354 bytes were too large (pome-sh/digital-twins#527), 24 optional fields too many (anthropics/claude-code#55539). */
const LARGEST_BYTES = 7000;
const MOST_OPTIONAL = 24;

/** Why the API would not compile a schema, or `null`. */
export function grammarProblem(schema: Record<string, unknown>): string | null {
  const problem = walk(schema, "output_config.format.schema");
  if (problem !== null) return problem;
  if (optionalIn(schema) > MOST_OPTIONAL)
    return `Schemas contains too many optional parameters (${optionalIn(schema)}), limit: ${MOST_OPTIONAL}`;
  if (Buffer.byteLength(JSON.stringify(schema)) > LARGEST_BYTES)
    return "The compiled grammar is too large, which would cause performance issues. Simplify your tool schemas or reduce the number of strict tools.";
  return null;
}

function walk(value: unknown, at: string): string | null {
  if (!isObject(value)) return `${at}: must be an object`;
  for (const key of Object.keys(value))
    if (!KNOWN.has(key)) return `${at}: For '${String(value.type)}' type, property '${key}' is not supported`;
  if (value.type === "object" && value.additionalProperties !== false)
    return `${at}: For 'object' type, 'additionalProperties' must be explicitly set to false`;
  if (typeof value.minItems === "number" && value.minItems > 1)
    return `${at}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`;
  for (const [place, child] of childrenOf(value)) {
    const problem = walk(child, `${at}.${place}`);
    if (problem !== null) return problem;
  }
  return null;
}

function childrenOf(schema: Record<string, unknown>): [string, unknown][] {
  const named = ["properties", "$defs"].flatMap((key) => (isObject(schema[key]) ? Object.entries(schema[key]) : []));
  const listed = ["anyOf", "allOf"].flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : []));
  const items: [string, unknown][] = schema.items === undefined ? [] : [["items", schema.items]];
  return [...named, ...listed.map((child, index): [string, unknown] => [String(index), child]), ...items];
}

function optionalIn(value: unknown): number {
  if (!isObject(value)) return 0;
  const required = Array.isArray(value.required) ? value.required : [];
  const own = isObject(value.properties) ? Object.keys(value.properties).filter((name) => !required.includes(name)).length : 0;
  return childrenOf(value).reduce((sum, [, child]) => sum + optionalIn(child), own);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
