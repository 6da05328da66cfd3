import { APIError } from "@anthropic-ai/sdk";

/** A request without a whole message. `status`: of HTTP; 0: no answer, or one that broke off. */
export interface Failure {
  status: number;
  /** The API's name for what happened, e.g. `overloaded_error`; in a stream there is no other. */
  type: string | null;
  /** The API's code for the cause, e.g. `enforced_spend_limit_reached`. */
  code: string | null;
  message: string;
  /** Nothing came for so long that we hung up. */
  silent: boolean;
  headers: Readonly<Record<string, string>>;
}

/** What an error of the SDK says. Anything that is not the API's answer is a connection that broke. */
export function failureOf(error: unknown, silent: boolean): Failure {
  const nothing = { status: 0, type: null, code: null, silent, headers: {} };
  if (!(error instanceof APIError)) return { ...nothing, message: error instanceof Error ? error.message : String(error) };
  const { status, type, errorCode, apiMessage, message, headers } = error;
  return {
    status: status ?? 0,
    type,
    code: errorCode,
    message: apiMessage ?? causeOf(error) ?? message,
    silent,
    headers: Object.fromEntries(headers?.entries() ?? []),
  };
}

function causeOf({ cause }: Error): string | null {
  return cause instanceof Error && cause.message !== "" ? cause.message : null;
}
