import { expect, test } from "vitest";
import { tellCompletions } from "../../../src/adapters/store/completions.ts";
import type { Handover } from "../../../src/domain/handover.ts";
import type { CompletionEvent } from "../../../src/runs/completion-event.ts";
import { aDatabase, itsJobs } from "../../fakes/a-database.ts";
import { FixedClock } from "../../fakes/fixed-clock.ts";
import { aServer, asked, until } from "../../runs/a-server.ts";

/** A server with one run that is over, and a receiver of events that refuses the first few. */
async function overAndTold({ refusals = 0, handover = {} as Partial<Handover> } = {}) {
  const database = await aDatabase();
  const clock = new FixedClock();
  const { runs, going } = await aServer({ database, jobs: await itsJobs(database), clock });
  /** Asks for one more run, and ends it. */
  const over = async (overrides: Partial<Handover>) => {
    const { run } = await runs.submit(asked(overrides));
    await until(() => expect(going.some(({ id }) => id === run.id)).toBe(true));
    going.at(-1)?.finish();
    await until(async () => expect((await runs.read(run.id))?.finished_at).not.toBeNull());
    return run;
  };
  const run = await over(handover);
  const sent: CompletionEvent[] = [];
  const problems: unknown[] = [];
  const send = async (event: CompletionEvent) => {
    sent.push(event);
    if (sent.length <= refusals) throw new Error("not now");
  };
  const onProblem = (error: unknown) => void problems.push(error);
  const tell = () => tellCompletions({ database, clock, source: "https://api.example.invalid", send, onProblem });
  return { run, over, database, clock, sent, problems, tell };
}

test("the end of a run is told once, as a CloudEvent that says what came of it", async () => {
  const { run, sent, tell } = await overAndTold();
  expect(await tell()).toBe(1);
  expect(await tell()).toBe(0);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    specversion: "1.0",
    type: "io.factory.tfactory.completion",
    source: `https://api.example.invalid/repos/${run.handover.repository}`,
    subject: "pull/7",
    data: { task_id: run.id, status: "done", pr_number: 7, halt_reason: null },
  });
  expect(sent[0]?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test("what was not taken is sent again, later each time and under the same id", async () => {
  const { sent, problems, tell, clock } = await overAndTold({ refusals: 2 });
  expect(await tell()).toBe(0);
  expect(await tell()).toBe(0);
  expect(sent).toHaveLength(1);
  clock.advance(5);
  expect(await tell()).toBe(0);
  clock.advance(5);
  expect(await tell()).toBe(0);
  clock.advance(5);
  expect(await tell()).toBe(1);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(problems).toHaveLength(2);
});

test("what is never taken is given up at last", async () => {
  const { sent, tell, clock } = await overAndTold({ refusals: 1000 });
  for (let round = 0; round < 48; round++) {
    await tell();
    clock.advance(1800);
  }
  expect(sent).toHaveLength(20);
});

test("two processes never send the same event at the same time", async () => {
  const { sent, tell } = await overAndTold();
  expect((await Promise.all([tell(), tell(), tell()])).toSorted()).toEqual([0, 0, 1]);
  expect(sent).toHaveLength(1);
});

test("a plan is an answer, not an end", async () => {
  expect(await (await overAndTold({ handover: { goal: "plan" } })).tell()).toBe(0);
});

test("a run of long ago is no news", async () => {
  const { tell, clock } = await overAndTold();
  clock.advance(25 * 60 * 60);
  expect(await tell()).toBe(0);
});

/** Of each: makes it what this code can not read, and back again. */
const older = [
  [
    "report",
    "update tfactory.report set report = json_build_object('version', 0, 'was', report) where run_id = $1",
    "update tfactory.report set report = report->'was' where run_id = $1",
  ],
  [
    "handover",
    "update tfactory.run set handover = json_build_object('goal', 'tests', 'was', handover) where id = $1",
    "update tfactory.run set handover = handover->'was' where id = $1",
  ],
] as const;

test.each(older)(
  "a run whose %s older code wrote keeps no other from being told, and is tried again",
  async (_what, spoil, mend) => {
    const { run, over, database, clock, sent, problems, tell } = await overAndTold();
    clock.advance(1);
    const other = await over({ pull_request: 8 });
    await database.query(spoil, [run.id]);
    const told = () => sent.map(({ data }) => data.task_id);
    expect([await tell(), told(), problems.length]).toEqual([1, [other.id], 1]);
    const tries = async (seconds: number) => {
      clock.advance(seconds);
      expect(await tell()).toBe(0);
      return problems.length;
    };
    // 5 s after the first attempt, 10 s after the second
    expect([await tries(4), await tries(1), await tries(9), await tries(1)]).toEqual([1, 2, 2, 3]);
    await database.query(mend, [run.id]);
    clock.advance(20);
    expect([await tell(), told(), problems.length]).toEqual([1, [other.id, run.id], 3]);
  },
);
