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
import type { Report } from "../../src/domain/report.ts";
import { JudgedTest, type Verdict } from "../../src/domain/verdict.ts";
import { runPipeline } from "../../src/pipeline/run-pipeline.ts";
import { COMMON, type Habitat, ZOO, type ZooCase } from "./read-zoo.ts";
import { rememberAnswers } from "./remember-answers.ts";
import { ZooAuthor } from "./zoo-author.ts";

/** What the judge said about a case before tests were compared with one another. `round`: which of the times it was judged. */
export interface Judgement {
  zoo_case: ZooCase;
  round: number;
  verdict: Verdict;
  /** Whether it was rejected with its whole file, for what another test in it does: that says nothing about this one. */
  with_its_file: boolean;
  /** Whether it is in the report's files, after dedupe and minimal set. */
  kept: boolean;
  /** Why the report left it out; `null`: it did not, or it is a suspected bug. */
  dropped_because: string | null;
}

/**
 * Hands every file of a habitat to the real pipeline, `rounds` times. What may differ from round to round, the runs of a
 * candidate on the head, is done anew in each; all other answers of the sandbox are those of the first.
 * Throws when a case got no verdict: a test that was never judged must not count as right.
 */
export async function judgeHabitat(
  habitat: Habitat,
  rounds: number,
  parallel: number,
  signal: AbortSignal,
): Promise<Judgement[]> {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-zoo-"));
  try {
    const repository = await openRepository(await repositoryOf(habitat, folder));
    const ports = connectPorts(habitat.name, repository, readConfig(process.env), quiet, signal);
    const handover = { ...asked, repository: `zoo/${habitat.name}`, spec: { path: "spec.md", text: habitat.spec } };
    const { head_sha } = await ports.forge.pin(handover);
    const sandbox = rememberAnswers(
      ports.sandbox,
      ({ verb, tree, overlay }) => verb === "run" && tree.sha === head_sha && overlay.length > 0,
    );
    const judgements: Judgement[] = [];
    for (let round = 1; round <= rounds; round++) {
      const id = `${habitat.name}-${round}`;
      const run = { id, handover, commit_flagged: true, parallel };
      const report = await runPipeline(run, { ...ports, sandbox, author: new ZooAuthor(habitat) }, signal);
      for (const { name, cases } of habitat.files) {
        const judged = z.array(JudgedTest).parse(await ports.store.read(id, `evaluate:${name}`));
        judgements.push(...cases.map((one) => judgementOf(one, round, judged, report)));
      }
    }
    return judgements;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const asked = {
  ...everything,
  request_id: "zoo",
  pull_request: null,
  base_ref: "main",
  head_ref: "feature",
  lanes: ["unit"],
  delivery: "patch" as const,
  requested_by: "zoo",
  max_tests: 1000,
};

function judgementOf(zoo_case: ZooCase, round: number, judged: JudgedTest[], report: Report): Judgement {
  const test = judged.find(({ name }) => name === zoo_case.test);
  if (test === undefined) throw new Error(`${zoo_case.habitat}/${zoo_case.file}: ${zoo_case.test} was not judged`);
  const { verdict, evidence, path, name } = test;
  const isIt = (other: { file: string; name: string }) => other.file === path && other.name === name;
  const findings = evidence.lint.status === "measured" ? evidence.lint.value.findings : [];
  const stuck = verdict.rule === "3-hallucination" && evidence.head.status === "not-measured";
  return {
    zoo_case,
    round,
    verdict,
    with_its_file: stuck && !findings.some(({ severity }) => severity === "high"),
    kept: report.tests.some(isIt),
    dropped_because: report.dropped.find(isIt)?.dropped_because ?? null,
  };
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
