import { z } from "zod";
import { FileArcs, FileLines } from "./lines.ts";
import { Matrix } from "./matrix.ts";
import { Outcome } from "./outcome.ts";

/** A candidate run on the head in every variation, once on the base, and under the mutants of the changed lines. */
export const Execution = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("ran"),
    head: z.array(
      z.strictObject({ variation: z.string(), status: z.enum(["finished", "timed-out", "crashed"]), outcomes: z.array(Outcome) }),
    ),
    /** `null`: the base was not run, see `base_problem`. */
    base: z.array(Outcome).nullable(),
    /** The cases whose failure on the base may be RED, once more there with their assertions removed. */
    base_stripped: z.array(Outcome),
    /** Set when the base could not load the file (`cannot-load`) or the run itself failed. */
    base_problem: z.strictObject({ kind: z.enum(["cannot-load", "did-not-run"]), reason: z.string() }).nullable(),
    coverage: z.array(z.strictObject({ case: z.string(), lines: z.array(FileLines), arcs: z.array(FileArcs) })).nullable(),
    /** Of the cases whose test function passes in every run on the head. */
    matrix: Matrix,
  }),
  z.strictObject({ status: z.literal("not-run"), reason: z.string() }),
]);
export type Execution = z.infer<typeof Execution>;
