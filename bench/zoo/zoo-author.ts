import type { Claim } from "../../src/domain/candidate.ts";
import type { Plan, Target } from "../../src/domain/plan.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { Author, Draft } from "../../src/ports.ts";
import type { Habitat, ZooCase } from "./read-zoo.ts";

/**
 * Hands in the files of a habitat as they are, each for a target of its own, and again when it is asked for a repair. Its
 * tests stand in the explorer's name: a model's tests need the judge of relevance too, without which all are flags at most.
 */
export class ZooAuthor implements Author {
  readonly name = "explorer";
  readonly #habitat: Habitat;

  constructor(habitat: Habitat) {
    this.#habitat = habitat;
  }

  async plan(snapshot: Snapshot): Promise<Plan> {
    const symbols = snapshot.symbols.filter(({ kind }) => kind !== "module").map(({ id }) => id);
    const targets = this.#habitat.files.map(
      ({ name, cases }): Target => ({
        id: name,
        symbols,
        lane: "unit",
        framework: snapshot.framework,
        criteria: [...new Set(cases.flatMap((one) => one.criteria))],
        behaviours: [],
        test_path: `tests/test_${this.#habitat.name}_${name}`,
      }),
    );
    return { targets, untestable: [] };
  }

  async write(target: Target): Promise<Draft> {
    const file = this.#habitat.files.find(({ name }) => name === target.id);
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
