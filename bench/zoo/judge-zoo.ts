import pLimit from "p-limit";
import { type Judgement, judgeHabitat } from "./judge-habitat.ts";
import { type Habitat, readZoo, type ZooCase } from "./read-zoo.ts";

/** Containers at a time, over all habitats. */
const PARALLEL = 2;

/** Judges these habitats, two candidates at a time; `tell` hears of each one that is done. */
export async function judgeZoo(
  habitats: Habitat[],
  rounds: number,
  signal: AbortSignal,
  tell: (habitat: Habitat, judgements: Judgement[], seconds: number) => void = () => undefined,
): Promise<Judgement[]> {
  const alone = habitats.length < PARALLEL;
  const limit = pLimit(PARALLEL);
  const longest_first = habitats.toSorted((one, other) => other.files.length - one.files.length);
  const judged = await Promise.all(
    longest_first.map((habitat) =>
      limit(async () => {
        const started = performance.now();
        const judgements = await judgeHabitat(habitat, rounds, alone ? PARALLEL : 1, signal);
        tell(habitat, judgements, (performance.now() - started) / 1000);
        return judgements;
      }),
    ),
  );
  return judged.flat();
}

/** The habitats with only the files that hold a case that is wanted, each as a whole: its tests may need one another. */
export function habitatsWith(wanted: (one: ZooCase) => boolean): Habitat[] {
  return readZoo()
    .map((habitat) => ({ ...habitat, files: habitat.files.filter(({ cases }) => cases.some(wanted)) }))
    .filter(({ files }) => files.length > 0);
}
