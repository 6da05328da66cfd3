import { z } from "zod";
import { base_ref, branch, confirm, lanes, project_id } from "../fields.ts";
import { HandedOver, handOver } from "../hand-over.ts";
import { tool } from "../tool.ts";

export const taskCreateAndRun = tool({
  name: "task_create_and_run",
  title: "Hand a finished feature over",
  description:
    "Asks TFactory to write, prove and commit tests for the pull request of a branch. The acceptance criteria come from the " +
    "repository or the pull request. With confirm=false, the default, it only shows what would be asked for.",
  input: {
    project_id,
    branch,
    spec_id: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .describe("The specification: a path in the repository, or # and an issue's number (default: found by itself)."),
    base_ref,
    lanes,
    confirm,
  },
  output: HandedOver,
  read_only: false,
  run: ({ branch, ...asked }, world) => handOver({ ...asked, which: { branch } }, world),
});
