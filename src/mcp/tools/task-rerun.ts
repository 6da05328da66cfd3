import { z } from "zod";
import { UserError } from "../../errors.ts";
import { confirm, task_id } from "../fields.ts";
import { HandedOver, handOver } from "../hand-over.ts";
import { parseTaskId } from "../task-id.ts";
import { checkRunOf } from "../task-state.ts";
import { tool } from "../tool.ts";

export const taskRerun = tool({
  name: "task_rerun",
  title: "Run a task again",
  description:
    "Asks for a new run on the pull request of a task, at its current head. With confirm=false it only shows what would be asked for.",
  input: {
    task_id,
    lane: z.string().min(1).max(40).optional().describe("Only this kind of test, for example unit (default: all)."),
    confirm,
  },
  output: HandedOver,
  read_only: false,
  run: async ({ task_id, lane, confirm }, world) => {
    const task = parseTaskId(task_id);
    const running = await checkRunOf(task, world.remote);
    if (running !== null && running.status !== "completed") {
      throw new UserError("That task is still running. Wait for it, or stop it with the comment /tfactory cancel.");
    }
    const which = { number: task.pull_request };
    return handOver({ project_id: task.repository, which, lanes: lane === undefined ? [] : [lane], confirm }, world);
  },
});
