import { z } from "zod";
import type { Snapshot } from "../../domain/snapshot.ts";
import { Vote, type Votes } from "../../domain/vote.ts";
import type { TestOnTrial } from "../../ports.ts";
import { idsOf, listed } from "./describe.ts";
import { fence, oneLine } from "./fence.ts";
import { renderPrompt } from "./prompts.ts";
import type { Studio } from "./studio.ts";

const MAX_TOKENS = 4000;
/** Two that agree decide; of two that do not, a third does. */
const MOST_VOTES = 3;
const ENOUGH = 2;
/** A longer reason is an essay; it is shown in a line. */
const WHY_LENGTH = 200;

export const JudgeAnswer = z.strictObject({
  votes: z.array(z.strictObject({ test: z.string(), relevance: Vote, why: z.string() })),
});
type Ballot = JudgeAnswer["votes"][number];
type JudgeAnswer = z.infer<typeof JudgeAnswer>;

/**
 * Votes on whether tests show what they are said to show: all tests of a file in one question, asked until two votes on each
 * agree, at most three times. Each time the tests stand in another order, so that their place does not decide. Fewer than two
 * votes on a test are none.
 */
export async function askVotes(
  studio: Studio,
  tests: TestOnTrial[],
  source: string,
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<Map<string, Votes>> {
  const ballots = new Map(tests.map(({ name }) => [name, [] as Ballot[]]));
  let trouble = "it voted on other tests";
  let failures = 0;
  for (let nth = 1; nth <= MOST_VOTES; nth++) {
    const open = tests.filter(({ name }) => !isDecided(ballots.get(name) ?? []));
    if (open.length === 0 || failures > MOST_VOTES - ENOUGH) break;
    const asked = await ask(studio, nth % 2 === 0 ? open.toReversed() : open, source, nth, snapshot, signal);
    if (asked.status === "none") {
      trouble = asked.reason;
      failures++;
      continue;
    }
    for (const { name } of open) {
      const [ballot, ...others] = asked.answer.votes.filter(({ test }) => test === name);
      // Two votes on one test in one answer: nobody knows which is meant.
      if (ballot !== undefined && others.length === 0) ballots.get(name)?.push(ballot);
    }
  }
  return new Map([...ballots].map(([name, cast]) => [name, votesOf(cast, trouble)]));
}

async function ask(
  { desk, prompts, context }: Studio,
  tests: TestOnTrial[],
  source: string,
  nth: number,
  snapshot: Snapshot,
  signal: AbortSignal,
) {
  const described = tests.map(
    ({ name, symbol, criteria }) => `${name}: about ${symbol ?? "the change"}, criteria ${idsOf(criteria)}`,
  );
  const { system, task } = renderPrompt(prompts, "judge.md", {
    tests: listed("tests", described.map(oneLine)),
    source: fence("the file", source),
    nth: String(nth),
  });
  const question = { role: "judge", system, context: await context(snapshot), task, schema: JudgeAnswer } as const;
  return desk.ask({ ...question, max_tokens: MAX_TOKENS }, signal);
}

function isDecided(cast: Ballot[]): boolean {
  return cast.some((one) => cast.filter(({ relevance }) => relevance === one.relevance).length >= ENOUGH);
}

function votesOf(cast: Ballot[], trouble: string): Votes {
  if (cast.length < ENOUGH) {
    const reason = `the judge voted ${cast.length === 1 ? "only once" : "not at all"}, ${ENOUGH} votes are needed: ${trouble}`;
    return { status: "none", reason };
  }
  const votes = cast.map(({ relevance }) => relevance);
  const count = (vote: Vote) => votes.filter((one) => one === vote).length;
  const telling = cast.reduce((most, one) => (count(one.relevance) > count(most.relevance) ? one : most));
  return { status: "voted", votes, why: oneLine(telling.why).slice(0, WHY_LENGTH) };
}
