import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRepository } from "../src/adapters/git/open-repository.ts";
import { connectPorts } from "../src/cli/connect-ports.ts";
import { quiet } from "../src/cli/progress/progress.ts";
import { readConfig } from "../src/config.ts";
import { runPipeline } from "../src/pipeline/run-pipeline.ts";
import { type EvalCase, readCases, repositoryOf } from "./eval/read-cases.ts";
import { handoverOf } from "./eval/run-cases.ts";
import { standInAuthor } from "./prompts/stand-in-author.ts";
import type { Row } from "./sandbox-cost.ts";

const SAMPLES = fileURLToPath(new URL("../fixtures/repos", import.meta.url));
const MOST_TESTS = 25;

interface Size {
  targets: number;
  accepted: number;
  /** Estimated input tokens of all questions of the run; of those, what a provider reads from its cache. */
  input: number;
  cached: number;
  /** The same questions with the changed files whole. */
  with_files: number;
}

/**
 * How much a model is sent for the changes of a folder of cases (`npm run bench -- prompts --cases DIR`, else the sample
 * repository): input tokens per target and per accepted test, against the same questions with the changed files whole, and the
 * share that comes from the cache. The whole pipeline runs; a stand-in answers for the model. Tokens are estimated from bytes.
 */
export async function promptSize(folder: string | null, tell: (line: string) => void): Promise<Row[]> {
  const room = await mkdtemp(join(tmpdir(), "tfactory-prompts-"));
  const sizes: Size[] = [];
  try {
    for (const one of readCases(folder ?? SAMPLES, [])) {
      const size = await sizeOf(one, room);
      tell(`${one.id}: ${JSON.stringify(size)}`);
      sizes.push(size);
    }
  } finally {
    await rm(room, { recursive: true, force: true });
  }
  const sum = (of: keyof Size) => sizes.reduce((all, size) => all + size[of], 0);
  const [input, with_files] = [sum("input"), sum("with_files")];
  const row = (what: string, ours: number, compared: number): Row => ({ what, ours, compared, ratio: ours / compared });
  const per = (what: string, number: number) =>
    row(`input tokens per ${what}, against the changed files whole`, input / number, with_files / number);
  return [
    per("target", sum("targets")),
    per("accepted test", sum("accepted")),
    row("input tokens from the cache, of all", sum("cached"), input),
  ];
}

async function sizeOf(one: EvalCase, room: string): Promise<Size> {
  const signal = new AbortController().signal;
  const repository = await openRepository(await repositoryOf(one, room));
  const ports = connectPorts(one.id, repository, readConfig(process.env), quiet, signal);
  const { author, compared } = await standInAuthor(ports);
  const run = { id: one.id, handover: handoverOf(one, MOST_TESTS), commit_flagged: true, parallel: 1 };
  const { tests, dropped, usage } = await runPipeline(run, { ...ports, author }, signal);
  const by_model = tests.filter((test) => test.author === author.name);
  const judged = [...tests, ...dropped].filter((test) => test.author === author.name);
  return {
    targets: new Set(judged.map(({ target }) => target)).size,
    accepted: by_model.filter(({ verdict }) => verdict.kind === "accept").length,
    input: usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens,
    cached: usage.cache_read_tokens,
    with_files: compared.with_files,
  };
}
