import { z } from "zod";
import { task_id } from "../fields.ts";
import { parseTaskId } from "../task-id.ts";
import { checkRunOf, stateOf, TaskState } from "../task-state.ts";
import { tool } from "../tool.ts";

export const taskStatus = tool({
  name: "task_status",
  title: "Where a task is",
  description: "Reads the task's check run: queued, in progress or completed, what it is doing, and how it ended.",
  input: { task_id },
  output: { ...TaskState.shape, hint: z.string().nullable() },
  read_only: true,
  run: async ({ task_id }, { remote }) => {
    const task = parseTaskId(task_id);
    const state = stateOf(task, await checkRunOf(task, remote));
    return { ...state, hint: state.status === "not-started" ? missing(task.repository) : null };
  },
});

function missing(repository: string): string {
  return (
    `There is no check run yet. If that lasts longer than a minute: is the TFactory App installed on ${repository} and running? ` +
    "When it refuses a request, it says why in a comment on the pull request."
  );
}
