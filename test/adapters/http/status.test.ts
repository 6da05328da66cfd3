import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../../src/adapters/http/listen.ts";
import { status } from "../../../src/adapters/http/status.ts";
import type { RunEvent } from "../../../src/domain/run.ts";
import type { Overview } from "../../../src/runs/overview.ts";
import { anOverview } from "../../fakes/an-overview.ts";

const TOKEN = "a token that nobody guesses";
const event: RunEvent = {
  run_id: "run-1",
  at: "2026-01-01T00:00:10.000Z",
  event: "stage-started",
  stage: "plan",
  item: null,
  done: null,
  total: null,
  seconds: null,
};

/** A server's pages, and how they are asked for. */
async function pages({ token = TOKEN as string | null, overview = anOverview() as Overview } = {}) {
  const source = {
    overview: async () => overview,
    events: async (id: string) => (id === "run-1" ? [event, { ...event, stage: "generate" as const }] : null),
  };
  const server = await listen("127.0.0.1", 0, [status(source, token)], (error) => {
    throw error;
  });
  onTestFinished(() => server.close());
  return (path: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }, method = "GET") =>
    fetch(new URL(path, server.url), { headers, method });
}
const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`anyone:${password}`).toString("base64")}` });

test.each(["/status", "/metrics", "/status/runs/run-1/events"])("%s is for those who have the token", async (path) => {
  const ask = await pages();
  expect((await ask(path, {})).status).toBe(401);
  expect((await ask(path, {})).headers.get("www-authenticate")).toMatch(/^Basic /);
  expect((await ask(path, { authorization: `Bearer ${TOKEN}.` })).status).toBe(401);
  expect((await ask(path, { authorization: `token ${TOKEN}` })).status).toBe(401);
  expect((await ask(path, basic("guess"))).status).toBe(401);
  expect((await ask(path, basic(TOKEN))).status).toBe(200);
  expect((await ask(path)).status).toBe(200);
});

test("without a token nothing is there, and nothing is to be changed", async () => {
  expect((await (await pages({ token: null }))("/status")).status).toBe(404);
  expect((await (await pages())("/status", {}, "POST")).status).toBe(404);
});

test("programs get JSON, in which a limit that is none is null", async () => {
  const ask = await pages();
  const answer = await ask("/status");
  expect(answer.headers.get("content-type")).toBe("application/json");
  const overview = (await answer.json()) as Overview;
  expect(overview.queue).toEqual({ waiting: 2, working: 1, oldest_waiting_seconds: 90 });
  expect(overview.limits.daily).toEqual({ runs: 100, tokens: null, usd: null });
});

test("browsers get a page that runs nothing and in which names are only names", async () => {
  const hostile = anOverview();
  const [run] = hostile.runs;
  if (run === undefined) throw new Error("there is a run");
  const failure = "<script>alert(1)</script>";
  const ask = await pages({ overview: { ...hostile, runs: [{ ...run, failure, repository: 'acme/"><img>' }] } });
  const answer = await ask("/status", { ...basic(TOKEN), accept: "text/html" });
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  const page = await answer.text();
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).toContain("acme/&quot;&gt;&lt;img&gt; #7");
  expect(page).not.toMatch(/<script|<img/);
});

test("Prometheus gets what is to be watched, and nothing of what was", async () => {
  const shown = anOverview();
  const ask = await pages({ overview: shown });
  const before = await (await ask("/metrics")).text();
  expect(before).toContain("\ntfactory_runs_waiting 2\n");
  expect(before).toContain('\ntfactory_runs_finished_last_day{status="failed"} 1\n');
  expect(before).toContain('\ntfactory_limit_daily{measure="usd"} +Inf\n');
  expect(before).toContain('\ntfactory_used_today{measure="tokens"} 1200\n');
  expect(before).toContain("\nprocess_resident_memory_bytes ");
  shown.last_day = { finished: { done: 2 }, seconds: null };
  const after = await (await ask("/metrics")).text();
  expect(after).toContain('\ntfactory_runs_finished_last_day{status="done"} 2\n');
  expect(after).not.toContain('{status="failed"}');
  expect(after).not.toContain("quantile");
});

test("what happened in a run comes as JSON lines; of a run that is not there nothing does", async () => {
  const ask = await pages();
  const lines = (await (await ask("/status/runs/run-1/events")).text()).trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as RunEvent).stage)).toEqual(["plan", "generate"]);
  expect((await ask("/status/runs/run-2/events")).status).toBe(404);
  expect((await ask("/status/runs/..%2f/events")).status).toBe(404);
});
