import { z } from "zod";
import { UserError } from "../errors.ts";
import type { DispatchPayload, PullRequest } from "./remote.ts";
import { formatTaskId } from "./task-id.ts";
import type { World } from "./tool.ts";

/** GitHub refuses a client payload of 64 KB or more; the rest of the event needs a little of it. */
const PAYLOAD_BYTES = 63_000;

/** What the tools that ask for a run answer. */
export const HandedOver = {
  status: z.enum(["preview", "requested"]),
  task_id: z.string().nullable(),
  pull_request: z.int(),
  pull_request_url: z.string(),
  head_sha: z.string(),
  base_ref: z.string(),
  spec: z.string(),
  lanes: z.array(z.string()),
  next: z.string(),
};

export interface Asked {
  project_id: string;
  which: { number: number } | { branch: string };
  spec_id?: string | undefined;
  spec_text?: string | undefined;
  base_ref?: string | undefined;
  lanes?: string[] | undefined;
  confirm: boolean;
}

/** Asks for a run on a pull request, or with `confirm: false` only says what would be asked for. */
export async function handOver(asked: Asked, { remote, clock }: World): Promise<z.infer<z.ZodObject<typeof HandedOver>>> {
  const pull = await remote.pullRequest(asked.project_id, asked.which);
  const payload = payloadFor(asked, pull, clock.id());
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes > PAYLOAD_BYTES) {
    throw new UserError(
      `The specification is too long to travel with the request (${bytes} bytes of at most ${PAYLOAD_BYTES}). ` +
        "Commit it as a file and name it in spec_id.",
    );
  }
  if (asked.confirm) await remote.dispatch(asked.project_id, payload);
  const { number, url, head_sha } = pull;
  const id = formatTaskId({ repository: asked.project_id, pull_request: number, sha: head_sha, request_id: payload.request_id });
  return {
    status: asked.confirm ? "requested" : "preview",
    task_id: asked.confirm ? id : null,
    pull_request: number,
    pull_request_url: url,
    head_sha,
    base_ref: payload.base_ref ?? pull.base_ref,
    spec: specOf(asked),
    lanes: asked.lanes ?? [],
    next: asked.confirm
      ? "The App answers with a check run within seconds: ask task_status with this task_id."
      : "Nothing was started. Call again with confirm=true to start the run; it may commit tests to the branch.",
  };
}

function payloadFor(asked: Asked, pull: PullRequest, request_id: string): DispatchPayload {
  return {
    v: 1,
    pr: pull.number,
    request_id,
    sha: pull.head_sha,
    ...(asked.spec_id === undefined ? {} : { spec_id: asked.spec_id }),
    ...(asked.spec_text === undefined ? {} : { spec_text: asked.spec_text }),
    ...(asked.base_ref === undefined ? {} : { base_ref: asked.base_ref }),
    ...(asked.lanes === undefined || asked.lanes.length === 0 ? {} : { lanes: asked.lanes }),
  };
}

function specOf({ spec_id, spec_text }: Asked): string {
  if (spec_text !== undefined) return `the given text${spec_id === undefined ? "" : ` (${spec_id})`}`;
  return spec_id ?? "whatever the pull request names: its specification file, linked issues or description";
}
