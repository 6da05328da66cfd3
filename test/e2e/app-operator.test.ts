import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/adapters/http/listen.ts";
import type { RunEvent } from "../../src/domain/run.ts";
import type { CompletionEvent } from "../../src/runs/completion-event.ts";
import { anAppWorld, overviewOf, TOKEN } from "./app-world.ts";

test("an operator sees a run from its wait to its end, and its own systems are told of it", async () => {
  const got: CompletionEvent[] = [];
  const receiver = await listen(
    "127.0.0.1",
    0,
    [
      (request, response) => {
        got.push(JSON.parse(String(request.body)) as CompletionEvent);
        response.writeHead(204).end();
        return true;
      },
    ],
    () => undefined,
  );
  onTestFinished(() => receiver.close());
  const { server, say, settled, head } = await anAppWorld({
    env: { TFACTORY_STATUS_TOKEN: TOKEN, TFACTORY_EVENTS_URL: receiver.url },
  });
  const ask = (path: string) => fetch(new URL(path, server.url), { headers: { authorization: `Bearer ${TOKEN}` } });

  say("bob", "/tfactory test");
  await settled();
  const overview = await overviewOf(server.url);
  expect(overview.last_day.finished).toEqual({ done: 1 });
  expect(overview.queue).toEqual({ waiting: 0, working: 0, oldest_waiting_seconds: null });
  expect(overview.runs).toMatchObject([
    { repository: "acme/durations", pull_request: 1, requested_by: "bob", status: "done", commit_sha: await head() },
  ]);

  const [run] = overview.runs;
  const lines = (await (await ask(`/status/runs/${run?.id}/events`)).text()).trimEnd().split("\n");
  const events = lines.map((line) => JSON.parse(line) as RunEvent);
  expect(events.at(-1)).toMatchObject({ event: "run-finished", item: "done" });
  const begun = events.filter(({ event }) => event === "stage-started").map(({ stage }) => stage);
  expect(begun).toEqual(["snapshot", "plan", "generate", "execute", "evaluate", "triage", "publish"]);
  expect(events.filter(({ event }) => event === "test-judged").map(({ item, verdict }) => [item, verdict])).toEqual([
    ["test_a", "accept"],
    ["test_b", "accept"],
  ]);
  expect(await (await ask("/metrics")).text()).toContain('\ntfactory_runs_finished_last_day{status="done"} 1\n');

  await expect.poll(() => got, { timeout: 20_000 }).toHaveLength(1);
  expect(got[0]?.data).toMatchObject({
    task_id: run?.id,
    outcome: "success",
    result: { counts: { accepted: 2, flagged: 0, suspected_bugs: 0 } },
    evidence: { proof_kind: "measured", commit_sha: await head() },
  });
});
