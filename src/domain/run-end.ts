import { z } from "zod";
import { Report } from "./report.ts";

/** How a run came to its end. `reason` is one sentence for people; a report may be there even when the run did not finish. */
export const RunEnd = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("done"), report: Report }),
  z.strictObject({
    status: z.enum(["failed", "cancelled", "superseded", "timed-out"]),
    reason: z.string(),
    report: Report.nullable(),
  }),
]);
export type RunEnd = z.infer<typeof RunEnd>;
