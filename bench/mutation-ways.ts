import { z } from "zod";
import type { Mutant } from "../src/domain/snapshot.ts";
import { askMutants } from "../src/frameworks/ask-mutants.ts";
import type { Request } from "../src/frameworks/protocol.ts";
import type { Sandbox, SourceTree } from "../src/ports.ts";

/** What each mutant did to each case: `killed-by-…` or `timed-out`; a case that is not named passed. */
export type Matrix = Map<string, Map<string, string>>;

const TIMEOUT = { floor_seconds: 1, factor: 10 };
const limits = (select: string): Omit<Request<"mutate">, "mutants"> => ({
  groups: [{ id: "bench", select: [select], until: "all", cases_per_mutant: null }],
  timeout: TIMEOUT,
  budget_seconds: 280,
});
const where = (image: string, tree: SourceTree) => ({
  image,
  tree,
  overlay: [],
  seconds: 400,
  signal: new AbortController().signal,
});

/** The engine: the whole matrix in one container. Throws when a mutant was left out. */
export async function withEngine(sandbox: Sandbox, image: string, tree: SourceTree, select: string, mutants: Mutant[]) {
  const asked = await askMutants(sandbox, { mutants, ...limits(select) }, where(image, tree));
  if (asked.status === "failed") throw new Error(asked.reason);
  const left_out = asked.answer.mutants.filter(({ status, reason }) => status === "not-run" || reason?.startsWith("cut"));
  if (left_out.length > 0) throw new Error(`${left_out.length} mutants were not run: ${left_out[0]?.reason}`);
  const ran = asked.answer.mutants.filter(({ status }) => status === "ran");
  return {
    seconds: asked.seconds,
    matrix: new Map(ran.map(({ id, results }) => [id, noticed(results)])),
  };
}

const Case = z.object({ case: z.string(), result: z.string(), seconds: z.number() });
const NaiveAnswer = z.object({
  baseline: z.array(Case),
  mutants: z.array(z.object({ id: z.string(), seconds: z.number(), cases: z.array(Case) })),
});

/** A fresh interpreter and pytest per mutant, one after the other, all in one container started as the engine's is. */
export async function oneByOne(
  naive: Sandbox,
  image: string,
  tree: SourceTree,
  select: string,
  mutants: Mutant[],
  { baseline }: { baseline: boolean },
) {
  const edits = mutants.map(({ id, path, line, start, end, replacement }) => ({ id, path, line, start, end, replacement }));
  const said = await naive.ask({ ...where(image, tree), verb: "mutate", body: { mutants: edits, ...limits(select), baseline } });
  if (said.status !== "answered") throw new Error(`the naive run: ${JSON.stringify(said).slice(0, 500)}`);
  const answer = NaiveAnswer.parse(said.body);
  return {
    seconds: said.seconds,
    /** Of each mutant's interpreter and pytest, without the container. */
    mutant_seconds: answer.mutants.map((mutant) => mutant.seconds),
    matrix: new Map(answer.mutants.map(({ id, cases }) => [id, noticed(cases)])) as Matrix,
    /** Seconds of each case on the untouched code; of none without `baseline`. */
    plain: new Map(answer.baseline.map((one) => [one.case, one.seconds])),
  };
}

/** Throws with the first differences: figures of ways that do not agree mean nothing. Only mutants of `other` are compared. */
export function compareVerdicts(engine: Matrix, other: Matrix): void {
  const differences = [...other].flatMap(([id, cases]) => {
    const [ours, theirs] = [engine.get(id) ?? new Map<string, string>(), cases].map((one) => JSON.stringify([...one].sort()));
    return ours === theirs ? [] : [`${id}: the engine says ${ours}, a fresh interpreter ${theirs}`];
  });
  if (differences.length > 0) throw new Error(`The verdicts differ:\n${differences.slice(0, 5).join("\n")}`);
}

function noticed(results: { case: string; result: string }[]): Map<string, string> {
  return new Map(results.filter(({ result }) => result !== "survived").map((one) => [one.case, one.result]));
}
