import { z } from "zod";
import type { CheckRun, Remote } from "./remote.ts";
import { formatTaskId, type TaskId } from "./task-id.ts";

/** Where a task is, as its check run shows it. */
export const TaskState = z.strictObject({
  task_id: z.string(),
  status: z.enum(["not-started", "queued", "in-progress", "completed"]),
  /** Of a completed task: GitHub's conclusion. */
  conclusion: z.string().nullable(),
  /** What it is doing, or how it ended, in one line. */
  title: z.string().nullable(),
  check_run_url: z.string().nullable(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
});
export type TaskState = z.infer<typeof TaskState>;

const STATUSES: Record<string, TaskState["status"]> = { queued: "queued", in_progress: "in-progress", completed: "completed" };

/** The check run of a task; `null`: the App has not answered yet. */
export async function checkRunOf({ repository, sha, request_id }: TaskId, remote: Remote): Promise<CheckRun | null> {
  const runs = await remote.checkRuns(repository, sha);
  return runs.find((run) => run.external_id === request_id) ?? null;
}

export function stateOf(task: TaskId, run: CheckRun | null): TaskState {
  const task_id = formatTaskId(task);
  if (run === null) {
    const nothing = { conclusion: null, title: null, check_run_url: null, started_at: null, completed_at: null };
    return { task_id, status: "not-started", ...nothing };
  }
  const { conclusion, title, url, started_at, completed_at } = run;
  return {
    task_id,
    status: STATUSES[run.status] ?? "queued",
    conclusion,
    title,
    check_run_url: url,
    started_at,
    completed_at,
  };
}
