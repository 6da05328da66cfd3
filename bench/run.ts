import { connectSandbox } from "../src/adapters/docker/connect-sandbox.ts";
import { makeBarePython } from "./bare-python.ts";
import { median, timeEach } from "./measure.ts";
import { mutants, project } from "./project.ts";
import { askMutate, askNothing, askRun } from "./sandbox-work.ts";

/**
 * `npm run bench`: what the sandbox costs, each as a ratio to the same thing done bare on this machine in the same run.
 * Seconds are printed for orientation only; machines differ, ratios travel. `--json` for machines.
 */
const bare = await makeBarePython(project.files);
const sandbox = await connectSandbox({
  frameworks: ["pytest"],
  onStep: (line) => console.error(line),
  runtime: null,
  environment: process.env,
});
const prepared = await sandbox.prepare("pytest", project.tree, new AbortController().signal);
if (prepared.status !== "ready") throw new Error(prepared.reason);
const { image } = prepared;

const start = {
  bare: median(await timeEach(10, () => bare.python("-c", "pass"))),
  sandbox: median(await timeEach(10, () => askNothing(sandbox, image))),
};
const tests = {
  bare: median(await timeEach(5, () => bare.python("-m", "pytest", "-q", "-p", "no:cacheprovider"))),
  sandbox: median(await timeEach(5, () => askRun(sandbox, image))),
};
const one_by_one = await timeEach(5, (index) => bare.mutated(mutants[index % mutants.length]));
const mutation = {
  bare: median(one_by_one) * mutants.length,
  sandbox: median(await timeEach(3, () => askMutate(sandbox, image))),
};
bare.remove();

const rows = [
  { what: "an empty request and its answer : a bare interpreter start", ...start, ratio: start.sandbox / start.bare },
  { what: `${project.tests} tests : the same tests bare`, ...tests, ratio: tests.sandbox / tests.bare },
  {
    what: `${project.tests} tests in a warm container (start taken off) : the same tests bare`,
    bare: tests.bare,
    sandbox: tests.sandbox - start.sandbox,
    ratio: (tests.sandbox - start.sandbox) / tests.bare,
  },
  {
    what: `one of ${mutants.length} mutants : a bare interpreter and pytest per mutant`,
    bare: mutation.bare / mutants.length,
    sandbox: mutation.sandbox / mutants.length,
    ratio: mutation.sandbox / mutation.bare,
  },
];
if (process.argv.includes("--json")) console.log(JSON.stringify(rows, null, 1));
else {
  console.log("| what : compared with | sandbox, s | bare, s | ratio |\n|---|---|---|---|");
  for (const { what, sandbox: in_sandbox, bare: alone, ratio } of rows) {
    console.log(`| ${what} | ${in_sandbox.toFixed(3)} | ${alone.toFixed(3)} | ${ratio.toFixed(2)} |`);
  }
}
