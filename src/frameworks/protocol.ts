import { z } from "zod";
import { Finding } from "../domain/candidate.ts";
import { FileArcs, FileLines } from "../domain/lines.ts";
import { MutationResults } from "../domain/matrix.ts";
import { Outcome } from "../domain/outcome.ts";
import { ChangedSymbol, ProjectFacts, Signature } from "../domain/snapshot.ts";

/**
 * The runner protocol: what the host asks a runner image and what it answers. `docker/README.md` is the same contract in words.
 * Request: one JSON document `{ protocol, verb, body }` on stdin. Answer: NDJSON frames on stdout, the last one `answer` or `error`.
 */
export const PROTOCOL = 1;

export const Frame = z.discriminatedUnion("frame", [
  z.strictObject({ frame: z.literal("progress"), done: z.int(), total: z.int().nullable(), item: z.string() }),
  z.strictObject({ frame: z.literal("answer"), body: z.unknown() }),
  /** The runner could not answer: a bad request or a bug of the runner. Never an outcome of a test. */
  z.strictObject({ frame: z.literal("error"), message: z.string() }),
]);

// inspect -----------------------------------------------------------------------------------------------------------

export const InspectRequest = z.strictObject({
  /** Changed source files with their changed lines on the head, and the test files the diff touches. */
  changes: z.array(FileLines),
  /** Symbols (`path::qualname`) that exist on the base, from an `inspect` of the base; `null`: unknown. */
  base_symbols: z.array(z.string()).nullable(),
});
export const InspectAnswer = z.strictObject({
  symbols: z.array(ChangedSymbol),
  dependencies: z.array(Signature),
  executable: z.array(FileLines),
  project: ProjectFacts,
  /** Every symbol id of the changed files: gives `base_symbols` of the next request. */
  all_symbols: z.array(z.string()),
  problems: z.array(z.strictObject({ path: z.string(), message: z.string() })),
});

// check -------------------------------------------------------------------------------------------------------------

export const CheckRequest = z.strictObject({ paths: z.array(z.string()) });
export const CheckAnswer = z.strictObject({
  findings: z.array(Finding),
  /** Cases the framework would collect, and the test function each belongs to (`TestStack::test_pop`). */
  cases: z.array(z.strictObject({ case: z.string(), name: z.string(), path: z.string(), line: z.int() })),
});

// run ---------------------------------------------------------------------------------------------------------------

/** One run that differs from the others on purpose; `plainVariation` is the one that does not. */
export const Variation = z.strictObject({
  id: z.string(),
  /** What an interpreter leaves to chance: hashes, in which order a folder is listed, where objects lie. 0: as it comes. */
  seed: z.int().nonnegative(),
  /** With a seed: the variation that a different result belongs to if it is not different with seed 0. `null`: this one. */
  told_in: z.string().nullable(),
  order: z.enum(["file", "reversed", "random"]),
  order_seed: z.int(),
  timezone: z.string(),
  locale: z.string(),
  /** The name of the user, of its `HOME` and of its `TMPDIR`; what is looked for in that home is there, and empty. `null`: as they come. */
  user: z.string().nullable(),
  clock_shift_seconds: z.int(),
  /** What the clock shows when the interpreter starts; `null`: the real time, shifted. Elapsed time stays real. */
  clock_at: z.iso.datetime().nullable(),
  /** The share of one core each case gets. Below 100 its time limits are longer in proportion. */
  cpu_percent: z.int().min(1).max(100),
  /** Each case in a process of its own. One that leaves it other than it was (environment variables, ...) fails. */
  alone: z.boolean(),
  /** What the variation before it left in `HOME` and `TMPDIR` is still there. */
  again: z.boolean(),
  /** Folders are listed in the opposite order. */
  folders_reversed: z.boolean(),
  /** Files show the times they were written at in even seconds, as some file systems keep them. */
  coarse_file_times: z.boolean(),
  /** The variation it is run together with: a case that differs there is run again in each alone. `null`: it has a run of its own. */
  rides_on: z.string().nullable(),
  /** Threads begin late, the first one last, and take turns as often as they can. */
  late_threads: z.boolean(),
  /** How often a case that draws from chance is run, within two seconds; one that does not ends as in the runs before. 0: no. */
  draws: z.int().nonnegative(),
  /** Also run these paths (the project's own suite) in the same session, before the cases when the order is `file`. */
  with_suite: z.array(z.string()),
  /** Cases and files of `with_suite` that are left out. */
  without: z.array(z.string()),
});
export const RunRequest = z.strictObject({
  /** Files, folders or node ids to run, relative to the repository root. */
  select: z.array(z.string()),
  variations: z.array(Variation),
  /** Measure coverage per case in the first variation, of these files only; `null`: do not measure. */
  coverage_of: z.array(z.string()).nullable(),
  seconds_per_case: z.number().positive(),
  seconds_per_variation: z.number().positive(),
});
export const VariationResult = z.strictObject({
  id: z.string(),
  status: z.enum(["finished", "timed-out", "crashed"]),
  reason: z.string().nullable(),
  /** Only of selected cases; cases of `with_suite` run but are not listed. */
  outcomes: z.array(Outcome),
  collected: z.int(),
  executed: z.int(),
  collection_errors: z.array(
    z.strictObject({ path: z.string(), kind: z.enum(["import", "syntax", "error"]), exception: z.string(), message: z.string() }),
  ),
  seconds: z.number(),
});
export const RunAnswer = z.strictObject({
  variations: z.array(VariationResult),
  coverage: z
    .strictObject({
      cases: z.array(z.strictObject({ case: z.string(), lines: z.array(FileLines), arcs: z.array(FileArcs) })),
      /** Lines that ran at import time: nobody's merit. */
      imports: z.array(FileLines),
    })
    .nullable(),
});

