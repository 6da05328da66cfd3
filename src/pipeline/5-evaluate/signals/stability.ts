import type { Evidence } from "../../../domain/evidence.ts";
import type { Outcome } from "../../../domain/outcome.ts";
import { SEEDED, SEEDS } from "../../shared/describe-variation.ts";
import { type FunctionRun, whyStopped } from "../../shared/function-runs.ts";
import { measured, notMeasured } from "./signal.ts";

/** Fewer runs than this show nothing about stability (design: three runs that differ on purpose). */
const LEAST_RUNS = 3;

/**
 * Whether every run that differed on purpose gave the same result. One run the machinery stopped makes it not measured:
 * that run could have been the one that differs. A difference that was seen is measured, whatever else was stopped. When
 * chance alone makes one, the runs that have chances of their own do not say more.
 */
export function stability(runs: FunctionRun[]): Evidence["stability"] {
  const undisturbed = runs.filter((run) => !run.stopped);
  const [reference] = undisturbed;
  if (reference === undefined) return notMeasured(whyStopped(runs));
  const differing = undisturbed.filter((run) => !sameResult(run.outcome, reference.outcome)).map((run) => run.variation);
  const broke_under = differing.includes(SEEDS) ? differing.filter((id) => !SEEDED.includes(id)) : differing;
  if (broke_under.length === 0 && undisturbed.length < runs.length) return notMeasured(whyStopped(runs));
  if (undisturbed.length < LEAST_RUNS) return notMeasured(`only ${undisturbed.length} runs`);
  return measured({
    stable: broke_under.length === 0,
    broke_under,
    variations: undisturbed.map(({ variation, outcome }) => ({ variation, outcome })),
  });
}

/** The message may differ between runs (an address, a time), the way it failed may not. */
function sameResult(one: Outcome, other: Outcome): boolean {
  if (one.status === "failed" && other.status === "failed") return one.failure.kind === other.failure.kind;
  return one.status === other.status;
}
