import { z } from "zod";

/** What was asked: enough to do the whole run, from any way in. */
export const Handover = z.strictObject({
  request_id: z.string(),
  repository: z.string(),
  pull_request: z.int().nullable(),
  base_ref: z.string(),
  head_ref: z.string(),
  /** The specification's text, when it did not come from the repository. `path` is shown to people, never opened. */
  spec: z.strictObject({ path: z.string(), text: z.string() }).nullable(),
  lanes: z.array(z.string()),
  delivery: z.enum(["commit", "pr", "patch"]),
  requested_by: z.string(),
  max_tests: z.int().positive(),
});
export type Handover = z.infer<typeof Handover>;
