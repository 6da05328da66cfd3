import type { Candidate, Finding, Generated } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports } from "../../ports.ts";
import { claimFor } from "../shared/claim-for.ts";
import { type Examined, examineCandidate } from "./examine-candidate.ts";
import { REPAIRS } from "./limits.ts";
import { ownFinding } from "./own-finding.ts";

/** What came of one plan of a target; nothing was planned anew yet. */
export type Attempt = Generated;
type Standing = Omit<Generated & { status: "standing" }, "repairs" | "replans">;
type Stuck = Omit<Generated & { status: "stuck" }, "repairs" | "replans">;

/**
 * Drafts of one plan: written, examined before any of it runs, and given back to the author with the findings while it does
 * not stand or has what its author can mend, at most `REPAIRS` times. An author that gives up after its first draft leaves
 * what it has.
 */
export async function draftUntilItStands(
  target: Target,
  snapshot: Snapshot,
  ports: Pick<Ports, "author" | "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<Attempt> {
  let findings: Finding[] = [];
  let standing: Standing | null = null;
  let settle = async (): Promise<Standing | Stuck | null> => null;
  for (let repairs = 0; ; repairs++) {
    const draft = await ports.author.write(target, snapshot, findings, signal);
    signal.throwIfAborted();
    if (draft.status !== "written") {
      const settled = await settle();
      return settled === null
        ? { status: draft.status, target: target.id, reason: draft.reason }
        : { ...settled, repairs, replans: 0 };
    }
    const { candidate } = draft;
    const examined = await examineCandidate(candidate, target, snapshot, ports, signal);
    if (stands(examined)) standing = { status: "standing", candidate, refused: [], ...examined };
    findings = examined.findings.length > 0 || stands(examined) ? examined.findings : [noCase(candidate.path)];
    const stuck: Stuck = { status: "stuck", candidate, findings };
    settle = async () => standing ?? (await withoutRefused(candidate, examined, target, snapshot, ports, signal)) ?? stuck;
    const is_clean = stands(examined) && !findings.some((finding) => ports.author.mends?.(finding));
    if (is_clean || repairs === REPAIRS) return { ...((await settle()) ?? stuck), repairs, replans: 0 };
    const item = `${candidate.path} ${stands(examined) ? "can be mended" : "does not stand"}: ${whatIsWrong(findings, ports)}`;
    ports.events({ event: "note", stage: "generate", item, done: null, total: null, seconds: null });
  }
}

function whatIsWrong(findings: Finding[], { author }: Pick<Ports, "author">): string {
  const worst = findings.find(preventsRunning) ?? findings.find((finding) => author.mends?.(finding));
  return worst?.message ?? "it holds no test";
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
  return { status: "standing", candidate: rest, refused, ...again };
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
  return ownFinding({ rule: "no-test", kind: "syntax", path, message: "the framework collects no test from this file" });
}
