import { z } from "zod";
import { Claim } from "./candidate.ts";
import { Evidence } from "./evidence.ts";

export const VerdictKind = z.enum(["accept", "flag", "reject", "suspected-bug", "not-run"]);
export type VerdictKind = z.infer<typeof VerdictKind>;

/** `rule` names the first row of the verdict table that matched, e.g. `8-proves-nothing`. */
export const Verdict = z.strictObject({ kind: VerdictKind, rule: z.string(), reasons: z.array(z.string()) });
export type Verdict = z.infer<typeof Verdict>;

/**
 * One test function with everything measured about it and the verdict. A parametrised function is judged as one:
 * it passes when all its cases pass, and it kills what any of them kills.
 */
export const JudgedTest = z.strictObject({
  name: z.string(),
  candidate: z.string(),
  target: z.string(),
  path: z.string(),
  author: z.string(),
  claim: Claim,
  cases: z.array(z.string()),
  evidence: Evidence,
  verdict: Verdict,
});
export type JudgedTest = z.infer<typeof JudgedTest>;
