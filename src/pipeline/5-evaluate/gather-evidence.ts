import type { Claim, Finding, Generated } from "../../domain/candidate.ts";
import type { Evidence } from "../../domain/evidence.ts";
import type { Execution } from "../../domain/execution.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Votes } from "../../domain/vote.ts";
import type { Framework } from "../../frameworks/framework.ts";
import type { FunctionRun } from "../shared/function-runs.ts";
import { adjudicateFindings } from "./adjudicate-findings.ts";
import { asserted } from "./signals/asserted.ts";
import { base } from "./signals/base.ts";
import { coverage } from "./signals/coverage.ts";
import { criterion } from "./signals/criterion.ts";
import { executed } from "./signals/executed.ts";
import { head } from "./signals/head.ts";
import { lint } from "./signals/lint.ts";
import { mutation } from "./signals/mutation.ts";
import { relevance } from "./signals/relevance.ts";
import { notMeasured } from "./signals/signal.ts";
import { stability } from "./signals/stability.ts";

export interface Measurements {
  claim: Claim;
  cases: string[];
  runs: FunctionRun[];
  generated: Generated & { status: "standing" | "stuck" };
  execution: Execution;
  snapshot: Snapshot;
  framework: Pick<Framework, "missingLiterals" | "examplesIn" | "assertionsRun">;
  /** What a judge thinks of it; `null`: none could be asked. */
  votes: Votes | null;
}

/** All signals of one test function, and why it does not stand (`unsound`, empty when it does). Pure. */
export function gatherEvidence(measurements: Measurements): { evidence: Evidence; unsound: string[] } {
  const { claim, generated, snapshot, framework, votes } = measurements;
  const ran = signalsOfRuns(measurements);
  const found = lint(claim.name, generated);
  const findings = found.status === "measured" ? found.value.findings : [];
  const adjudicated = adjudicateFindings(findings, ran.head);
  const unsound = generated.status === "stuck" ? (findings.length > 0 ? findings : generated.findings) : adjudicated.confirmed;
  return {
    evidence: {
      ...ran,
      lint: found.status === "measured" ? { ...found, value: { ...found.value, findings: adjudicated.findings } } : found,
      criterion: criterion(claim, generated.candidate.source, snapshot.criteria, framework),
      relevance: relevance(generated.candidate.author, votes),
    },
    unsound: generated.status === "stuck" && unsound.length === 0 ? ["the candidate does not stand"] : unsound.map(sentence),
  };
}

type RunSignals = Pick<Evidence, "executed" | "asserted" | "head" | "base" | "stability" | "coverage" | "mutation">;

function signalsOfRuns({ claim, cases, runs, generated, execution, snapshot, framework }: Measurements): RunSignals {
  if (execution.status === "not-run") {
    const absent = notMeasured(execution.reason);
    const unrun = { executed: absent, asserted: absent, head: absent, base: absent };
    return { ...unrun, stability: absent, coverage: absent, mutation: absent };
  }
  return {
    executed: executed(runs),
    asserted: asserted(claim.name, cases, generated.candidate, execution, framework),
    head: head(runs),
    base: base(cases, execution),
    stability: stability(runs),
    coverage: coverage(cases, execution, snapshot),
    mutation: mutation(cases, execution.matrix),
  };
}

function sentence(finding: Finding): string {
  const nearest = finding.nearest === null ? "" : ` (did it mean ${finding.nearest}?)`;
  return `line ${finding.line}: ${finding.message}${nearest}`;
}
