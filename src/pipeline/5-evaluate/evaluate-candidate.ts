import type { Claim, Generated } from "../../domain/candidate.ts";
import type { Execution } from "../../domain/execution.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { JudgedTest } from "../../domain/verdict.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports } from "../../ports.ts";
import { claimFor } from "../shared/claim-for.ts";
import { type FunctionRun, runsOf } from "../shared/function-runs.ts";
import { askJudge, type VotesOf } from "./ask-judge.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { trustedOracle } from "./trusted-oracle.ts";
import { decideVerdict } from "./verdict.ts";

/**
 * Judges every test function of a candidate: gathers the evidence and puts it through the verdict table; then once more with
 * the votes of a judge on those that would be kept. A stuck candidate's tests are rejected with its findings as reasons;
 * `nothing` gives none.
 */
export async function evaluateCandidate(
  generated: Generated,
  execution: Execution,
  snapshot: Snapshot,
  ports: Pick<Ports, "author">,
  signal: AbortSignal,
): Promise<JudgedTest[]> {
  signal.throwIfAborted();
  if (generated.status === "nothing" || generated.status === "failed") return [];
  const framework = frameworkById(snapshot.framework);
  const { candidate } = generated;
  const tests = testsOf(generated, execution);
  const judge = (
    one: Generated & { status: "standing" | "stuck" },
    ran: Execution,
    { claim, cases, runs }: TestFunction,
    votesOf: VotesOf,
  ) => {
    const votes = votesOf(claim.name);
    const gathered = gatherEvidence({ claim, cases, runs, generated: one, execution: ran, snapshot, framework, votes });
    const facts = {
      author: candidate.author,
      oracle: trustedOracle(claim, candidate.author, snapshot.criteria),
      unsound: gathered.unsound,
      forbidden_path: framework.mayCommit(candidate.path, snapshot.project)
        ? null
        : `a file at ${candidate.path} may not be committed`,
      killed_before: snapshot.baseline.killed,
    };
    return {
      name: claim.name,
      candidate: candidate.id,
      target: candidate.target,
      path: candidate.path,
      author: candidate.author,
      claim,
      cases,
      evidence: gathered.evidence,
      verdict: decideVerdict(gathered.evidence, facts),
    };
  };
  const refused = generated.status === "standing" ? generated.refused : [];
  const judgeAll = (votesOf: VotesOf) => [
    ...tests.map((test) => judge(generated, execution, test, votesOf)),
    ...refused.map(({ claim, findings }) =>
      judge({ status: "stuck", candidate, findings, repairs: 0, replans: 0 }, TAKEN_OUT, unrun(claim), votesOf),
    ),
  ];
  return judgeAll(
    await askJudge(
      judgeAll(() => null),
      candidate,
      snapshot,
      ports,
      signal,
    ),
  );
}

/** A test that was taken out of its file so that the others can stand. */
const TAKEN_OUT: Execution = { status: "not-run", reason: "the test does not stand" };

function unrun(claim: Claim): TestFunction {
  return { claim, cases: [], runs: [] };
}

interface TestFunction {
  claim: Claim;
  cases: string[];
  /** Empty when the candidate was not run. */
  runs: FunctionRun[];
}

/** Every claimed test function, and those the framework collects without a claim: what is committed is judged. */
function testsOf(generated: Generated & { status: "standing" | "stuck" }, execution: Execution): TestFunction[] {
  const collected = generated.status === "standing" ? generated.cases : [];
  const names = new Set([...generated.candidate.claims.map((claim) => claim.name), ...collected.map((one) => one.name)]);
  return [...names].map((name) => {
    const cases = collected.filter((one) => one.name === name).map((one) => one.case);
    const claim = claimFor(name, generated.candidate.claims);
    return { claim, cases, runs: execution.status === "ran" ? runsOf(name, cases, execution) : [] };
  });
}
