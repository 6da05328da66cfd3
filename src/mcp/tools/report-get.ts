import { z } from "zod";
import { UserError } from "../../errors.ts";
import { readMachineReport } from "../../pipeline/6-triage/render/machine-report.ts";
import { task_id } from "../fields.ts";
import { parseTaskId } from "../task-id.ts";
import { checkRunOf } from "../task-state.ts";
import { tool } from "../tool.ts";

export const reportGet = tool({
  name: "report_get",
  title: "The report of a task",
  description: "The report of a completed task: the pull request's comment as Markdown, or the same facts as JSON.",
  input: { task_id, format: z.enum(["markdown", "json"]).default("markdown") },
  output: { format: z.enum(["markdown", "json"]), url: z.string(), report: z.string() },
  read_only: true,
  run: async ({ task_id, format }, { remote }) => {
    const task = parseTaskId(task_id);
    const run = await checkRunOf(task, remote);
    if (run === null) throw new UserError("That task has no check run yet: ask task_status.");
    if (run.status !== "completed")
      throw new UserError("That task is still running: its report comes when task_status says completed.");
    if (format === "json") {
      const report = readMachineReport(run.text ?? "");
      if (report === null)
        throw new UserError(`That task ended without a report: ${run.title ?? run.conclusion ?? "no reason given"}.`);
      return { format, url: run.url, report: JSON.stringify(report, null, 1) };
    }
    const comment = run.app_id === null ? null : await remote.reportComment(task.repository, task.pull_request, run.app_id);
    if (comment === null) throw new UserError("The App left no report comment on that pull request, or somebody deleted it.");
    return { format, url: comment.url, report: comment.body };
  },
});
