import { z } from "zod";
import { lanes } from "../lanes/index.ts";
import { noOptions } from "./commands/command.ts";
import { type Asked, ignored, plainIntent, type Reading } from "./intent.ts";
import { RepositoryDispatch } from "./payloads.ts";
import { deafTo, type Identity, placeOf } from "./senders.ts";

/** The type of the `repository_dispatch` event that hands a pull request over. */
export const DISPATCH = "tfactory-test";

/** GitHub takes 64 KB for the whole payload. */
const SPEC_LIMIT = 64_000;
const ref = z.string().min(1).max(255);

/** Version 1 of what travels in `client_payload`. The request id becomes the id of the run and of its check run. */
const Payload = z
  .strictObject({
    v: z.literal(1),
    pr: z.int().positive().optional(),
    branch: ref.optional(),
    /** A path on the head, `#` and an issue's number, or the name of a specification. */
    spec_id: z.string().min(1).max(300).optional(),
    spec_text: z.string().min(1).max(SPEC_LIMIT).optional(),
    base_ref: ref.optional(),
    lanes: z.array(z.enum(lanes.map((lane) => lane.id))).optional(),
    sha: z
      .string()
      .regex(/^[0-9a-f]{40}$/, "is not a full commit id")
      .optional(),
    request_id: z.string().regex(/^[\w-]{8,64}$/, "is not 8 to 64 letters, digits, _ or -"),
  })
  .refine(({ pr, branch }) => (pr === undefined) !== (branch === undefined), {
    error: "needs either pr or branch",
    path: ["pr"],
  });

/** Where a refusal can be shown, whatever else is wrong with the payload. */
const Where = z.object({ pr: z.int().positive() });

/** `repository_dispatch`: what the MCP server and scripts send. One line per problem of a payload that does not fit. */
export function fromDispatch(payload: unknown, delivery_id: string, self: Identity): Reading {
  const event = RepositoryDispatch.parse(payload);
  if (event.action !== DISPATCH) return ignored("a dispatch for somebody else");
  const deaf = deafTo(event, self);
  if (deaf !== null) return ignored(deaf);
  const asked: Omit<Asked, "pull_request"> = {
    trigger: "dispatch",
    key: `delivery:${delivery_id}`,
    ...placeOf(event),
    comment_id: null,
    asked_at: null,
  };
  const parsed = Payload.safeParse(event.client_payload);
  if (!parsed.success) {
    const where = Where.safeParse(event.client_payload);
    const problem = parsed.error.issues.map(describe).join("\n");
    if (!where.success) return ignored(`a dispatch that fits nothing: ${problem.replaceAll("\n", "; ")}`);
    return { status: "wrong", asked: { ...asked, pull_request: { number: where.data.pr } }, problem, nearest: null };
  }
  const { pr, branch = "", spec_id, spec_text, base_ref = null, lanes: wanted = [], sha, request_id } = parsed.data;
  return {
    status: "asked",
    intent: {
      ...asked,
      ...plainIntent,
      key: `dispatch:${event.repository.id}:${request_id}`,
      pull_request: pr === undefined ? { branch } : { number: pr },
      command: {
        name: "test",
        options: { ...noOptions, lanes: wanted, spec: spec_text === undefined ? (spec_id ?? null) : null },
      },
      request_id,
      head_sha: sha ?? null,
      base_ref,
      spec: spec_text === undefined ? null : { path: spec_id ?? "request", text: spec_text },
    },
  };
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys")
    return `\`client_payload\` has no ${issue.keys.map((key) => `\`${plain(key)}\``).join(", ")}.`;
  return `\`client_payload${path === "" ? "" : `.${path}`}\` ${lowerFirst(plain(issue.message))}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Keys and values are the sender's: nothing in them may end the code they are shown in. */
function plain(text: string): string {
  return text.replace(/[`@<>\p{Cc}]/gu, "").slice(0, 200);
}
