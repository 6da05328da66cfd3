import { z } from "zod";

export const RunStatus = z.enum([
  "pending",
  "planning",
  "generating",
  "running",
  "evaluating",
  "triaging",
  "publishing",
  "done",
  "failed",
  "cancelled",
  "superseded",
]);
export type RunStatus = z.infer<typeof RunStatus>;

export const Stage = z.enum(["snapshot", "plan", "generate", "execute", "evaluate", "triage", "publish"]);
export type Stage = z.infer<typeof Stage>;

/** One thing that happened in a run, for the live view, the log and `--json`. Counts are of `item`s inside the stage. */
export const RunEvent = z.strictObject({
  run_id: z.string(),
  at: z.iso.datetime(),
  event: z.enum(["stage-started", "progress", "note", "stage-finished", "run-finished"]),
  stage: Stage.nullable(),
  item: z.string().nullable(),
  done: z.int().nullable(),
  total: z.int().nullable(),
  seconds: z.number().nullable(),
});
export type RunEvent = z.infer<typeof RunEvent>;
