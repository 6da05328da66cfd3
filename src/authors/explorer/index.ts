import type { Candidate, Finding } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Author, Draft, Ports } from "../../ports.ts";
import { dropNamed } from "./drop-named.ts";
import { changedLinesOf, exploreRequest } from "./explore-request.ts";
import { linkCriteria } from "./link-criteria.ts";
import { markRaises } from "./mark-raises.ts";
import { planTargets } from "./plan-targets.ts";
import { selectObservations } from "./select.ts";

/** Starting a container, importing the project and sending the answer are not part of the search. */
const OVERHEAD_SECONDS = 90;

/**
 * The author that needs no model: it observes what the changed symbols do in the sandbox and writes the smallest readable set
 * of observations down as tests. Only an example in a criterion or docstring gives an expected value; all else is pinned.
 */
export function createExplorer(ports: Pick<Ports, "sandbox" | "forge" | "events">): Author {
  /** Drafts by snapshot and target: a repair drops functions from the draft before. A lost one is written again. */
  const drafts = new WeakMap<Snapshot, Map<string, Candidate>>();

  async function firstDraft(target: Target, snapshot: Snapshot, signal: AbortSignal): Promise<Draft> {
    const framework = frameworkById(target.framework);
    const tree = await ports.forge.readTree(snapshot.head_sha);
    const body = exploreRequest(target, snapshot, framework, tree);
    const asked = await askRunner(ports.sandbox, "explore", body, {
      image: snapshot.environment.image,
      tree,
      overlay: [],
      seconds: body.budget_seconds + OVERHEAD_SECONDS,
      signal,
      onProgress: ({ done, total, item }) =>
        ports.events({ event: "progress", stage: "generate", item: `${target.id}: ${item}`, done, total, seconds: null }),
    });
    if (asked.status === "failed") return { status: "failed", reason: asked.reason };
    const { skipped, calls } = asked.answer;
    const criteria = snapshot.criteria.filter((criterion) => target.criteria.includes(criterion.id));
    const observations = linkCriteria(markRaises(asked.answer.observations, criteria), criteria);
    const chosen = selectObservations(observations, { baseline: snapshot.baseline, changed: changedLinesOf(target, snapshot) });
    if (chosen.length === 0) return { status: "nothing", reason: whyNothing(observations.length, calls, skipped) };
    const written = framework.write(chosen, {
      project: snapshot.project,
      header: headerOf(target, snapshot),
      criteria: snapshot.criteria,
    });
    if (written.claims.length === 0) return { status: "nothing", reason: "no observation could be written as Python" };
    return {
      status: "written",
      candidate: { id: `${target.id}:explorer`, target: target.id, author: "explorer", path: target.test_path, ...written },
    };
  }

  return {
    name: "explorer",

    async plan(snapshot) {
      const framework = frameworkById(snapshot.framework);
      const tree = await ports.forge.readTree(snapshot.head_sha);
      return planTargets(snapshot, framework, new Set(tree.files.map((file) => file.path)));
    },

    async write(target: Target, snapshot: Snapshot, findings: Finding[], signal: AbortSignal): Promise<Draft> {
      const known = drafts.get(snapshot) ?? new Map<string, Candidate>();
      drafts.set(snapshot, known);
      const before = findings.length > 0 ? known.get(target.id) : undefined;
      const draft: Draft = before ? { status: "written", candidate: before } : await firstDraft(target, snapshot, signal);
      if (draft.status !== "written") return draft;
      const candidate = dropNamed(draft.candidate, findings, frameworkById(target.framework));
      if (candidate === null) return { status: "nothing", reason: "every observation became a test that does not stand" };
      known.set(target.id, candidate);
      return { status: "written", candidate };
    },
  };
}

function headerOf(target: Target, snapshot: Snapshot): string {
  const file = target.symbols[0]?.split("::")[0] ?? target.id;
  return `Written by TFactory (explorer) for ${snapshot.spec_id}: ${file} at ${snapshot.head_sha.slice(0, 12)}.`;
}

function whyNothing(observations: number, calls: number, skipped: { symbol: string; reason: string }[]): string {
  const reasons = skipped.slice(0, 3).map((one) => `${one.symbol}: ${one.reason}`);
  if (observations > 0) return `${observations} observations show nothing the existing tests do not show already`;
  return [`no observation in ${calls} calls`, ...reasons].join("; ");
}
