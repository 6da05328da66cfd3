import { z } from "zod";
import { grammarProblem } from "./check-schema.ts";

/** How the API refuses: its status and error type, and its words where they are known. */
export interface Refusal {
  status: number;
  type: string;
  message: string;
}
/** The models the fake API has, the most tokens each may answer with and read. */
export const MODELS: Readonly<Record<string, { max_tokens: number; max_input_tokens: number; effort: boolean }>> = {
  "claude-sonnet-5-5": { max_tokens: 128_000, max_input_tokens: 1_000_000, effort: true },
  "claude-haiku-5-5": { max_tokens: 128_000, max_input_tokens: 1_000_000, effort: true },
  "claude-opus-5-5": { max_tokens: 128_000, max_input_tokens: 1_000_000, effort: true },
  "claude-haiku-4-5": { max_tokens: 64_000, max_input_tokens: 200_000, effort: false },
};
const VERSION = "2026-10-21";
const BREAKPOINTS = 4;

const Cache = z.strictObject({ type: z.literal("ephemeral"), ttl: z.enum(["5m", "1h"]).optional() });
const Text = z.strictObject({
  type: z.literal("text"),
  text: z.string().refine((text) => text.trim() !== "", "text content blocks must be non-empty"),
  cache_control: Cache.nullish(),
});
/** A text is short for one block of it. */
const Content = z.preprocess(
  (content) => (typeof content === "string" ? [{ type: "text", text: content }] : content),
  z.array(Text).min(1),
);
const Message = z.strictObject({ role: z.enum(["user", "assistant"]), content: Content });
const OutputConfig = z.strictObject({
  effort: z.enum(["low", "medium", "high", "xhigh", "max"]).nullish(),
  format: z.strictObject({ type: z.literal("json_schema"), schema: z.record(z.string(), z.unknown()) }).nullish(),
});
/** What of the Messages API a question without tools may send. Everything else is refused by name, sampling parameters too. */
const Counted = z.strictObject({
  model: z.string(),
  messages: z.array(Message).min(1, "at least one message is required"),
  system: Content.optional(),
  output_config: OutputConfig.optional(),
});
export const Body = Counted.extend({
  max_tokens: z.int().min(1),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
});
export type Body = z.infer<typeof Body>;

/** The request the real API would have taken, or its refusal. `path` is `/v1/messages` or `/v1/messages/count_tokens`. */
export function checkRequest(path: string, headers: NodeJS.Dict<string | string[]>, text: string, key: string): Body | Refusal {
  const door = checkHeaders(headers, key);
  if (door !== null) return door;
  if (Buffer.byteLength(text) > 32 * 1024 * 1024)
    return { status: 413, type: "request_too_large", message: "Request exceeds the maximum size" };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return invalid("The request body is not valid JSON");
  }
  const counting = path.endsWith("/count_tokens");
  const parsed = counting ? Counted.safeParse(json) : Body.safeParse(json);
  if (!parsed.success) return invalid(parsed.error.issues.map(sayIssue).join("; "));
  const body: Body = { max_tokens: 1, ...parsed.data };
  const model = MODELS[body.model];
  if (model === undefined) return { status: 404, type: "not_found_error", message: `model: ${body.model}` };
  return problemOf(body, model) ?? body;
}

/** What every request needs to get in. */
export function checkHeaders(headers: NodeJS.Dict<string | string[]>, key: string): Refusal | null {
  if (headers.authorization === undefined) {
    const old = headers["x-api-key"] !== undefined;
    return unauthenticated(old ? "x-api-key is not accepted since 2026-10-21: use Authorization" : "authorization: missing");
  }
  if (headers.authorization !== `Bearer ${key}`) return unauthenticated("invalid bearer token");
  if (headers["anthropic-version"] === undefined) return invalid("anthropic-version: header is required");
  if (headers["anthropic-version"] !== VERSION)
    return invalid(`anthropic-version: "${headers["anthropic-version"]}" is not a valid version`);
  return null;
}

function problemOf(
  { messages, system, max_tokens, model, output_config }: Body,
  limits: (typeof MODELS)[string],
): Refusal | null {
  if (max_tokens > limits.max_tokens)
    return invalid(
      `max_tokens: ${max_tokens} > ${limits.max_tokens}, which is the maximum allowed number of output tokens for ${model}`,
    );
  if (messages[0]?.role !== "user") return invalid('messages: first message must use the "user" role');
  if (messages.at(-1)?.role !== "user")
    return invalid("This model does not support assistant message prefill. The conversation must end with a user message.");
  const blocks = [system ?? [], ...messages.map(({ content }) => content)].flat();
  const breakpoints = blocks.filter((block) => block.cache_control != null).length;
  if (breakpoints > BREAKPOINTS)
    return invalid(`A maximum of ${BREAKPOINTS} blocks with cache_control may be provided. Found ${breakpoints}.`);
  if (output_config?.effort != null && !limits.effort) return invalid(`output_config.effort: ${model} does not support effort`);
  const problem = output_config?.format == null ? null : grammarProblem(output_config.format.schema);
  return problem === null ? null : invalid(problem);
}

function sayIssue({ code, path, message, ...issue }: z.core.$ZodIssue): string {
  if (code === "unrecognized_keys") {
    const keys = "keys" in issue ? issue.keys : [];
    return keys.map((key) => `${[...path, key].join(".")}: Extra inputs are not permitted`).join("; ");
  }
  return `${path.join(".")}: ${message}`;
}

function invalid(message: string): Refusal {
  return { status: 400, type: "invalid_request_error", message };
}

function unauthenticated(message: string): Refusal {
  return { status: 401, type: "authentication_error", message };
}
