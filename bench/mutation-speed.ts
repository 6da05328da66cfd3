import type { Mutant } from "../src/domain/snapshot.ts";
import type { Sandbox } from "../src/ports.ts";
import { CASES, sources, TESTS, testsOf, treeOf } from "./ledger.ts";
import { median, timeEach } from "./measure.ts";
import { compareVerdicts, oneByOne, withEngine } from "./mutation-ways.ts";
import type { Row } from "./sandbox-cost.ts";

const REPEATS = 3;
/** In each repeat so many mutants run in a container of their own, and so many one after the other in one container. */
const IN_CONTAINERS = 4;
const IN_ONE = 12;

/**
 * Mutants per second of the engine against a container per mutant, and against a fresh interpreter and pytest per mutant in one
 * container: the same mutants, the same tests, the same image and flags, and every side gives the full matrix. The sides take
 * turns, because machines are shared. Throws when the verdicts differ.
 */
export async function mutationSpeed(sandbox: Sandbox, naive: Sandbox, image: string, mutants: Mutant[]): Promise<Row[]> {
  const tree = treeOf({ ...sources.head, [TESTS]: testsOf(1) }, "1");
  const seconds: { engine: number; in_containers: number; in_one: number }[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const engine = await withEngine(sandbox, image, tree, TESTS, mutants);
    const some = Array.from({ length: IN_ONE }, (_, index) => mutants[(repeat * IN_ONE + index) % mutants.length] as Mutant);
    const in_containers = await timeEach(IN_CONTAINERS, async (index) => {
      const alone = await oneByOne(naive, image, tree, TESTS, some.slice(index, index + 1), { baseline: false });
      compareVerdicts(engine.matrix, alone.matrix);
    });
    const one = await oneByOne(naive, image, tree, TESTS, some, { baseline: false });
    compareVerdicts(engine.matrix, one.matrix);
    const mutant_seconds = one.mutant_seconds.reduce((sum, each) => sum + each, 0);
    const container_seconds = one.seconds - mutant_seconds;
    seconds.push({
      engine: engine.seconds / mutants.length,
      in_containers: median(in_containers),
      // Its container is shared by all mutants as the engine's is.
      in_one: mutant_seconds / some.length + container_seconds / mutants.length,
    });
  }
  const ratio = (other: "in_containers" | "in_one") => ({
    ours: median(seconds.map((each) => each.engine)),
    compared: median(seconds.map((each) => each[other])),
    ratio: median(seconds.map((each) => each[other] / each.engine)),
  });
  const what = `mutants per second (${mutants.length} mutants, ${CASES} quick cases)`;
  return [
    { what: `${what}, times those of one container per mutant; at least 20`, ...ratio("in_containers") },
    { what: `${what}, times those of a fresh interpreter per mutant in one container; at least 3`, ...ratio("in_one") },
  ];
}
