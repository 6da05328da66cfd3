import type { Claim } from "../../domain/candidate.ts";
import type { Evidence } from "../../domain/evidence.ts";
import type { Verdict, VerdictKind } from "../../domain/verdict.ts";
import * as why from "./reasons.ts";

/** What the table needs to know beside the evidence. */
export interface VerdictFacts {
  author: string;
  oracle: Claim["oracle"];
  /** Why the candidate does not stand (stage 3 gave up, or the run confirmed a wrong symbol); empty: it stands. */
  unsound: string[];
  /** Why a file at its path may not be committed; `null`: it may. */
  forbidden_path: string | null;
  /** Mutants the existing suite kills; `null`: not measured. */
  killed_before: string[] | null;
}

/** One row: it matches when it has reasons. */
interface Rule {
  id: string;
  kind: VerdictKind;
  reasons: (evidence: Evidence, facts: VerdictFacts) => string[];
}

/** The verdict table (design, "Evidence and verdicts"). The first row that matches decides. */
export const rules: readonly Rule[] = [
  { id: "1-not-run", kind: "not-run", reasons: why.notRun },
  { id: "2-forbidden", kind: "reject", reasons: why.forbidden },
  { id: "3-hallucination", kind: "reject", reasons: (_, facts) => facts.unsound },
  { id: "4-suspected-bug", kind: "suspected-bug", reasons: why.suspectedBug },
  { id: "5-fails-on-head", kind: "reject", reasons: why.failsOnHead },
  { id: "6-flaky", kind: "reject", reasons: why.flaky },
  { id: "7-lint", kind: "reject", reasons: why.severeLint },
  { id: "8-proves-nothing", kind: "reject", reasons: why.provesNothing },
  { id: "9-irrelevant", kind: "reject", reasons: why.irrelevant },
  { id: "10-redundant", kind: "reject", reasons: why.redundant },
  { id: "11-flag", kind: "flag", reasons: why.doubts },
  { id: "12-accept", kind: "accept", reasons: why.proofs },
];

/** Pure: the same evidence and facts always give the same verdict. Never `accept` when a needed signal was not measured. */
export function decideVerdict(evidence: Evidence, facts: VerdictFacts): Verdict {
  for (const { id, kind, reasons } of rules) {
    const found = reasons(evidence, facts);
    if (found.length > 0) return { kind, rule: id, reasons: found };
  }
  return { kind: "reject", rule: "8-proves-nothing", reasons: ["no rule found a reason to keep it"] };
}
