import type Anthropic from "@anthropic-ai/sdk";
import { z } from "zod";

/** What a whole message says. Only `said` may hold an answer. */
export type Read = { status: "said"; text: string } | { status: "refused" | "truncated" | "failed"; reason: string };

type Stopped = Pick<Anthropic.Message, "stop_reason" | "content"> & Partial<Pick<Anthropic.Message, "stop_details">>;

/** Reads why the model stopped before what it wrote: half an answer may still parse. A reason nobody knows is a failure. */
export function readMessage({ stop_reason, content, stop_details }: Stopped): Read {
  switch (stop_reason) {
    case "end_turn":
    case "stop_sequence":
      return { status: "said", text: content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("") };
    case "refusal":
      return { status: "refused", reason: refusal(stop_details) };
    case "max_tokens":
      return { status: "truncated", reason: "The answer was cut off at its limit of tokens." };
    case "model_context_window_exceeded":
      return { status: "truncated", reason: "The answer was cut off where the model's context window ends." };
    default:
      return {
        status: "failed",
        reason: `The model stopped for ${JSON.stringify(stop_reason ?? null).slice(0, 60)} instead of answering.`,
      };
  }
}

function refusal(details: Anthropic.Message["stop_details"] | undefined): string {
  const category = details?.category ?? null;
  const explanation = details?.explanation ?? null;
  const why = category === null ? "" : ` (${category})`;
  return `The model declined to answer${why}${explanation === null ? "." : `: ${explanation}`}`;
}

export type Parsed<Answer> = { status: "fits"; answer: Answer } | { status: "misfit"; problem: string };

/** More than this of what does not fit teaches nothing more and would cost as input. */
const PROBLEM_LENGTH = 2000;

/** The answer in a text: the text itself, what stands in its fence, or from its first brace to its last. */
export function parseAnswer<Answer>(text: string, schema: z.ZodType<Answer>): Parsed<Answer> {
  let problem = "It is not JSON.";
  for (const candidate of documentsIn(text)) {
    const value = fromJson(candidate);
    if (value.status === "no-json") {
      problem = value.problem;
      continue;
    }
    const parsed = schema.safeParse(value.value);
    if (parsed.success) return { status: "fits", answer: parsed.data };
    return { status: "misfit", problem: z.prettifyError(parsed.error).slice(0, PROBLEM_LENGTH) };
  }
  return { status: "misfit", problem };
}

/** From the first fence to the last one: source in the answer may have fences of its own. */
function documentsIn(text: string): string[] {
  const whole = text.trim();
  const open = /```(?:json)?[ \t]*\r?\n/i.exec(whole);
  const close = whole.lastIndexOf("```");
  const begin = open === null ? -1 : open.index + open[0].length;
  const fenced = begin !== -1 && close > begin ? [whole.slice(begin, close)] : [];
  const [first, last] = [whole.search(/[{[]/), Math.max(whole.lastIndexOf("}"), whole.lastIndexOf("]"))];
  return [whole, ...fenced, ...(first !== -1 && last > first ? [whole.slice(first, last + 1)] : [])];
}

function fromJson(text: string): { status: "json"; value: unknown } | { status: "no-json"; problem: string } {
  try {
    return { status: "json", value: JSON.parse(text) };
  } catch (error) {
    return { status: "no-json", problem: `It is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : "?"}` };
  }
}
