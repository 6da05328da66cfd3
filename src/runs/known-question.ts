import { createHash } from "node:crypto";
import { z } from "zod";
import { ModelUsage } from "../domain/model-usage.ts";
import type { Question } from "../ports.ts";

/** An answer that is worth keeping: what failed for the moment's reasons is not. */
export const KeptAnswer = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("answered"), answer: z.unknown(), usage: ModelUsage }),
  z.strictObject({ status: z.enum(["refused", "truncated", "invalid"]), reason: z.string(), usage: ModelUsage }),
]);
export type KeptAnswer = z.infer<typeof KeptAnswer>;

/** All that a question sends: another word anywhere makes another question. */
export const Asked = z.strictObject({
  model: z.string(),
  role: z.enum(["planner", "oracle", "generator", "repairer", "judge"]),
  request: z.strictObject({
    system: z.string(),
    context: z.string(),
    task: z.string(),
    schema: z.record(z.string(), z.unknown()),
    max_tokens: z.int(),
  }),
});
export type Asked = z.infer<typeof Asked>;

export function askedOf(model: string, { role, system, context, task, schema, max_tokens }: Question<unknown>): Asked {
  return { model, role, request: { system, context, task, schema: z.toJSONSchema(schema, { io: "input" }), max_tokens } };
}

/** Equal for equal questions: a sha256 in hexadecimal. */
export function keyOf({ model, role, request: { system, context, task, schema, max_tokens } }: Asked): string {
  return createHash("sha256")
    .update(JSON.stringify([model, role, system, context, task, schema, max_tokens]))
    .digest("hex");
}
