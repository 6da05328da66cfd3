import { z } from "zod";

/** The fields that more than one tool takes, each described once. */
export const project_id = z
  .string()
  .regex(/^[\w.-]+\/[\w.-]+$/, "is not owner/repository")
  .describe("The repository, as owner/repository.");
export const task_id = z.string().max(400).describe("The id that a task_create tool or task_list gave.");
export const branch = z.string().min(1).max(255).describe("The pull request's branch. It must have an open pull request.");
export const base_ref = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .describe("What the change is compared with (default: the pull request's base).");
export const lanes = z
  .array(z.string().min(1).max(40))
  .max(10)
  .optional()
  .describe("Kinds of test to write, for example unit (default: all).");
export const confirm = z
  .boolean()
  .default(false)
  .describe("false: only show what would be asked for. true: ask for it; this starts a run that may commit tests to the branch.");
