import type { Candidate, Finding, Generated } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports } from "../../ports.ts";
import { claimFor } from "../shared/claim-for.ts";
import { type Examined, examineCandidate } from "./examine-candidate.ts";
import { REPAIRS } from "./limits.ts";

/**
 * One target's test file: written, examined before any of it runs, and given back to the author with the findings while
 * it does not stand, at most `REPAIRS` times. Throws `InfrastructureError` when a draft can not be examined.
 */
export async function generateCandidate(
  target: Target,
  snapshot: Snapshot,
  ports: Pick<Ports, "author" | "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<Generated> {
  let findings: Finding[] = [];
  for (let replans = 0; ; replans++) {
    const draft = await ports.author.write(target, snapshot, findings, signal);
    signal.throwIfAborted();
    if (draft.status !== "written") return { status: draft.status, target: target.id, reason: draft.reason };
    const { candidate } = draft;
    const examined = await examineCandidate(candidate, target, snapshot, ports, signal);
    findings = examined.findings;
    if (stands(examined)) return { ...standing(candidate, examined), refused: [], replans };
    if (findings.length === 0) findings = [noCase(candidate.path)];
    if (replans === REPAIRS) {
      const rest = await withoutRefused(candidate, examined, target, snapshot, ports, signal);
      return rest === null ? { status: "stuck", candidate, findings, replans } : { ...rest, replans };
    }
    const item = `${candidate.path} does not stand: ${findings.find(preventsRunning)?.message ?? "it holds no test"}`;
    ports.events({ event: "note", stage: "generate", item, done: null, total: null, seconds: null });
  }
}

type Standing = Omit<Generated & { status: "standing" }, "replans">;

function standing(candidate: Candidate, { findings, cases, mocks }: Examined): Omit<Standing, "refused"> {
  return { status: "standing", candidate, findings, cases, mocks };
}

/**
 * The same file without the tests that keep it from standing: one test that does what is forbidden says nothing about the
 * others. `null`: what is wrong is no single test's, or nothing that stands would be left.
 */
async function withoutRefused(
  candidate: Candidate,
  examined: Examined,
  target: Target,
  snapshot: Snapshot,
  ports: Pick<Ports, "sandbox" | "forge">,
  signal: AbortSignal,
): Promise<Standing | null> {
  const fatal = examined.findings.filter(preventsRunning);
  const names = new Set(fatal.map((finding) => finding.case).filter((name) => name !== null));
  if (names.size === 0 || fatal.some((finding) => finding.case === null)) return null;
  const kept = Object.keys(examined.mocks).filter((name) => !names.has(name));
  const source = frameworkById(snapshot.framework).keepCases(candidate.source, kept);
  if (source === null) return null;
  const claims = candidate.claims.filter((claim) => !names.has(claim.name));
  const rest = { ...candidate, source, claims };
  const again = await examineCandidate(rest, target, snapshot, ports, signal);
  if (!stands(again)) return null;
  const refused = [...names].map((name) => ({
    claim: claimFor(name, candidate.claims),
    findings: examined.findings.filter((finding) => finding.case === name),
  }));
  return { ...standing(rest, again), refused };
}

/** Whether its tests can be run. */
export function stands({ findings, cases }: Pick<Examined, "findings" | "cases">): boolean {
  return !findings.some(preventsRunning) && cases.length > 0;
}

/**
 * A wrong symbol is provisional until the run (attributes can be made at run time), and smells are the evaluator's: they
 * judge one test. These stop the whole file.
 */
function preventsRunning({ kind, severity, case: test }: Finding): boolean {
  if (kind === "forbidden") return test === null || severity === "high";
  return kind === "syntax" || kind === "import" || (kind === "fixture" && test === null);
}

function noCase(path: string): Finding {
  const message = "the framework collects no test from this file";
  return {
    rule: "no-test",
    kind: "syntax",
    severity: "high",
    path,
    line: 1,
    case: null,
    message,
    fix: null,
    answered_by: null,
    nearest: null,
  };
}
