import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { createRepository } from "../../src/adapters/git/create-repository.ts";
import { openRepository } from "../../src/adapters/git/open-repository.ts";
import { connectPorts } from "../../src/cli/connect-ports.ts";
import { quiet } from "../../src/cli/progress/progress.ts";
import { readConfig } from "../../src/config.ts";
import { everything } from "../../src/domain/handover.ts";
import { JudgedTest, type Verdict } from "../../src/domain/verdict.ts";
import { runPipeline } from "../../src/pipeline/run-pipeline.ts";
import { COMMON, type Habitat, ZOO, type ZooCase } from "./read-zoo.ts";
import { targetId, ZooAuthor } from "./zoo-author.ts";

/** What the judge said about a case. `round`: which of the times it was handed in. */
export interface Judgement {
  zoo_case: ZooCase;
  round: number;
  verdict: Verdict;
  /** Whether it is in the report's files, after dedupe and minimal set. */
  kept: boolean;
  /** Why the report left it out; `null`: it did not, or it is a suspected bug. */
  dropped_because: string | null;
}

/**
 * Hands every file of a habitat to the real pipeline, `rounds` times, and gives the verdict of each case before tests are
 * compared with one another. Throws when a case got no verdict: a test that was never judged must not count as right.
 */
export async function judgeHabitat(
  habitat: Habitat,
  rounds: number,
  parallel: number,
  signal: AbortSignal,
): Promise<Judgement[]> {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-zoo-"));
  try {
    const path = await repositoryOf(habitat, folder);
    const id = `zoo-${habitat.name}`;
    const ports = connectPorts(id, await openRepository(path), readConfig(process.env), quiet, signal);
    const author = new ZooAuthor(habitat, rounds);
    const handover = {
      ...everything,
      request_id: id,
      repository: `zoo/${habitat.name}`,
      pull_request: null,
      base_ref: "main",
      head_ref: "feature",
      spec: { path: "spec.md", text: habitat.spec },
      lanes: ["unit"],
      delivery: "patch" as const,
      requested_by: "zoo",
      max_tests: 1000,
    };
    const report = await runPipeline({ id, handover, commit_flagged: true, parallel }, { ...ports, author }, signal);
    const kept = new Set(report.tests.map(({ file, name }) => `${file}::${name}`));
    const dropped = new Map(report.dropped.map(({ file, name, dropped_because }) => [`${file}::${name}`, dropped_because]));
    const judgements: Judgement[] = [];
    for (const file of habitat.files) {
      for (let round = 1; round <= rounds; round++) {
        const judged = z.array(JudgedTest).parse(await ports.store.read(id, `evaluate:${targetId(file, round)}`));
        for (const zoo_case of file.cases) {
          const test = judged.find(({ name }) => name === zoo_case.test);
          if (test === undefined) throw new Error(`${habitat.name}/${file.name}: ${zoo_case.test} was not judged`);
          const { verdict, path, name } = test;
          const key = `${path}::${name}`;
          judgements.push({ zoo_case, round, verdict, kept: kept.has(key), dropped_because: dropped.get(key) ?? null });
        }
      }
    }
    return judgements;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Branch `main` is what all habitats share and the habitat's `base/`, branch `feature` has its `head/` on top. */
async function repositoryOf({ folder }: Habitat, into: string): Promise<string> {
  const [base, head, path] = [join(into, "base"), join(into, "head"), join(into, "repository")];
  for (const tree of [base, head]) {
    await cp(join(ZOO, COMMON), tree, { recursive: true });
    await cp(join(folder, "base"), tree, { recursive: true });
  }
  await cp(join(folder, "head"), head, { recursive: true });
  await createRepository(path, [
    { branch: "main", folder: base, message: "Before the change\n" },
    { branch: "feature", folder: head, message: "The change\n" },
  ]);
  return path;
}
