import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/adapters/http/listen.ts";
import type { Serving } from "../../src/main.ts";
import { aPostgres } from "../fakes/a-postgres.ts";
import { expectContractKept, openAppWorld, overviewOf, PULL, REPO, TOKEN } from "./app-world.ts";
import { after, anAuthor, aSandbox, before, FILE } from "./fake-run.ts";

/** A pull request of bob's and a PostgreSQL server of its own, on which processes of each role can be started. */
async function aSharedWorld() {
  const postgres = await aPostgres();
  onTestFinished(postgres.stop);
  const sandbox = aSandbox();
  const world = await openAppWorld({
    main: before,
    instead: { sandbox, author: anAuthor },
    env: { DATABASE_URL: postgres.url, TFACTORY_STATUS_TOKEN: TOKEN },
  });
  onTestFinished(world.close);
  const { head_sha } = await world.openPull("feature", after, "Closes nothing.");
  return {
    ...world,
    sandbox,
    head_sha,
    say: (body: string) => world.github.addComment({ ...PULL, user: "bob", body }),
    answers: () => world.saidOn(PULL),
  };
}

test("a web process takes what is asked for and does none of it; a worker on the same database does, and says how it is", async () => {
  const world = await aSharedWorld();
  const { serve, work, stop, settled, sandbox, say, answers, checks, git, head_sha } = world;
  const web = await serve("web");
  say("/tfactory test");
  await settled();
  expect(await overviewOf(web.url)).toMatchObject({
    queue: { waiting: 1, working: 0 },
    workers: [],
    runs: [{ status: "pending" }],
  });
  expect(checks(head_sha)).toMatchObject([{ status: "queued" }]);
  expect([answers().length, sandbox.requests]).toEqual([1, []]);
  expect(answers()[0]).toContain("is queued. No worker is up at the moment.");

  const worker = await work();
  await settled();
  const tip = git("rev-parse", "feature");
  expect(git("diff", "--name-only", head_sha, tip)).toBe(FILE);
  expect([head_sha, tip].map((sha) => checks(sha).map(({ conclusion }) => conclusion))).toEqual([["success"], ["success"]]);
  expect([answers().length, answers()[1]]).toEqual([2, expect.stringContaining("2 tests prove the change")]);
  for (const one of [web, worker])
    expect(await overviewOf(one.url)).toMatchObject({
      queue: { waiting: 0, working: 0 },
      workers: [{ pid: process.pid, slots: 1, working: 0 }],
      runs: [{ repository: REPO, requested_by: "bob", status: "done", attempts: 1, commit_sha: tip }],
    });
  const healthy = await fetch(new URL("/healthz", worker.url));
  expect([healthy.status, await healthy.json()]).toEqual([200, { status: "ok" }]);
  expect((await fetch(new URL("/status", worker.url))).status).toBe(401);
  expect((await fetch(new URL(new URL(web.webhook_url).pathname, worker.url), { method: "POST" })).status).toBe(404);

  await stop(worker);
  expect((await overviewOf(web.url)).workers).toEqual([]);
  expectContractKept(world);
});

/** Gives each delivery to all of these at the same moment. */
async function balanceBadly(servers: Serving[]): Promise<string> {
  const { url, close } = await listen(
    "127.0.0.1",
    0,
    [
      async (request, response) => {
        const headers = Object.entries(request.headers).filter(([name]) => /^(x-|content-type$)/.test(name)) as [
          string,
          string,
        ][];
        const body = String(request.body);
        const answers = await Promise.all(
          servers.map(({ webhook_url }) => fetch(webhook_url, { method: "POST", headers, body })),
        );
        response.writeHead(Math.max(...answers.map(({ status }) => status))).end();
        return true;
      },
    ],
    () => undefined,
  );
  onTestFinished(close);
  return url;
}

test("two web processes that get each delivery at the same moment do what it asks for once", async () => {
  const world = await aSharedWorld();
  const { github, serve, work, settled, say, answers, checks, git, head_sha } = world;
  const webs = [await serve("web"), await serve("web")];
  const worker = await work();
  github.setWebhook("tfactory", await balanceBadly(webs), world.config.webhook.secret);
  say("/tfactory test");
  await settled();
  expect(github.deliveries({ event: "issue_comment", action: "created" })[0]?.status_code).toBe(200);
  expect((await overviewOf(worker.url)).runs).toMatchObject([{ status: "done", attempts: 1 }]);
  expect(git("rev-parse", "feature~1")).toBe(head_sha);
  expect(checks(head_sha)).toHaveLength(1);
  expect(answers()).toEqual([expect.stringContaining("2 tests prove the change")]);

  for (const command of ["help", "status", "undo"]) say(`/tfactory ${command}`);
  await settled();
  expect(answers()).toHaveLength(4);
  expect(git("rev-list", "--count", `${head_sha}..feature`)).toBe("2");
  expectContractKept(world);
});
