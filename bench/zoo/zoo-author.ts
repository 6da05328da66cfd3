import type { Claim } from "../../src/domain/candidate.ts";
import type { Plan, Target } from "../../src/domain/plan.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { Author, Draft } from "../../src/ports.ts";
import type { Habitat, ZooCase, ZooFile } from "./read-zoo.ts";

/** The id of the target that a file of the zoo is handed in for, the `round`-th time. */
export function targetId({ name }: ZooFile, round: number): string {
  return `${name}#${round}`;
}

/**
 * Hands in the files of a habitat as they are, `rounds` times, and again when it is asked for a repair. Its tests stand in
 * the explorer's name: a model's tests need the judge of relevance too, without which all of them are flags at most.
 */
export class ZooAuthor implements Author {
  readonly name = "explorer";
  readonly #habitat: Habitat;
  readonly #files = new Map<string, ZooFile>();

  constructor(habitat: Habitat, rounds: number) {
    this.#habitat = habitat;
    for (const file of habitat.files) {
      for (let round = 1; round <= rounds; round++) this.#files.set(targetId(file, round), file);
    }
  }

  async plan(snapshot: Snapshot): Promise<Plan> {
    const symbols = snapshot.symbols.filter(({ kind }) => kind !== "module").map(({ id }) => id);
    const targets = [...this.#files].map(([id, file]): Target => {
      const stem = id.replace(/\W+/g, "_").replace("_py_", "_");
      return {
        id,
        symbols,
        lane: "unit",
        framework: snapshot.framework,
        criteria: [...new Set(file.cases.flatMap((one) => one.criteria))],
        behaviours: [],
        test_path: `tests/test_${this.#habitat.name}_${stem}.py`,
      };
    });
    return { targets, untestable: [] };
  }

  async write(target: Target): Promise<Draft> {
    const file = this.#files.get(target.id);
    if (file === undefined) throw new Error(`nobody handed in a file for ${target.id}`);
    const { id, test_path: path } = target;
    const candidate = { id, target: id, author: this.name, path, source: file.source, claims: file.cases.map(claimOf) };
    return { status: "written", candidate };
  }
}

function claimOf({ test, criteria }: ZooCase): Claim {
  const shows = test.replace(/^.*test_/, "").replaceAll("_", " ");
  return { name: test, shows, symbol: null, criteria, oracle: criteria.length > 0 ? "criterion" : "characterization" };
}
