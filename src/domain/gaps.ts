import type { FileArcs, FileLines } from "./lines.ts";
import type { Target } from "./plan.ts";
import type { Mutant } from "./snapshot.ts";

/** What the tests so far leave undone. A test counts when its verdict is `accept` or `flag`. */
export interface Gaps {
  /** 1 after the plan's own targets, 2 after the next, and so on. */
  round: number;
  /** The targets so far, those of the plan first. */
  targets: Target[];
  /** Mutants that neither an existing test nor one that counts kills by assertion. */
  survivors: Mutant[];
  /** Changed lines with a statement that no such test runs. */
  uncovered: FileLines[];
  /** Criteria that no test claims: neither one that counts nor a suspected bug. */
  unclaimed: string[];
  /** Criteria that a suspected bug contradicts: what the head does there must not be pinned as right. */
  contradicted: string[];
  /** Mutants killed and changed lines run only since the last round. 0: that round brought nothing. */
  gained: number;
  /** What is killed, run and taken by existing tests and those that count. */
  killed: string[];
  covered: FileLines[];
  arcs: FileArcs[];
}
