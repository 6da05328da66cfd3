import type Anthropic from "@anthropic-ai/sdk";
import type { Question } from "../../ports.ts";
import { grammarOf, shapeInWords } from "./answer-schema.ts";
import type { ProviderProfile } from "./profile.ts";

export type Effort = "low" | "medium" | "high" | "xhigh" | "max";
/** The model of each role. */
export type Roles = Readonly<Record<Question<unknown>["role"], string>>;
export type Request = Anthropic.MessageStreamParams;

/** An answer that did not fit, and why, for the one turn in which the model may mend it. */
export interface Misfit {
  text: string;
  problem: string;
}

/**
 * A question as the Messages API takes it. What stays the same comes first and ends in a breakpoint each: the rules of the
 * role, then the run's context. A breakpoint covers all before it (platform.claude.com, prompt caching). Another schema is a miss
 * by itself (seen on Bedrock, repost.aws), so that roles would share no prefix in any order. No sampling parameters: the API
 * of 2026-10-21 refuses them.
 */
export function requestOf(
  { system, context, task, schema, max_tokens }: Question<unknown>,
  model: string,
  effort: Effort | null,
  profile: ProviderProfile,
  misfit: Misfit | null,
): Request {
  const native = profile.structured === "native";
  const format = native ? { format: { type: "json_schema" as const, schema: grammarOf(schema) } } : {};
  const output_config = { ...format, ...(effort !== null && profile.effort ? { effort } : {}) };
  const asked = native ? task : `${task}\n\n${shapeInWords(schema)}`;
  return {
    model,
    max_tokens: Math.min(max_tokens, profile.max_tokens ?? max_tokens),
    ...(system === "" ? {} : { system: [cached(system, profile)] }),
    messages: [
      { role: "user", content: [...(context === "" ? [] : [cached(context, profile)]), { type: "text", text: asked }] },
      ...(misfit === null ? [] : mending(misfit)),
    ],
    ...(Object.keys(output_config).length === 0 ? {} : { output_config }),
  };
}

function cached(text: string, { cache }: ProviderProfile): Anthropic.TextBlockParam {
  return { type: "text", text, ...(cache ? { cache_control: { type: "ephemeral" as const } } : {}) };
}

/** The API refuses an empty text, so an answer without one is named. */
function mending({ text, problem }: Misfit): Anthropic.MessageParam[] {
  return [
    { role: "assistant", content: text.trim() === "" ? "(no text)" : text },
    {
      role: "user",
      content: `That answer does not have the shape that was asked for:\n${problem}\n\nGive the whole answer again, in that shape.`,
    },
  ];
}
