import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { seedDatabase } from "../fakes/a-database.ts";
import { expectContractKept, openAppWorld, REPO, SECRET } from "./app-world.ts";
import { after, before } from "./fake-run.ts";
import type { Acknowledged, Signed } from "./send-burst.ts";

const SERVER = fileURLToPath(new URL("serve-apart.ts", import.meta.url));
const DELIVERIES = 1000;
const PULLS = 10;
/** GitHub gives up on an answer after this many seconds. */
const PATIENCE = 10;
const MEGABYTE = 1024 * 1024;

/** The server in a process of its own. `tell` gives the memory it has after doing what it was told. */
async function aServerApart(variables: Record<string, string>) {
  const child = fork(SERVER, { env: { PATH: process.env.PATH, ...variables }, execArgv: ["--expose-gc"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [webhook_url] = (await once(child, "message")) as [string];
  const tell = async (word: "measure" | "settle"): Promise<NodeJS.MemoryUsage> => {
    child.send(word);
    const [memory] = await once(child, "message");
    return memory;
  };
  return { webhook_url, tell };
}

test("a thousand deliveries at once: each is acknowledged in time, each pull request has one run, nothing piles up", async () => {
  const world = await openAppWorld({ main: before, env: { TFACTORY_WORKERS: "2" } });
  onTestFinished(world.close);
  const { github, variables, openPull, checks } = world;
  await seedDatabase(world.config.data);
  const { webhook_url, tell } = await aServerApart(variables);
  github.setWebhook("tfactory", webhook_url, SECRET);
  const pulls: Awaited<ReturnType<typeof openPull>>[] = [];
  for (let number = 1; number <= PULLS; number++)
    pulls.push(await openPull(`feature-${number}`, { ...after, "NUMBER.md": `${number}\n` }, "Closes nothing."));
  github.addComment({ repository: REPO, number: 1, user: "bob", body: "Nothing yet" });
  await github.delivered();
  const { repository, sender, installation, issue } = github.deliveries({ event: "issue_comment" })[0]?.request.payload ?? {};
  const place = { repository, sender, installation };

  /** Of a hundred: fifty are one comment of each pull request again and again, twenty are others, thirty ask for nothing. */
  const delivery = (_: unknown, index: number): Signed => {
    const [number, turn] = [1 + (index % PULLS), Math.floor(index / PULLS) % 10];
    if (turn >= 7)
      return { name: "check_suite", guid: `suite-${index}`, body: JSON.stringify({ action: "requested", ...place }) };
    const comment = {
      id: turn < 5 ? 1_000_000 + number : 2_000_000 + index,
      body: "/tfactory test --dry-run",
      created_at: new Date().toISOString(),
    };
    const body = JSON.stringify({ action: "created", issue: { ...(issue as object), number }, comment, ...place });
    return { name: "issue_comment", guid: turn < 5 ? `again-${number}-${turn}` : `other-${index}`, body };
  };
  const burst = Array.from({ length: DELIVERIES }, delivery);
  const send = async (): Promise<Acknowledged[]> => {
    const workerData = { url: webhook_url, secret: SECRET, burst };
    const [answers] = await once(new Worker(new URL("send-burst.ts", import.meta.url), { workerData }), "message");
    return answers;
  };
  const reports = () => pulls.map((one) => world.saidOn(one.pull).filter((body) => body.includes("tfactory:v1 run=")).length);

  const calm = await tell("measure");
  const answers = await send();
  const busy = await tell("measure");
  expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
  expect(Math.max(...answers.map(({ seconds }) => seconds))).toBeLessThan(PATIENCE);
  expect(busy.rss - calm.rss).toBeLessThan(300 * MEGABYTE);

  // of the 21 comments of each pull request one starts the run, the others are told that it is going on
  const told = () => pulls.map((one) => world.saidOn(one.pull).filter((body) => body.includes("is being worked on")).length);
  await expect.poll(told, { timeout: 90_000 }).toEqual(pulls.map(() => 20));
  const settled = await tell("settle");
  const shown = pulls.map(({ head_sha }) => checks(head_sha).map(({ conclusion, output }) => `${conclusion}: ${output.title}`));
  expect(shown).toEqual(pulls.map(() => ["neutral: 2 tests prove the change"]));
  expect(reports()).toEqual(pulls.map(() => 1));

  const asked = github.requests.length;
  await send();
  const again = await tell("settle");
  expect(github.requests).toHaveLength(asked);
  expect(checks()).toHaveLength(PULLS);
  expect(again.heapUsed - settled.heapUsed).toBeLessThan(10 * MEGABYTE);
  expectContractKept(world);
}, 300_000);
