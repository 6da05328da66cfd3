import { clientFor } from "../src/adapters/docker/client.ts";
import { connectSandbox, sandboxOn } from "../src/adapters/docker/connect-sandbox.ts";
import { ensureEngine } from "../src/adapters/docker/engine.ts";
import { sampleMutants } from "../src/pipeline/1-snapshot/sample-mutants.ts";
import { intakeLatency } from "./intake-latency.ts";
import { judgingTime } from "./judging-time.ts";
import { allMutants, sources, TESTS, testsOf, treeOf } from "./ledger.ts";
import { mutationSpeed } from "./mutation-speed.ts";
import { withEngine } from "./mutation-ways.ts";
import { promptSize } from "./prompt-size.ts";
import { type Row, sandboxCost } from "./sandbox-cost.ts";
import { workerScale } from "./worker-scale.ts";

/**
 * `npm run bench`: what the judge and the sandbox cost, as ratios of things done in turn in this one run. Seconds are
 * printed for orientation only; machines differ, ratios travel. `--json` for machines; `mutation`, `judging`, `sandbox`,
 * `intake`, `workers` or `prompts` measures that part alone; `--cases DIR` names the changes whose prompts are measured.
 */
const MUTANTS = 60;
const SEED = 1;

const onStep = (line: string) => console.error(line);
const options = { frameworks: ["pytest"], onStep, runtime: null, environment: process.env };
const sandbox = await connectSandbox(options);
const engine = await ensureEngine(options.frameworks, onStep);
const runners_folder = new URL("naive/", import.meta.url).pathname;
const naive = await sandboxOn(clientFor(engine.docker_host, process.env), engine.images, { ...options, runners_folder });

const tree = treeOf({ ...sources.head, [TESTS]: testsOf(1) }, "1");
const prepared = await sandbox.prepare("pytest", tree, new AbortController().signal);
if (prepared.status !== "ready") throw new Error(prepared.reason);
const { image } = prepared;

// Mutants that are no change or never end cost both sides what their limits say, so they are not compared.
const tried = await withEngine(sandbox, image, tree, TESTS, sampleMutants(allMutants(), 2 * MUTANTS, SEED));
const ends = (id: string) => tried.matrix.has(id) && ![...(tried.matrix.get(id)?.values() ?? [])].includes("timed-out");
const mutants = sampleMutants(
  allMutants().filter(({ id }) => ends(id)),
  MUTANTS,
  SEED,
);
onStep(`${mutants.length} mutants`);

const rows: Row[] = [];
const measures = {
  mutation: () => mutationSpeed(sandbox, naive, image, mutants),
  judging: () => judgingTime(sandbox, naive, mutants),
  sandbox: () => sandboxCost(sandbox),
  intake: () => intakeLatency(),
  workers: () => workerScale(),
  prompts: () => promptSize(folderOfCases(), onStep),
};
const named = Object.keys(measures).filter((part) => process.argv.includes(part));
for (const [part, measure] of Object.entries(measures)) {
  if (named.length > 0 && !named.includes(part)) continue;
  const found = await measure();
  for (const { what, ratio } of found) onStep(`${ratio.toFixed(2)} ${what}`);
  rows.push(...found);
}
if (process.argv.includes("--json")) console.log(JSON.stringify(rows, null, 1));
else {
  console.log("| what | ours (s, tokens) | compared with | ratio |\n|---|---|---|---|");
  for (const { what, ours, compared, ratio } of rows) {
    console.log(`| ${what} | ${ours.toFixed(3)} | ${compared.toFixed(3)} | ${ratio.toFixed(2)} |`);
  }
}

function folderOfCases(): string | null {
  const at = process.argv.indexOf("--cases");
  return at === -1 ? null : (process.argv[at + 1] ?? null);
}
