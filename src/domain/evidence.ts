import { z } from "zod";
import { Finding } from "./candidate.ts";
import { FileArcs, FileLines } from "./lines.ts";
import { Outcome } from "./outcome.ts";
import { Vote } from "./vote.ts";

const NotMeasured = z.strictObject({ status: z.literal("not-measured"), reason: z.string() });

/** A signal is measured, with its value, or it is not, with the reason. Nothing in between and no default. */
function signal<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion("status", [z.strictObject({ status: z.literal("measured"), value }), NotMeasured]);
}

/** A run that differed on purpose and what it gave. `variation` is its name: `seeds`, `clock`, `alone`, ... */
const Variation = z.strictObject({ variation: z.string(), outcome: Outcome });

/** All that was measured about one test case. */
export const Evidence = z.strictObject({
  executed: signal(z.strictObject({ runs: z.int(), executed: z.int() })),
  /** In the first run on the head: how many of the places where it asserts, its helpers in the file included, ran. */
  asserted: signal(z.strictObject({ ran: z.int(), of: z.int() })),
  head: signal(z.strictObject({ runs: z.int(), passed: z.int(), outcome: Outcome })),
  base: signal(
    z.strictObject({
      result: z.enum(["red", "passes", "cannot-load", "did-not-run"]),
      outcome: Outcome.nullable(),
      /** The same on the base with its assertions removed. Only a failure that may be RED is run so, and RED needs `passes`. */
      stripped: z.enum(["passes", "fails", "not-run"]),
    }),
  ),
  stability: signal(z.strictObject({ stable: z.boolean(), broke_under: z.array(z.string()), variations: z.array(Variation) })),
  coverage: signal(z.strictObject({ covered: z.array(FileLines), new_lines: z.array(FileLines), new_arcs: z.array(FileArcs) })),
  mutation: signal(
    z.strictObject({
      kills: z.array(z.string()),
      killed_by_error: z.array(z.string()),
      survived: z.array(z.string()),
      timed_out: z.array(z.string()),
      /** Mutants nobody tried on all of this test, and that it did not kill: it may or may not notice them. */
      not_run: z.array(z.string()),
    }),
  ),
  lint: signal(z.strictObject({ findings: z.array(Finding), mocks: z.int() })),
  criterion: signal(
    z.strictObject({
      /** Criteria that somebody stated and that a test can decide. */
      claims: z.array(z.string()),
      unknown: z.array(z.string()),
      missing_literals: z.array(z.string()),
      /** Criteria that nobody stated; left out: none. */
      inferred: z.array(z.string()).optional(),
    }),
  ),
  relevance: signal(
    z.strictObject({
      votes: z.array(Vote),
      /** What the judge said with the vote that most gave. It decides nothing. */
      why: z.string().optional(),
    }),
  ),
});
export type Evidence = z.infer<typeof Evidence>;
export type SignalName = keyof Evidence;
