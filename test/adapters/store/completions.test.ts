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
  const { run } = await runs.submit(asked(handover));
  await until(() => expect(going).toHaveLength(1));
  going[0]?.finish();
  await until(async () => expect((await runs.read(run.id))?.finished_at).not.toBeNull());
  const sent: CompletionEvent[] = [];
  const problems: unknown[] = [];
  const send = async (event: CompletionEvent) => {
    sent.push(event);
    if (sent.length <= refusals) throw new Error("not now");
  };
  const onProblem = (error: unknown) => void problems.push(error);
  const tell = () => tellCompletions({ database, clock, source: "https://api.example.invalid", send, onProblem });
  return { run, clock, sent, problems, tell };
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
