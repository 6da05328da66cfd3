import { z } from "zod";
import { project_id } from "../fields.ts";
import { stateOf, TaskState } from "../task-state.ts";
import { tool } from "../tool.ts";

/** Each pull request costs one more request. */
const PULL_REQUESTS = 20;

export const taskList = tool({
  name: "task_list",
  title: "The tasks of a project",
  description: "The runs on the heads of the project's open pull requests, the newest pull request first.",
  input: {
    project_id,
    status: TaskState.shape.status.optional().describe("Only tasks in this state."),
    limit: z.int().min(1).max(100).default(20).describe("At most this many tasks."),
  },
  output: { tasks: z.array(TaskState.extend({ pull_request: z.int(), pull_request_title: z.string() })) },
  read_only: true,
  run: async ({ project_id, status, limit }, { remote }) => {
    const pulls = await remote.openPullRequests(project_id, PULL_REQUESTS);
    const tasks = await Promise.all(
      pulls.map(async ({ number, title, head_sha }) => {
        const runs = await remote.checkRuns(project_id, head_sha);
        return runs.map((run) => {
          const task = { repository: project_id, pull_request: number, sha: head_sha, request_id: run.external_id };
          return { ...stateOf(task, run), pull_request: number, pull_request_title: title };
        });
      }),
    );
    const wanted = tasks.flat().filter((task) => status === undefined || task.status === status);
    return { tasks: wanted.slice(0, limit) };
  },
});
