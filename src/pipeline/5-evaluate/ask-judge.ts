import type { Candidate } from "../../domain/candidate.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { JudgedTest } from "../../domain/verdict.ts";
import type { Votes } from "../../domain/vote.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports } from "../../ports.ts";
import { isModel } from "./fail-closed.ts";

/** The votes on a test by its name; `null`: nobody could be asked. */
export type VotesOf = (name: string) => Votes | null;

/**
 * Asks the judge about the tests a model wrote that would be kept for what was measured: no opinion saves the others. The judge
 * sees the file without comments and docstrings. A judge that fails leaves its tests without votes.
 */
export async function askJudge(
  judged: JudgedTest[],
  candidate: Candidate,
  snapshot: Snapshot,
  { author }: Pick<Ports, "author">,
  signal: AbortSignal,
): Promise<VotesOf> {
  if (!isModel(candidate.author) || author.judge === undefined) return () => null;
  const wanted = judged.filter(({ verdict }) => verdict.kind === "accept" || verdict.kind === "flag");
  if (wanted.length === 0) return () => NOT_ASKED;
  const names = new Set(wanted.map(({ name }) => name));
  const source = frameworkById(snapshot.framework).withoutProse(candidate.source);
  const tests = wanted.map(({ claim: { name, symbol, criteria } }) => ({ name, symbol, criteria }));
  const votes = await author.judge(tests, source, snapshot, signal);
  signal.throwIfAborted();
  return (name) => votes.get(name) ?? (names.has(name) ? SILENT : NOT_ASKED);
}

const NOT_ASKED: Votes = { status: "none", reason: "the judge was not asked: what was measured decides" };
const SILENT: Votes = { status: "none", reason: "the judge said nothing about it" };
