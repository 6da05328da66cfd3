import type { Execution } from "../../domain/execution.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { Pinned } from "../../domain/snapshot.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import { frameworkById } from "../../frameworks/index.ts";
import { plainVariation } from "../../frameworks/plain-variation.ts";
import type { Answer } from "../../frameworks/protocol.ts";
import type { Ports } from "../../ports.ts";
import { classifyBaseFailure } from "../shared/classify-base-failure.ts";
import { limitsFor } from "./limits.ts";
import { type Part, type Runnable, splitCandidate } from "./split-candidate.ts";

type BaseRun = Pick<Execution & { status: "ran" }, "base" | "base_problem" | "base_stripped">;
type Result = Answer<"run">["variations"][number];

/**
 * Runs the candidate once on the tree of the base, in the head's environment. One import the base lacks keeps the whole file
 * from loading, so then each test function runs in a file of its own: what the base has can still be RED. Gives outcomes, or
 * why there are none: `cannot-load` when no function could be loaded, `did-not-run` when the machinery failed. Cases whose
 * failure may be RED run once more without their assertions.
 */
export async function runOnBase(
  generated: Runnable,
  snapshot: Pinned,
  ports: Pick<Ports, "sandbox" | "forge">,
  signal: AbortSignal,
): Promise<BaseRun> {
  const { candidate } = generated;
  const whole: Part = { path: candidate.path, source: candidate.source, cases: generated.cases.map((one) => one.case) };
  const ran = await runParts([whole], [candidate.path], snapshot, ports, signal);
  if (ran.status === "failed") return didNotRun(ran.reason);
  const own = ran.result.collection_errors.find((error) => error.path === candidate.path);
  if (own === undefined) {
    const known = outcomesOf(ran.result, whole.cases);
    if (known.base === null) return known;
    return { ...known, base_stripped: await runStripped([whole], known.base, candidate.path, snapshot, ports, signal) };
  }
  const parts = splitCandidate(generated, snapshot);
  const apart = parts.length > 1 ? await runParts(parts, pathsOf(parts), snapshot, ports, signal) : null;
  if (apart?.status !== "ran" || apart.result.outcomes.length === 0) {
    const reason = `${own.exception}: ${own.message}`;
    return { base: null, base_problem: { kind: "cannot-load", reason }, base_stripped: [] };
  }
  const base = parts.flatMap((part) => outcomesOfPart(part, apart.result, candidate.path));
  const base_stripped = await runStripped(parts, base, candidate.path, snapshot, ports, signal);
  return { base, base_problem: null, base_stripped };
}

/**
 * Of the cases in these files, those that failed on the base as RED may fail, without any assertion: what still fails so does
 * not fail by one. One outcome for each; `did-not-run` when the machinery failed.
 */
async function runStripped(
  parts: Part[],
  base: Outcome[],
  path: string,
  snapshot: Pinned,
  ports: Pick<Ports, "sandbox" | "forge">,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const doubtful = base.filter((outcome) => outcome.status === "failed" && classifyBaseFailure(outcome).says === "may-be-red");
  const wanted = new Set(doubtful.map((outcome) => outcome.case));
  if (wanted.size === 0) return [];
  const { withoutAssertions } = frameworkById(snapshot.framework);
  const stripped = parts
    .map((part) => ({ ...part, cases: part.cases.filter((name) => wanted.has(name)) }))
    .filter((part) => part.cases.length > 0)
    .map((part) => ({ ...part, source: withoutAssertions(part.source) }));
  const select = stripped.flatMap((part) => part.cases.map((name) => `${part.path}${name.slice(path.length)}`));
  const ran = await runParts(stripped, select, snapshot, ports, signal);
  if (ran.status === "ran") return stripped.flatMap((part) => outcomesOfPart(part, ran.result, path));
  return [...wanted].map((name) => ({ case: name, status: "did-not-run", reason: ran.reason }));
}

/** One run of what is selected of these files. */
async function runParts(
  parts: Part[],
  select: string[],
  snapshot: Pinned,
  ports: Pick<Ports, "sandbox" | "forge">,
  signal: AbortSignal,
): Promise<{ status: "ran"; result: Result } | { status: "failed"; reason: string }> {
  signal.throwIfAborted();
  const cases = parts.reduce((sum, part) => sum + part.cases.length, 0);
  const { seconds, ...limits } = limitsFor(snapshot.baseline, cases, 1, []);
  const asked = await askRunner(
    ports.sandbox,
    "run",
    { select, variations: [plainVariation("in-file")], coverage_of: null, ...limits },
    {
      image: snapshot.environment.image,
      tree: await ports.forge.readTree(snapshot.base_sha),
      overlay: parts.map(({ path, source }) => ({ path, source })),
      seconds,
      signal,
    },
  );
  if (asked.status === "failed") return asked;
  const [result] = asked.answer.variations;
  return result === undefined ? { status: "failed", reason: "the runner gave no result" } : { status: "ran", result };
}

function pathsOf(parts: Part[]): string[] {
  return parts.map((part) => part.path);
}

/** Cases that exist only on the base (a parametrisation over the product's own data) say nothing about the candidate. */
function outcomesOf(result: Result, cases: string[]): BaseRun {
  const known = new Set(cases);
  const base = result.outcomes.filter((outcome) => known.has(outcome.case));
  if (base.length > 0) return { base, base_problem: null, base_stripped: [] };
  const other = result.collection_errors[0];
  if (other) return didNotRun(`${other.path} could not be loaded: ${other.exception}: ${other.message}`);
  return didNotRun(result.reason ?? "no case was collected");
}

/** The outcomes of one function's own file, under the names its cases have on the head; all cannot load when the file can not. */
function outcomesOfPart(part: Part, result: Result, path: string): Outcome[] {
  const outcomes = new Map(
    result.outcomes
      .filter((outcome) => outcome.case.startsWith(`${part.path}::`))
      .map((outcome) => [`${path}${outcome.case.slice(part.path.length)}`, outcome]),
  );
  const error = result.collection_errors.find((one) => one.path === part.path);
  return part.cases.map((name): Outcome => {
    const outcome = outcomes.get(name);
    if (outcome) return renamed(outcome, name, part.path, path);
    if (error === undefined) return { case: name, status: "did-not-run", reason: result.reason ?? "it was not collected" };
    const { exception, message } = error;
    const failure = { kind: "import" as const, exception, message, path, line: null, where: "test" as const };
    return { case: name, status: "failed", seconds: 0, failure };
  });
}

function renamed(outcome: Outcome, name: string, from: string, to: string): Outcome {
  if (outcome.status !== "failed" || outcome.failure.path !== from) return { ...outcome, case: name };
  return { ...outcome, case: name, failure: { ...outcome.failure, path: to } };
}

function didNotRun(reason: string): BaseRun {
  return { base: null, base_problem: { kind: "did-not-run", reason }, base_stripped: [] };
}
