import type { Candidate, Finding, Generated } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { InfrastructureError } from "../../errors.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports } from "../../ports.ts";
import { contradictingTests } from "./contradicting-tests.ts";
import { CHECK_SECONDS } from "./limits.ts";
import { refuseDraft } from "./refuse-draft.ts";

export interface Examined {
  findings: Finding[];
  cases: (Generated & { status: "standing" })["cases"];
  mocks: Record<string, number>;
}

/**
 * Reads a draft before any of its tests runs: its place and size, then the framework's lint and the criteria, then the
 * runner's check in the project's own environment. A draft that is refused by the first or does what is forbidden never reaches the runner.
 */
export async function examineCandidate(
  candidate: Candidate,
  target: Target,
  snapshot: Snapshot,
  ports: Pick<Ports, "sandbox" | "forge">,
  signal: AbortSignal,
): Promise<Examined> {
  const framework = frameworkById(snapshot.framework);
  const tree = await ports.forge.readTree(snapshot.head_sha);
  const refused = refuseDraft(candidate, target, snapshot.project, framework, tree);
  if (refused.length > 0) return { findings: refused, cases: [], mocks: {} };
  const paths = new Set(target.symbols.map((symbol) => symbol.split("::")[0]));
  const changed = tree.files.filter((file) => paths.has(file.path)).map((file) => file.content.toString("utf8"));
  const lint = framework.lint(candidate.path, candidate.source, target.symbols, changed);
  const mocks = Object.fromEntries(lint.mocks);
  if (lint.findings.some((finding) => finding.kind === "forbidden")) return { findings: lint.findings, cases: [], mocks };

  const asked = await askRunner(
    ports.sandbox,
    "check",
    { paths: [candidate.path] },
    {
      image: snapshot.environment.image,
      tree,
      overlay: [{ path: candidate.path, source: candidate.source }],
      seconds: CHECK_SECONDS,
      signal,
    },
  );
  signal.throwIfAborted();
  if (asked.status === "failed") throw new InfrastructureError(`${candidate.path} could not be checked: ${asked.reason}`);
  const cases = asked.answer.cases.filter((collected) => collected.path === candidate.path);
  return {
    findings: [...lint.findings, ...contradictingTests(candidate, snapshot.criteria, framework), ...asked.answer.findings],
    cases: cases.map((collected) => ({ case: collected.case, name: collected.name })),
    mocks,
  };
}
