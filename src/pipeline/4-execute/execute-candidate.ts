import type { Candidate, Generated } from "../../domain/candidate.ts";
import type { Execution } from "../../domain/execution.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import type { Ports } from "../../ports.ts";
import { atOnce } from "../shared/at-once.ts";
import { betOn } from "./bet-on.ts";
import { completeOutcomes } from "./complete-outcomes.ts";
import { limitsFor, suiteBeside } from "./limits.ts";
import { mutateCandidate } from "./mutate-candidate.ts";
import { passingCases } from "./passing-cases.ts";
import { runOnBase } from "./run-on-base.ts";
import { runsIn, variationsFor } from "./variations.ts";

/**
 * Runs a standing candidate on the head in every variation, with coverage in the first; meanwhile once on the base, then under
 * the mutants. A failure of the machinery is `not-run` with the reason, never an outcome of a test. Throws only when `signal`
 * aborts.
 */
export async function executeCandidate(
  generated: Generated,
  snapshot: Snapshot,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<Execution> {
  signal.throwIfAborted();
  if (generated.status === "nothing" || generated.status === "failed") return { status: "not-run", reason: generated.reason };
  if (generated.status === "stuck") return { status: "not-run", reason: "the candidate does not stand" };
  const { candidate } = generated;
  const cases = generated.cases.map((collected) => collected.case);
  const mutate = (cases: string[], signal: AbortSignal) => mutateCandidate(candidate, cases, snapshot, ports, signal);
  const bet = betOn((signal) => mutate(cases, signal));
  const [head, { base, early }] = await atOnce(
    signal,
    async (signal) => {
      const head = await runOnHead(candidate, cases, snapshot, ports, signal);
      const passing = head.status === "ran" ? passingCases(generated, head.ran) : [];
      if (passing.length < cases.length) bet.lose();
      return { ...head, passing };
    },
    async (signal) => ({ base: await runOnBase(generated, snapshot, ports, signal), early: await bet.work(signal) }),
  );
  if (head.status === "not-run") return { status: "not-run", reason: head.reason };
  const matrix = early ?? (await mutate(head.passing, signal));
  return { status: "ran", ...head.ran, ...base, matrix };
}

type HeadRun =
  | { status: "ran"; ran: Pick<Execution & { status: "ran" }, "head" | "coverage"> }
  | { status: "not-run"; reason: string };

async function runOnHead(
  candidate: Candidate,
  cases: string[],
  snapshot: Snapshot,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<HeadRun> {
  const suite = suiteBeside(snapshot);
  const variations = variationsFor(suite, snapshot.baseline.failed);
  const { seconds, ...limits } = limitsFor(snapshot.baseline, cases.length, runsIn(variations), suite);
  const sources = snapshot.executable.map((file) => file.path);
  const asked = await askRunner(
    ports.sandbox,
    "run",
    { select: [candidate.path], variations, coverage_of: [...sources, candidate.path], ...limits },
    {
      image: snapshot.environment.image,
      tree: await ports.forge.readTree(snapshot.head_sha),
      overlay: [{ path: candidate.path, source: candidate.source }],
      seconds,
      signal,
      onProgress: ({ done, total, item }) =>
        ports.events({ event: "progress", stage: "execute", item, done, total, seconds: null }),
    },
  );
  if (asked.status === "failed") return { status: "not-run", reason: asked.reason };
  const answered = new Map(asked.answer.variations.map((variation) => [variation.id, variation]));
  const head = variations.map(({ id }) => completeOutcomes(id, answered.get(id), candidate.path, cases));
  return { status: "ran", ran: { head, coverage: asked.answer.coverage?.cases ?? null } };
}
