import { z } from "zod";

/** A problem found in a candidate before it ran. `case` is the name of the test function it stands in. */
export const Finding = z.strictObject({
  rule: z.string(),
  kind: z.enum(["syntax", "import", "symbol", "fixture", "forbidden", "flake", "smell"]),
  severity: z.enum(["high", "medium", "low"]),
  path: z.string(),
  line: z.int(),
  case: z.string().nullable(),
  message: z.string(),
  fix: z.string().nullable(),
  /** For a wrong symbol: the file that answered, and the nearest real name. */
  answered_by: z.string().nullable(),
  nearest: z.string().nullable(),
});
export type Finding = z.infer<typeof Finding>;

/** What the author says one test function is for. Parametrised cases share their function's claim. */
export const Claim = z.strictObject({
  /** The test function's name, with its class: `TestStack::test_pop`. */
  name: z.string(),
  /** One plain sentence: what the test shows. */
  shows: z.string(),
  symbol: z.string().nullable(),
  criteria: z.array(z.string()),
  /** `characterization` pins what the head does; `criterion` and `docstring` take the expected value from that text. */
  oracle: z.enum(["criterion", "docstring", "characterization"]),
});
export type Claim = z.infer<typeof Claim>;

/** One generated test file for one target. */
export const Candidate = z.strictObject({
  id: z.string(),
  target: z.string(),
  author: z.string(),
  path: z.string(),
  source: z.string(),
  claims: z.array(Claim),
});
export type Candidate = z.infer<typeof Candidate>;

/** What stage 3 gives for a target: a candidate that stands, or why there is none. */
export const Generated = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("standing"),
    candidate: Candidate,
    /** Findings that remain (provisional symbol findings, lint). */
    findings: z.array(Finding),
    /** The cases the framework collects, and the test function (a claim's `name`) each belongs to. */
    cases: z.array(z.strictObject({ case: z.string(), name: z.string() })),
    /** Mocks per test function. */
    mocks: z.record(z.string(), z.int()),
    /** Tests that were taken out after the bounded repairs so that the others can stand, with what was wrong with each. */
    refused: z.array(z.strictObject({ claim: Claim, findings: z.array(Finding) })),
    repairs: z.int(),
    replans: z.int(),
  }),
  /** Does not stand after the bounded repairs and replans: every test in it is rejected. */
  z.strictObject({
    status: z.literal("stuck"),
    candidate: Candidate,
    findings: z.array(Finding),
    /** Drafts given back to the author with what was found, over all its plans for the target. */
    repairs: z.int(),
    /** How often the target was planned anew because no draft of it stood. */
    replans: z.int(),
  }),
  z.strictObject({ status: z.literal("nothing"), target: z.string(), reason: z.string() }),
  /** The author could not do its work: not the same as having found nothing. */
  z.strictObject({ status: z.literal("failed"), target: z.string(), reason: z.string() }),
]);
export type Generated = z.infer<typeof Generated>;
