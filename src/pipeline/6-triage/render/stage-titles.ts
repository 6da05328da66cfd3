import type { Stage } from "../../../domain/run.ts";

/** What a run is doing in a stage, for a person who follows it. In the order of the flow. */
export const stageTitles: Readonly<Record<Stage, string>> = {
  snapshot: "Reading the change",
  plan: "Planning",
  generate: "Writing tests",
  execute: "Running tests",
  evaluate: "Judging tests",
  triage: "Choosing tests",
  publish: "Delivering",
};
