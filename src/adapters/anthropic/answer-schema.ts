import { transformJSONSchema } from "@anthropic-ai/sdk/lib/transform-json-schema";
import { z } from "zod";

/** The shape of an answer as JSON Schema: what the model has to write, before zod's own transformations. */
export function schemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: "input" });
}

/**
 * The part of it that the API compiles into a grammar; limits it does not know move into the descriptions. Which keywords
 * it knows is the SDK's to say.
 */
export function grammarOf(schema: z.ZodType): Record<string, unknown> {
  return transformJSONSchema(schemaOf(schema));
}

/** How a model without a grammar is told the shape, at the end of what it is asked. */
export function shapeInWords(schema: z.ZodType): string {
  const { $schema, ...shape } = schemaOf(schema);
  return [
    "Answer with exactly one JSON document between ```json and ``` and with nothing else.",
    "It has to fit this JSON Schema:",
    "```json",
    JSON.stringify(shape),
    "```",
  ].join("\n");
}
