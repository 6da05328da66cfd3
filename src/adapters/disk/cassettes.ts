import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { Answered, Model, Question } from "../../ports.ts";
import { Asked, askedOf, KeptAnswer, keyOf } from "../../runs/known-question.ts";

/** One question and what was answered, in order, each time it was asked. */
const Cassette = Asked.extend({
  version: z.literal(1),
  origin: z.enum(["recorded", "written by hand"]),
  answers: z.array(KeptAnswer),
});
type Cassette = z.infer<typeof Cassette>;

/**
 * A model whose answers are kept in a folder, or come from there without anyone being asked. A question is known by all of what
 * it sends, so that a changed prompt is a miss and never an old answer. What failed for the moment's reasons is not kept.
 * `replay` throws a `UserError` for a question nobody recorded.
 */
export function withCassette(
  model: Model,
  folder: string,
  mode: "record" | "replay",
  origin: Cassette["origin"] = "recorded",
): Model {
  const times = new Map<string, number>();
  let writing: Promise<void> = Promise.resolve();

  const next = (key: string) => {
    const nth = times.get(key) ?? 0;
    times.set(key, nth + 1);
    return nth;
  };
  const record = async <Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answered<Answer>> => {
    const asked = askedOf(model.name, question);
    const nth = next(keyOf(asked));
    const answered = await model.ask(question, signal);
    if (answered.status !== "failed" && answered.status !== "exhausted") {
      const kept = writing.then(() => keep(folder, { ...asked, origin }, nth, answered));
      writing = kept.catch(() => undefined);
      await kept;
    }
    return answered;
  };
  const replay = async <Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answered<Answer>> => {
    signal.throwIfAborted();
    const asked = askedOf(model.name, question);
    const nth = next(keyOf(asked));
    const cassette = await readCassette(folder, fileOf(asked));
    if (cassette === null) throw new UserError(await missing(folder, asked));
    const answered = cassette.answers[nth];
    if (answered === undefined)
      throw new UserError(
        `${fileOf(asked)} in ${folder} has ${cassette.answers.length} answers, and its question was asked once more. ${AGAIN}`,
      );
    if (answered.status !== "answered") return answered;
    const parsed = question.schema.safeParse(answered.answer);
    if (!parsed.success) throw new UserError(`The answer in ${fileOf(asked)} does not have its question's shape. ${AGAIN}`);
    return { ...answered, answer: parsed.data };
  };
  return { name: model.name, ask: mode === "record" ? record : replay };
}

const AGAIN = "Record it again with TFACTORY_CASSETTE=record.";

function fileOf(asked: Asked): string {
  return `${asked.role}-${keyOf(asked).slice(0, 32)}.json`;
}

async function keep(
  folder: string,
  asked: Asked & Pick<Cassette, "origin">,
  nth: number,
  answered: Answered<unknown>,
): Promise<void> {
  const before = nth === 0 ? null : await readCassette(folder, fileOf(asked));
  const answers = [...(before?.answers ?? []), answered];
  const { origin, model, role, request } = asked;
  const text = JSON.stringify({ version: 1, origin, model, role, request, answers }, null, 2);
  const path = join(folder, fileOf(asked));
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.new`, `${text}\n`);
  await rename(`${path}.new`, path);
}

async function readCassette(folder: string, name: string): Promise<Cassette | null> {
  let text: string;
  try {
    text = await readFile(join(folder, name), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const parsed = Cassette.safeParse(parseJson(text));
  if (!parsed.success || fileOf(parsed.data) !== name)
    throw new UserError(`${name} in ${folder} is not the cassette its name says. ${AGAIN}`);
  return parsed.data;
}

/** What a person needs to see which change made an old recording useless. */
async function missing(folder: string, asked: Asked): Promise<string> {
  const nearest = await nearestOf(folder, asked);
  const none = `There is no cassette in ${folder} for this question of the ${asked.role}.`;
  if (nearest === null) return `${none} Nothing is recorded for that role. ${AGAIN}`;
  return `${none} The nearest is ${fileOf(nearest)}, which differs in ${differences(nearest, asked).join(" and ")}. ${AGAIN}`;
}

async function nearestOf(folder: string, asked: Asked): Promise<Cassette | null> {
  const names = await readdir(folder).catch(() => []);
  const ofRole = names.filter((name) => name.startsWith(`${asked.role}-`) && name.endsWith(".json"));
  const cassettes = await Promise.all(ofRole.toSorted().map((name) => readCassette(folder, name).catch(() => null)));
  const distance = (one: Cassette) => differences(one, asked).length * 1e9 - sameLines(one.request.task, asked.request.task);
  return cassettes.flatMap((one) => one ?? []).toSorted((one, other) => distance(one) - distance(other))[0] ?? null;
}

function differences(one: Asked, other: Asked): string[] {
  const texts = (["system", "context", "task"] as const).flatMap((part) => {
    const [was, is] = [one.request[part], other.request[part]];
    return was === is ? [] : [`its ${part} from line ${sameLines(was, is) + 1}`];
  });
  const schemas = JSON.stringify(one.request.schema) === JSON.stringify(other.request.schema);
  return [
    ...(one.model === other.model ? [] : [`its model (${one.model})`]),
    ...texts,
    ...(schemas ? [] : ["the shape of its answer"]),
    ...(one.request.max_tokens === other.request.max_tokens ? [] : ["its limit of tokens"]),
  ];
}

/** How many lines are the same from the top. */
function sameLines(one: string, other: string): number {
  const [lines, others] = [one.split("\n"), other.split("\n")];
  const first = lines.findIndex((line, at) => line !== others[at]);
  return first === -1 ? lines.length : first;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
