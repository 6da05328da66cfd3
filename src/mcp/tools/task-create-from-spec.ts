import { z } from "zod";
import { base_ref, branch, confirm, lanes, project_id } from "../fields.ts";
import { HandedOver, handOver } from "../hand-over.ts";
import { tool } from "../tool.ts";

export const taskCreateFromSpec = tool({
  name: "task_create_from_spec",
  title: "Hand a feature over with its specification",
  description:
    "The same as task_create_and_run, with the specification's text in the request: Markdown with an 'Acceptance criteria' " +
    "list, AC-1: lines, Gherkin or 'shall' sentences.",
  input: {
    project_id,
    branch,
    spec_text: z.string().min(1).max(60_000).describe("The specification, with its acceptance criteria."),
    spec_id: z.string().min(1).max(300).optional().describe("What to call it in the commit and the report."),
    base_ref,
    lanes,
    confirm,
  },
  output: HandedOver,
  read_only: false,
  run: ({ branch, ...asked }, world) => handOver({ ...asked, which: { branch } }, world),
});
