import { expect, test } from "vitest";
import { tidy } from "../../../src/adapters/store/keep-tidy.ts";
import { pushTable } from "../../../src/adapters/store/push-table.ts";
import { runEvents } from "../../../src/adapters/store/run-events.ts";
import { aDatabase, itsJobs } from "../../fakes/a-database.ts";
import { aReport } from "../../fakes/a-report.ts";
import { FixedClock } from "../../fakes/fixed-clock.ts";
import { aServer, asked, until } from "../../runs/a-server.ts";

const now = new FixedClock().now();
function before(days: number, seconds = 0): Date {
  return new Date(now.getTime() - (days * 24 * 60 * 60 + seconds) * 1000);
}

test("after 40 days nobody asks what happened in a run or what was spent, after a week what was seen and pushed; all else stays", async () => {
  const database = await aDatabase();
  const { runs } = await aServer({ database, jobs: await itsJobs(database), limit: 0 });
  const { keep, read } = runEvents(database, (error) => {
    throw error;
  });
  const ended = { old: before(40, 1), young: before(40), going: null };
  for (const [index, [id, finished_at]] of Object.entries(ended).entries()) {
    await runs.submit(asked({ request_id: id, pull_request: index + 1 }));
    await runs.amend(id, { report: aReport({ run_id: id }) });
    const times = "update tfactory.run set created_at = $2, finished_at = $3 where id = $1";
    await database.query(times, [id, before(50), finished_at]);
    const at = before(50).toISOString();
    keep({ run_id: id, at, event: "note", stage: "plan", item: "x", done: null, total: null, seconds: null });
    await until(async () => expect(await read(id)).toHaveLength(1));
  }
  const spent = "insert into tfactory.spending (key, usd, changed_at) values ('old', 1, $1), ('young', 1, $2)";
  await database.query(spent, [before(40, 1), before(40)]);
  const seen = "insert into tfactory.seen (key, at) values ('old', $1), ('young', $2)";
  await database.query(seen, [before(7), before(7, -1)]);
  const histories = () => Promise.all([1, 2, 3].map((pull_request) => runs.history(1, pull_request)));
  const pushes = pushTable(database);
  const push = (pull_request: number, at: Date) =>
    pushes.note(1, pull_request, { head_sha: "a".repeat(40), login: "eve", at: at.toISOString() });
  await push(1, before(7, 1));
  await push(2, before(7));
  const known = await histories();
  expect(known.flat().map(({ report }) => report?.run_id)).toEqual(["old", "young", "going"]);

  await tidy(database, now);
  const events = await database.query("select run_id from tfactory.event order by number");
  expect(events).toEqual([{ run_id: "young" }, { run_id: "going" }]);
  for (const table of ["spending", "seen"])
    expect(await database.query(`select key from tfactory.${table}`)).toEqual([{ key: "young" }]);
  expect([await pushes.latest(1, 1), (await pushes.latest(1, 2))?.login]).toEqual([null, "eve"]);
  expect(await histories()).toEqual(known);
});
