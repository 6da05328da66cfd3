import { z } from "zod";

/** Line numbers (1-based, ascending, unique) of one file, its path relative to the repository root with `/`. */
export const FileLines = z.strictObject({ path: z.string(), lines: z.array(z.int()) });
export type FileLines = z.infer<typeof FileLines>;

/** Branches taken, as coverage.py arcs: a negative number is an entry to or exit from a code object. */
export const FileArcs = z.strictObject({ path: z.string(), arcs: z.array(z.tuple([z.int(), z.int()])) });
export type FileArcs = z.infer<typeof FileArcs>;
