import type { Baseline, Mutant } from "../../domain/snapshot.ts";
import { askMutants } from "../../frameworks/ask-mutants.ts";
import type { Answer, Request } from "../../frameworks/protocol.ts";
import type { Ports } from "../../ports.ts";
import { CONTAINER_MARGIN_SECONDS, EXISTING_KILLS } from "./limits.ts";
import type { Suite } from "./measure-suite.ts";
import type { Change } from "./read-change.ts";

export interface ExistingKills {
  kills: Kills;
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
  if (mutants.length === 0) return { mutants, kills: { ...unknown, killed: [] }, warnings: [] };
  const ask = (groups: Request<"mutate">["groups"]) =>
    askMutants(
      sandbox,
      { mutants, groups, timeout: EXISTING_KILLS.timeout, budget_seconds: EXISTING_KILLS.budget_seconds },
      {
        image,
        tree: change.head,
        overlay: [],
        seconds: EXISTING_KILLS.budget_seconds + CONTAINER_MARGIN_SECONDS,
        signal,
        onProgress: ({ done, total }) =>
          events({
            event: "progress",
            stage: "snapshot",
            item: "mutants against the existing tests",
            done,
            total,
            seconds: null,
          }),
      },
    );
  const asked = await ask(groupsOf(suite, select));
  signal.throwIfAborted();
  if (asked.status === "answered") return readKills(mutants, asked.answer);
  const warning = `What the existing tests kill is not known: ${asked.reason}`;
  // Which mutants are no change needs no test: that is known even then.
  const compiled = await ask([]);
  signal.throwIfAborted();
  if (compiled.status === "failed") return { mutants, kills: unknown, warnings: [warning] };
  const read = readKills(mutants, compiled.answer);
  return { ...read, kills: { ...unknown, equivalent: read.kills.equivalent }, warnings: [warning] };
}

type Kills = Pick<Baseline, "killed" | "survived" | "timed_out" | "not_run" | "equivalent">;
const unknown: Kills = { killed: null, survived: [], timed_out: [], not_run: [], equivalent: [] };

/** Without an existing test there is no group; the runner still says which mutants are no change. */
function groupsOf(suite: Suite, select: string[]) {
  const cases = suite.reaching ?? select;
  if (cases.length === 0) return [];
  return [{ id: "existing", select: cases, until: "first-kill" as const, cases_per_mutant: EXISTING_KILLS.cases_per_mutant }];
}

function readKills(mutants: Mutant[], { mutants: tried }: Answer<"mutate">): ExistingKills {
  const by_id = new Map(tried.map((mutant) => [mutant.id, mutant]));
  const kills: Kills & { killed: string[] } = { killed: [], survived: [], timed_out: [], not_run: [], equivalent: [] };
  const compiling = mutants.filter(({ id }) => by_id.get(id)?.status !== "invalid");
  for (const { id } of compiling) {
    const fate = fateOf(by_id.get(id));
    if (fate !== "unreached") kills[fate].push(id);
  }
  const untried = kills.not_run.length;
  const warnings = untried === 0 ? [] : [`Mutants not tried on all of the existing tests that reach them: ${untried}.`];
  return { mutants: compiling, kills, warnings };
}

/** What the existing tests together made of a mutant. One the runner said nothing of was not tried. */
function fateOf(mutant: Answer<"mutate">["mutants"][number] | undefined): keyof Kills | "unreached" {
  if (mutant === undefined) return "not_run";
  if (mutant.status === "equivalent") return "equivalent";
  const results = new Set(mutant.results.map((one) => one.result));
  if (results.has("killed-by-assertion")) return "killed";
  if (mutant.status === "not-run" || mutant.reason !== null) return "not_run";
  if (results.has("survived") || results.has("killed-by-error")) return "survived";
  return results.has("timed-out") ? "timed_out" : "unreached";
}
