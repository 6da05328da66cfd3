import { redact } from "../redact.ts";
import type { Failure } from "./failure.ts";

/** A server may answer with a page. */
const MESSAGE_LENGTH = 300;

/** A failure as a sentence a person can act on. What the server said is its own text: one line of it, without the key. */
export function sayFailure(failure: Failure, model: string, key: string | null): string {
  const { status, silent } = failure;
  const message = quiet(failure.message, key);
  if (silent) return "The model's server said nothing for so long that it was given up.";
  if (status === 0) return `The model's server gave no whole answer: ${message}`;
  if (status === 401) return `The model's server does not take the key in ANTHROPIC_API_KEY: ${message}`;
  if (status === 403) return `The key in ANTHROPIC_API_KEY may not use ${model}: ${message}`;
  if (status === 404) return `The model's server does not know the model ${model}: ${message}`;
  if (status === 413 || /prompt is too long|context (window|length)/i.test(message))
    return `The question is longer than ${model} can read: ${message}`;
  if (status === 429) return `The model's server has no room for more requests now: ${message}`;
  if (status >= 500) return `The model's server can not answer now (${status}): ${message}`;
  return `The model's server refused the request (${status}): ${message}`;
}

/** A spend limit, ours to say and the account's to lift. */
export function sayExhausted({ message }: Failure, key: string | null): string {
  return `The account's spend limit at the model's provider is reached: ${quiet(message, key)}`;
}

/** A server knows the key it was sent, and what it answers is kept, shown and committed. */
export function withoutKey(text: string, key: string | null): string {
  return key === null ? text : text.replaceAll(key, "[key]");
}

/** Text of a server without line ends, control characters, secrets and length. */
export function quiet(text: string, key: string | null): string {
  const clean = redact(withoutKey(text, key));
  const line = clean.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH)}…` : line;
}
