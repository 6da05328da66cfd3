import { z } from "zod";

/** Why a test case failed. `where` is the frame that raised: the test, the product or a library. */
export const Failure = z.strictObject({
  kind: z.enum(["assertion", "error", "import", "setup", "teardown", "crash"]),
  exception: z.string(),
  message: z.string(),
  path: z.string().nullable(),
  line: z.int().nullable(),
  where: z.enum(["test", "product", "library", "unknown"]),
});
export type Failure = z.infer<typeof Failure>;

/** What happened when one test case ran once. `case` is the framework's own node id, relative to the repository root. */
export const Outcome = z.discriminatedUnion("status", [
  z.strictObject({ case: z.string(), status: z.literal("passed"), seconds: z.number() }),
  z.strictObject({ case: z.string(), status: z.literal("failed"), seconds: z.number(), failure: Failure }),
  z.strictObject({ case: z.string(), status: z.literal("timed-out"), limit_seconds: z.number() }),
  z.strictObject({ case: z.string(), status: z.literal("did-not-run"), reason: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;
