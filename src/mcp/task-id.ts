import { UserError } from "../errors.ts";

/** All it takes to find a task again on GitHub: the server keeps nothing. */
export interface TaskId {
  repository: string;
  pull_request: number;
  sha: string;
  request_id: string;
}

const FORM = /^(?<repository>[\w.-]+\/[\w.-]+)#(?<pull_request>[1-9]\d{0,9})@(?<sha>[0-9a-f]{40}):(?<request_id>[\w-]{8,64})$/;

/** `owner/repo#7@<sha>:<request id>`. */
export function formatTaskId({ repository, pull_request, sha, request_id }: TaskId): string {
  return `${repository}#${pull_request}@${sha}:${request_id}`;
}

/** The parts of a task id. Throws `UserError` when it is none. */
export function parseTaskId(text: string): TaskId {
  const parts = FORM.exec(text)?.groups;
  if (parts === undefined) {
    throw new UserError("That is not a task_id. One looks like owner/repo#7@<commit>:<request>; task_list shows them.");
  }
  const { repository = "", pull_request = "", sha = "", request_id = "" } = parts;
  return { repository, pull_request: Number(pull_request), sha, request_id };
}
