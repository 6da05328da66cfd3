import { parseArgs } from "node:util";
import { git } from "../src/adapters/git/git.ts";
import { openRepository } from "../src/adapters/git/open-repository.ts";
import { connectPorts } from "../src/cli/connect-ports.ts";
import { interruptible } from "../src/cli/interrupt.ts";
import { quiet } from "../src/cli/progress/progress.ts";
import { readConfig } from "../src/config.ts";
import { askRunner } from "../src/frameworks/ask-runner.ts";
import { frameworkById } from "../src/frameworks/index.ts";
import type { Answer } from "../src/frameworks/protocol.ts";
import { prepareEnvironment } from "../src/pipeline/1-snapshot/prepare-environment.ts";
import { variationsFor } from "../src/pipeline/4-execute/variations.ts";

/**
 * `npm run bench:suites -- [--select tests] REPOSITORY...`: runs the suite that people wrote, as it is at the repository's `HEAD`,
 * in every variation a candidate goes through, and tells each case that passes in the first run and not in another one: what
 * the judge would call flaky of tests that are kept by people.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { select: { type: "string", default: "tests" } } });
if (positionals.length === 0) throw new Error("a repository is needed");
const SECONDS = 1200;

for (const folder of positionals) await interruptible((signal) => tellSuite(folder, signal));

async function tellSuite(folder: string, signal: AbortSignal): Promise<void> {
  const { sandbox, forge, events, repository } = await open(folder, signal);
  const sha = (await git(repository.git_dir, ["rev-parse", "HEAD"])).toString().trim();
  const tree = await forge.readTree(sha);
  const { image } = await prepareEnvironment({ framework: frameworkById("pytest"), head: tree }, { sandbox, events }, signal);
  const limits = { seconds_per_case: 20, seconds_per_variation: SECONDS };
  const body = { select: [values.select], variations: variationsFor([], []), coverage_of: null, ...limits };
  const asked = await askRunner(sandbox, "run", body, { image, tree, overlay: [], seconds: SECONDS, signal });
  if (asked.status === "failed") throw new Error(asked.reason);
  const { passed, different } = compare(asked.answer);
  console.log(`${repository.name} ${sha.slice(0, 8)}: ${different.size} of ${passed} differ`);
  for (const [name, why] of different) console.log(`  ${name}: ${why.join("; ")}`);
}

async function open(folder: string, signal: AbortSignal) {
  const repository = await openRepository(folder);
  return { ...connectPorts("suites", repository, readConfig(process.env), quiet, signal), repository };
}

/** How many cases pass in the first variation, and of those that do not in another one: in which, and what they say there. */
function compare({ variations }: Answer<"run">): { passed: number; different: Map<string, string[]> } {
  const unfinished = variations.find(({ status }) => status !== "finished");
  if (unfinished !== undefined) throw new Error(`the run ${unfinished.id} ${unfinished.status}`);
  const [first, ...others] = variations;
  for (const { path, message } of first?.collection_errors ?? []) console.log(`  ${path} could not be loaded: ${message}`);
  const passed = first?.outcomes.filter(({ status }) => status === "passed").map((outcome) => outcome.case) ?? [];
  if (passed.length === 0) throw new Error("no case passes");
  const different = new Map<string, string[]>();
  for (const { id, outcomes } of others) {
    const known = new Map(outcomes.map((outcome) => [outcome.case, outcome]));
    for (const name of passed) {
      const outcome = known.get(name);
      if (outcome?.status === "passed") continue;
      const said = outcome?.status === "failed" ? outcome.failure.message.split("\n")[0] : (outcome?.status ?? "not collected");
      different.set(name, [...(different.get(name) ?? []), `${id}: ${said}`]);
    }
  }
  return { passed: passed.length, different };
}
