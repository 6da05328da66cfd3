import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { authorNames } from "../src/authors/index.ts";
import { chosenAuthor } from "../src/cli/connect-authors.ts";
import { interruptible } from "../src/cli/interrupt.ts";
import { plainProgress } from "../src/cli/progress/plain-progress.ts";
import { readConfig } from "../src/config.ts";
import { UserError } from "../src/errors.ts";
import { readCases } from "./eval/read-cases.ts";
import { runCases } from "./eval/run-cases.ts";
import { renderScorecard, type Scored, totalOf } from "./eval/scorecard.ts";

/**
 * `npm run eval -- --cases DIR [--author explorer|anthropic] [--max N] [--json] [case...]`: lets an author write tests for every
 * case of a folder (`readCases` says what a case is), judges them as any run does and prints the scorecard. The model and its
 * budgets are those of the environment. Exit code 0: every case was done, 1: one was not, 2: wrong use.
 */
const MOST_TESTS = 25;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cases: { type: "string" },
      author: { type: "string" },
      max: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (values.cases === undefined) throw new UserError("--cases names the folder with the cases.");
  const asked = authorNames.find((name) => name === values.author);
  if (values.author !== undefined && asked === undefined) {
    throw new UserError(`There is no author ${values.author}; there are ${authorNames.join(" and ")}.`);
  }
  const max_tests = Number(values.max ?? MOST_TESTS);
  if (!Number.isInteger(max_tests) || max_tests < 1) throw new UserError("--max takes a whole number of at least 1.");
  const config = readConfig(process.env);
  const author = chosenAuthor(asked, config);
  const cases = readCases(values.cases, positionals);
  const room = await mkdtemp(join(tmpdir(), "tfactory-eval-"));
  try {
    const trial = { author, max_tests, config, room, progress: plainProgress((text) => process.stderr.write(text)) };
    const scored = await interruptible((signal) => runCases(cases, trial, tell, signal));
    const total = totalOf(scored);
    console.log(values.json ? JSON.stringify({ author, cases: scored, total }, null, 1) : renderScorecard(scored));
    return scored.every(({ status }) => status === "done") ? 0 : 1;
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

function tell(scored: Scored): void {
  console.error(`${scored.id}: ${scored.status === "done" ? `${scored.score.kept} tests kept` : scored.reason}`);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