// mutate ------------------------------------------------------------------------------------------------------------

export const MutateRequest = z.strictObject({
  mutants: z.array(
    z.strictObject({ id: z.string(), path: z.string(), line: z.int(), start: z.int(), end: z.int(), replacement: z.string() }),
  ),
  groups: z.array(
    z.strictObject({
      id: z.string(),
      /** Files, folders or node ids. */
      select: z.array(z.string()),
      /** `all`: the full matrix. `first-kill`: stop at the first kill by assertion of this group. */
      until: z.enum(["all", "first-kill"]),
      /** Fastest first; `null`: every case that reaches the line. */
      cases_per_mutant: z.int().positive().nullable(),
    }),
  ),
  /** Timeout of one case under one mutant: `floor + factor x its time on the untouched code`. */
  timeout: z.strictObject({ floor_seconds: z.number(), factor: z.number() }),
  /** Mutants not begun when this is used up are `not-run`. */
  budget_seconds: z.number(),
});
export const MutateAnswer = MutationResults;

// explore -----------------------------------------------------------------------------------------------------------

export const ExploreRequest = z.strictObject({
  symbols: z.array(z.string()),
  changed: z.array(FileLines),
  /** Source text of literals worth trying: of the diff, of the criteria. */
  literals: z.array(z.string()),
  examples: z.array(
    z.strictObject({
      criterion: z.string().nullable(),
      call: z.string(),
      expected: z.string().nullable(),
      raises: z.string().nullable(),
    }),
  ),
  /** Mutants the observations should tell apart from the original; the answer says which each one does. */
  mutants: MutateRequest.shape.mutants,
  /** The project's test files or folders: calls in them show how the project's objects are made and used. */
  existing_tests: z.array(z.string()),
  budget_seconds: z.number(),
  seed: z.int(),
});
/** One call and what it did, as source text that stands alone after its imports. */
export const Observation = z.strictObject({
  id: z.string(),
  symbol: z.string(),
  /** `import x` or `from x import y` lines. */
  imports: z.array(z.string()),
  /** Statements before the call, in order: objects made, state prepared. */
  setup: z.array(z.string()),
  /** The expression under observation: `stack.pop()`. */
  call: z.string(),
  /** The call's arguments by parameter name, where they are plain: lets the writer parametrise and name. */
  arguments: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  outcome: z.discriminatedUnion("kind", [
    /** The result equals `value` (source text). `approx`: holds floats. `identity`: compare with `is` (None, True, False). */
    z.strictObject({
      kind: z.literal("value"),
      value: z.string(),
      type: z.string(),
      compare: z.enum(["equal", "approx", "identity"]),
    }),
    z.strictObject({ kind: z.literal("raises"), exception: z.string(), message: z.string() }),
    /** The result has no literal form: facts about it instead, each an expression over `result` with its value. */
    z.strictObject({
      kind: z.literal("facts"),
      facts: z.array(
        z.strictObject({ expression: z.string(), value: z.string(), compare: z.enum(["equal", "approx", "identity"]) }),
      ),
    }),
  ]),
  /** State to assert after the call: expressions over names of `setup`. */
  after: z.array(z.strictObject({ expression: z.string(), value: z.string(), compare: z.enum(["equal", "approx", "identity"]) })),
  /** Where the input came from. */
  origin: z.enum(["criterion", "docstring", "existing-test", "boundary", "type", "search"]),
  criterion: z.string().nullable(),
  /** A criterion or docstring gave this expectation, and whether the head meets it. `null`: pinned from the head. */
  expectation: z.strictObject({ source: z.enum(["criterion", "docstring"]), met: z.boolean(), expected: z.string() }).nullable(),
  /** Source text of the innermost changed condition that decides this path, and its value: helps to name the test. */
  because: z.strictObject({ condition: z.string(), value: z.boolean() }).nullable(),
  lines: z.array(FileLines),
  arcs: z.array(FileArcs),
  kills: z.array(z.string()),
  seconds: z.number(),
});
export const ExploreAnswer = z.strictObject({
  observations: z.array(Observation),
  skipped: z.array(z.strictObject({ symbol: z.string(), reason: z.string() })),
  calls: z.int(),
});
export type Observation = z.infer<typeof Observation>;

/** Every verb with its two shapes. */
export const verbs = {
  inspect: { request: InspectRequest, answer: InspectAnswer },
  check: { request: CheckRequest, answer: CheckAnswer },
  run: { request: RunRequest, answer: RunAnswer },
  mutate: { request: MutateRequest, answer: MutateAnswer },
  explore: { request: ExploreRequest, answer: ExploreAnswer },
} as const;
export type Verb = keyof typeof verbs;
export type Request<V extends Verb> = z.infer<(typeof verbs)[V]["request"]>;
export type Answer<V extends Verb> = z.infer<(typeof verbs)[V]["answer"]>;
