import { z } from "zod";
import { FileArcs, FileLines } from "./lines.ts";

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

/** A candidate run on the head in every variation, and once on the base. */
export const Execution = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("ran"),
    head: z.array(
      z.strictObject({ variation: z.string(), status: z.enum(["finished", "timed-out", "crashed"]), outcomes: z.array(Outcome) }),
    ),
    /** `null`: the base was not run, see `base_reason`. */
    base: z.array(Outcome).nullable(),
    /** The cases whose failure on the base may be RED, once more there with their assertions removed. */
    base_stripped: z.array(Outcome),
    /** Set when the base could not load the file (`cannot-load`) or the run itself failed. */
    base_problem: z.strictObject({ kind: z.enum(["cannot-load", "did-not-run"]), reason: z.string() }).nullable(),
    coverage: z.array(z.strictObject({ case: z.string(), lines: z.array(FileLines), arcs: z.array(FileArcs) })).nullable(),
  }),
  z.strictObject({ status: z.literal("not-run"), reason: z.string() }),
]);
export type Execution = z.infer<typeof Execution>;
