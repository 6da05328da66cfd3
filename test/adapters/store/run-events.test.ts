import { expect, test } from "vitest";
import type { Database } from "../../../src/adapters/database/database.ts";
import { runEvents } from "../../../src/adapters/store/run-events.ts";
import type { RunEvent } from "../../../src/domain/run.ts";
import { aDatabase, itsJobs } from "../../fakes/a-database.ts";
import { aServer, asked, until } from "../../runs/a-server.ts";

const none = { at: "2026-01-01T00:00:00.000Z", stage: "plan", item: null, done: null, total: null, seconds: null } as const;
type Around = <T>(ask: () => Promise<T>) => Promise<T>;

/** A run, and the events that are kept of it in a database whose first statement goes through `first`. */
async function aFollowedRun(first: Around = (ask) => ask()) {
  const database = await aDatabase();
  const { runs } = await aServer({ database, jobs: await itsJobs(database), limit: 0 });
  const { run } = await runs.submit(asked());
  const problems: unknown[] = [];
  const { keep } = runEvents(asking(database, first), (error) => void problems.push(error));
  const { read } = runEvents(database, () => undefined);
  const note = (item: string) => keep({ ...none, run_id: run.id, event: "note", item });
  const notes = async () => (await read(run.id))?.map(({ item }) => item);
  return { run, keep, read, note, notes, problems };
}

function asking(database: Database, first: Around): Database {
  let around = first;
  const query: Database["query"] = (text, values) => {
    const now = around;
    around = (ask) => ask();
    return now(() => database.query(text, values));
  };
  return Object.assign(Object.create(database), { query });
}

test("what happens in a run is kept in order, but not its progress, and not of a run that is gone", async () => {
  const { run, keep, read, problems } = await aFollowedRun();
  const told: Omit<RunEvent, "run_id">[] = [
    { ...none, event: "stage-started" },
    { ...none, event: "progress", done: 1 },
    { ...none, event: "note", item: "a \u0000 from a test" },
    { ...none, event: "stage-finished", seconds: 2 },
  ];
  for (const event of told) keep({ ...event, run_id: run.id });
  keep({ ...none, run_id: "gone", event: "stage-started" });
  await until(async () => expect(await read(run.id)).toHaveLength(3));
  expect((await read(run.id))?.map(({ event }) => event)).toEqual(["stage-started", "note", "stage-finished"]);
  expect([await read("gone"), problems]).toEqual([null, []]);
});

test("an event that takes long to be kept is not overtaken by those after it", async () => {
  const held = Promise.withResolvers<void>();
  const { note, notes } = await aFollowedRun(async (ask) => {
    await held.promise;
    return ask();
  });
  for (const item of ["first", "second", "third"]) note(item);
  expect(await notes()).toEqual([]);
  held.resolve();
  await until(async () => expect(await notes()).toHaveLength(3));
  expect(await notes()).toEqual(["first", "second", "third"]);
});

test("an event that can not be kept is a problem of its own: those after it are kept", async () => {
  const { note, notes, problems } = await aFollowedRun(() => Promise.reject(new Error("full disk")));
  for (const item of ["first", "second", "third"]) note(item);
  await until(async () => expect(await notes()).toEqual(["second", "third"]));
  expect(problems).toEqual([new Error("full disk")]);
});
