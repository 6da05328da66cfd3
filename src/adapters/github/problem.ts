import { InfrastructureError } from "../../errors.ts";
import { redact } from "../redact.ts";

/** What went wrong between GitHub and us, as data. */
export type ProblemKind =
  | "not-found"
  | "no-permission"
  | "app-uninstalled"
  | "rate-limited"
  /** A ruleset, branch protection or push rule said no. */
  | "refused-by-rules"
  /** Someone else was there first: the branch moved, the thing exists. */
  | "conflict"
  /** GitHub does not take what we sent. */
  | "invalid"
  /** 5xx or no connection: nobody knows whether it was done. */
  | "unavailable";

/** One refused request. Its message holds no secret; `status` is what GitHub answered, 0 without an answer. */
export class GitHubProblem extends InfrastructureError {
  override name = "GitHubProblem";
  readonly kind: ProblemKind;
  readonly status: number;
  /** Seconds until it is worth another try, when GitHub said so. */
  readonly retry_after: number | null;
  constructor(kind: ProblemKind, status: number, message: string, retry_after: number | null = null) {
    super(redact(message));
    this.kind = kind;
    this.status = status;
    this.retry_after = retry_after;
  }
}

/** An error of Octokit as a plain value; everything in it is optional there. */
export interface Failure {
  method: string;
  /** The path below the API's root, without query. */
  path: string;
  /** 0: there was no answer. */
  status: number;
  message: string;
  headers: Readonly<Record<string, string | undefined>>;
}

const RULES =
  /repository rule violations?|protected branch|GH006|GH013|push (?:declined|rejected)|required status check|not authorized to push/i;
const LIMITED = /secondary rate limit|abuse detection|rate limit exceeded/i;

/** What a failure is. The texts are matched only where the status says too little. */
export function kindOf({ status, path, message, headers }: Failure): ProblemKind {
  if (status === 0 || status >= 500) return "unavailable";
  if (isLimited({ status, message, headers })) return "rate-limited";
  const minting = /\/app\/installations\/\d+\/access_tokens$/.test(path);
  if (minting && [401, 403, 404].includes(status)) return "app-uninstalled";
  if (status === 401 || /installation has been suspended/i.test(message)) return "app-uninstalled";
  if (problemKindOfText(message) !== null) return "refused-by-rules";
  if (status === 403) return "no-permission";
  if (status === 404 || status === 410) return "not-found";
  if (status === 409) return "conflict";
  return "invalid";
}

/** What a refusal is when only its words say so. */
export function problemKindOfText(message: string): ProblemKind | null {
  return RULES.test(message) ? "refused-by-rules" : null;
}

/** A problem as the middle of a sentence about a delivery to `branch`. */
export function sayProblem({ kind, message }: GitHubProblem, branch: string): string {
  switch (kind) {
    case "not-found":
      return `${branch} is not there any more`;
    case "no-permission":
      return "TFactory may not write to this repository";
    case "app-uninstalled":
      return "TFactory is not installed on this repository any more";
    case "rate-limited":
      return "GitHub takes no more requests from TFactory for now";
    case "refused-by-rules":
      return `the rules of ${branch} refuse it (${message
        .replace(/^.*?: /s, "")
        .split(" - http", 1)[0]
        ?.trim()
        .replace(/\s+/g, " ")})`;
    case "conflict":
      return `${branch} was changed at the same moment`;
    case "unavailable":
      return "GitHub did not answer, so nobody knows whether they arrived";
    case "invalid":
      return `GitHub did not take them (${message.split(" - http", 1)[0]})`;
  }
}

/** GitHub limits with 403 as well as 429; a 403 is a limit when it says so in a header or in words. */
export function isLimited({ status, message, headers }: Pick<Failure, "status" | "message" | "headers">): boolean {
  if (status === 429) return true;
  return (
    status === 403 && (headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0" || LIMITED.test(message))
  );
}
