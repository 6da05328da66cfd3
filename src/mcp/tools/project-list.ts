import { z } from "zod";
import { tool } from "../tool.ts";

export const projectList = tool({
  name: "project_list",
  title: "The projects",
  description:
    "The repositories the token may write to, the last one pushed to first. A token does not show where the TFactory App is " +
    "installed: that is seen when a task starts.",
  input: { limit: z.int().min(1).max(100).default(30).describe("At most this many.") },
  output: {
    projects: z.array(
      z.strictObject({
        project_id: z.string(),
        private: z.boolean(),
        default_branch: z.string(),
        pushed_at: z.string().nullable(),
      }),
    ),
  },
  read_only: true,
  run: async ({ limit }, { remote }) => ({ projects: await remote.projects(limit) }),
});
