import type { Candidate, Finding } from "../../domain/candidate.ts";
import type { Gaps } from "../../domain/gaps.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Author, Draft, Forge } from "../../ports.ts";

const PREFIX = "explorer:";

/**
 * The explorer as the net under a model: it looks for what the model's tests leave alive, and for criteria none of them shows.
 * Its targets are known by their ids; what was open when they were made is lost in a restart, and then it looks for everything.
 */
export class FillIn {
  readonly #explorer: Author;
  readonly #forge: Pick<Forge, "readTree">;
  readonly #open = new Map<string, { snapshot: Snapshot; claimed: ReadonlySet<string> }>();

  constructor(explorer: Author, forge: Pick<Forge, "readTree">) {
    this.#explorer = explorer;
    this.#forge = forge;
  }

  owns({ id }: Pick<Target, "id">): boolean {
    return id.startsWith(PREFIX);
  }

  /** A target for each file where something is open. */
  async targets(gaps: Gaps, snapshot: Snapshot, signal: AbortSignal): Promise<Target[]> {
    const { targets } = await this.#explorer.plan(snapshot, signal);
    const framework = frameworkById(snapshot.framework);
    const tree = await this.#forge.readTree(snapshot.head_sha);
    const taken = new Set([...tree.files.map(({ path }) => path), ...gaps.targets.map(({ test_path }) => test_path)]);
    const open = new Set([...gaps.survivors.map(({ path }) => path), ...gaps.uncovered.map(({ path }) => path)]);
    const claimed = new Set(snapshot.criteria.map(({ id }) => id).filter((id) => !gaps.unclaimed.includes(id)));
    const narrowed = narrow(snapshot, gaps);
    return targets.flatMap((target) => {
      const path = target.symbols[0]?.split("::")[0] ?? "";
      if (!open.has(path) && !target.criteria.some((id) => gaps.unclaimed.includes(id))) return [];
      const test_path = framework.testPath(path, snapshot.spec_id, snapshot.project, taken);
      taken.add(test_path);
      const id = `${PREFIX}${path}`;
      this.#open.set(id, { snapshot: narrowed, claimed });
      return [{ ...target, id, test_path }];
    });
  }

  /** Tests of criteria that others show already are left out: the explorer fills in, it does not vote. */
  async write(target: Target, snapshot: Snapshot, findings: Finding[], signal: AbortSignal): Promise<Draft> {
    const { snapshot: narrowed, claimed } = this.#open.get(target.id) ?? { snapshot, claimed: new Set<string>() };
    const draft = await this.#explorer.write(target, narrowed, findings, signal);
    return draft.status === "written" ? withoutClaimed(draft.candidate, claimed, frameworkById(target.framework)) : draft;
  }
}

/** The change as if the tests so far were the project's own, with only the edits nobody noticed. */
function narrow(snapshot: Snapshot, { survivors, killed, covered, arcs }: Gaps): Snapshot {
  return { ...snapshot, mutants: survivors, baseline: { ...snapshot.baseline, killed, covered, arcs } };
}

function withoutClaimed(candidate: Candidate, claimed: ReadonlySet<string>, framework: Pick<Framework, "keepCases">): Draft {
  const claims = candidate.claims.filter(
    ({ oracle, criteria }) => oracle === "characterization" || criteria.some((id) => !claimed.has(id)) || criteria.length === 0,
  );
  if (claims.length === candidate.claims.length) return { status: "written", candidate };
  const names = claims.map(({ name }) => name);
  const source = claims.length === 0 ? null : framework.keepCases(candidate.source, names);
  if (source === null) return { status: "nothing", reason: "the tests there are show it already" };
  return { status: "written", candidate: { ...candidate, source, claims } };
}
