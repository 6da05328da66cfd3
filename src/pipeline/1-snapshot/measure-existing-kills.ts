import type { Baseline, Mutant } from "../../domain/snapshot.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import type { Answer } from "../../frameworks/protocol.ts";
import type { Ports } from "../../ports.ts";
import { CONTAINER_MARGIN_SECONDS, EXISTING_KILLS } from "./limits.ts";
import type { Suite } from "./measure-suite.ts";
import type { Change } from "./read-change.ts";

export interface ExistingKills extends Pick<Baseline, "killed" | "equivalent"> {
  /** The mutants that compile. */
  mutants: Mutant[];
  warnings: string[];
}

/** Which mutants the existing tests kill by assertion, and which are no change at all. */
export async function measureExistingKills(
  change: Change,
  image: string,
  mutants: Mutant[],
  suite: Suite,
  select: string[],
  { sandbox, events }: Pick<Ports, "sandbox" | "events">,
  signal: AbortSignal,
): Promise<ExistingKills> {
  if (mutants.length === 0) return { mutants, killed: [], equivalent: [], warnings: [] };
  const asked = await askRunner(
    sandbox,
    "mutate",
    {
      mutants: mutants.map(({ original: _original, operator: _operator, ...edit }) => edit),
      groups: groupsOf(suite, select),
      timeout: EXISTING_KILLS.timeout,
      budget_seconds: EXISTING_KILLS.budget_seconds,
    },
    {
      image,
      tree: change.head,
      overlay: [],
      seconds: EXISTING_KILLS.budget_seconds + CONTAINER_MARGIN_SECONDS,
      signal,
      onProgress: ({ done, total }) =>
        events({ event: "progress", stage: "snapshot", item: "mutants against the existing tests", done, total, seconds: null }),
    },
  );
  signal.throwIfAborted();
  if (asked.status === "failed") {
    const warning = `What the existing tests kill is not known: ${asked.reason}`;
    return { mutants, killed: null, equivalent: [], warnings: [warning] };
  }
  return readKills(mutants, asked.answer);
}

/** Without an existing test there is no group; the runner still says which mutants are no change. */
function groupsOf(suite: Suite, select: string[]) {
  const cases = suite.reaching ?? select;
  if (cases.length === 0) return [];
  return [{ id: "existing", select: cases, until: "first-kill" as const, cases_per_mutant: EXISTING_KILLS.cases_per_mutant }];
}

function readKills(mutants: Mutant[], { mutants: tried }: Answer<"mutate">): ExistingKills {
  const by_id = new Map(tried.map((mutant) => [mutant.id, mutant]));
  const with_status = (status: string) => mutants.filter(({ id }) => by_id.get(id)?.status === status).map(({ id }) => id);
  const invalid = new Set(with_status("invalid"));
  const not_run = with_status("not-run").length;
  const killed = mutants.filter(({ id }) => by_id.get(id)?.results.some((result) => result.result === "killed-by-assertion"));
  const warnings = not_run === 0 ? [] : [`Mutants not tried on the existing tests because the time ran out: ${not_run}.`];
  return {
    mutants: mutants.filter(({ id }) => !invalid.has(id)),
    killed: killed.map(({ id }) => id),
    equivalent: with_status("equivalent"),
    warnings,
  };
}
