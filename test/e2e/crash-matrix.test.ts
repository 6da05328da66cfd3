import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { connectPostgres } from "../../src/adapters/database/postgres.ts";
import { seedDatabase } from "../fakes/a-database.ts";
import { aPostgres } from "../fakes/a-postgres.ts";
import { expectContractKept, openAppWorld, type PULL, SECRET } from "./app-world.ts";
import { after, before, FILE } from "./fake-run.ts";

const SERVER = fileURLToPath(new URL("crash-server.ts", import.meta.url));
const STEPS = ["snapshot", "plan", "generate", "execute", "evaluate", "triage", "commit"];
/** Where nobody has begun the run yet. A server that shares its database leaves what is asked there to the others for minutes. */
const INTAKE = ["after POST issues/comments/N/reactions", "after POST check-runs queued"];
/** Where a database in the server's own folder is killed: at the intake, between two steps and around the commit. */
const IN_A_FOLDER = [...INTAKE, "in the middle of triage", "in the middle of commit", "after commit"];

/** A server in a process that dies as it is told to, and repositories with one pull request of bob's each. */
async function aCrashingServer(env: { DATABASE_URL?: string }) {
  const world = await openAppWorld({ main: before, env });
  onTestFinished(world.close);
  const { github, config, variables } = world;
  const folder = mkdtempSync(join(tmpdir(), "tfactory-crash-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const note = (name: string, text = "") => writeFileSync(join(folder, name), text);
  const noted = (name: string) => readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean);
  const plan = (points: Record<string, string>) => {
    for (const name of ["points", "asked"]) note(name);
    note("plan", JSON.stringify(points));
  };
  if (config.database_url === null) await seedDatabase(config.data);

  const its_env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: join(folder, "compiled"),
    CRASH_FOLDER: folder,
    ...variables,
  };
  let server: ChildProcess | undefined;
  onTestFinished(() => void server?.kill("SIGKILL"));
  const boot = async () => {
    note("plan", "{}");
    server = fork(SERVER, { env: its_env });
    const [webhook_url] = (await once(server, "message")) as [string];
    // the same address again: what was lost is delivered again at once
    its_env.PORT = new URL(webhook_url).port;
    github.setWebhook("tfactory", webhook_url, SECRET);
    return server;
  };
  let running = await boot();
  const git = (repository: string, ...args: string[]) =>
    execFileSync("git", ["--git-dir", github.gitFolder(repository), ...args], { encoding: "utf8" }).trim();
  return {
    github,
    git,
    plan,
    /** The points that runs of a repository have passed since the last plan. */
    passed: (repository: string) => {
      const own = noted("points").filter((line) => line.startsWith(`${repository} `));
      return [...new Set(own.map((line) => line.slice(repository.length + 1)))];
    },
    asked: (repository: string) => noted("asked").filter((line) => line === repository).length,
    open: async (name: string) => {
      await github.createRepository("acme", name);
      const repository = `acme/${name}` as const;
      github.addCollaborator(repository, "bob", "write");
      const change = { repository, user: "bob", branch: "main", message: "Start", files: before };
      await github.commit(change);
      github.selectRepository("tfactory", repository, true);
      const head_sha = await github.commit({ ...change, branch: "feature", start: "main", message: "Change", files: after });
      const opened = { repository, user: "bob", title: "Durations", head: "feature", body: "Nothing." };
      const pull = { repository, number: (await github.openPullRequest(opened)).number };
      return { repository, head_sha, pull, tip: () => git(repository, "rev-parse", "feature") };
    },
    ask: ({ pull }: { pull: typeof PULL }) => github.addComment({ ...pull, user: "bob", body: "/tfactory test" }),
    /** Until the server has died, and another one is in its place. */
    died: async (what: string) => {
      expect(await once(running, "exit"), what).toEqual([null, "SIGKILL"]);
      running = await boot();
    },
    idle: async () => {
      await github.delivered();
      running.send("idle");
      await once(running, "message");
    },
    saidOn: world.saidOn,
  };
}
type CrashingServer = Awaited<ReturnType<typeof aCrashingServer>>;
type Opened = Awaited<ReturnType<CrashingServer["open"]>>;

/** What a pull request has in the end, wherever its run was killed. */
function expectOneOfEach({ github, git, saidOn, asked }: CrashingServer, run: Opened, point = "not killed"): void {
  const { repository, head_sha, pull, tip } = run;
  const added = tip();
  expect(git(repository, "rev-parse", `${added}~1`), point).toBe(head_sha);
  expect(git(repository, "diff", "--name-only", head_sha, added), point).toBe(FILE);
  const shown = [head_sha, added].map((sha) => github.checkRuns(repository, sha).map(({ conclusion }) => conclusion));
  expect(shown, point).toEqual([["success"], ["success"]]);
  expect(
    saidOn(pull).filter((body) => body.includes("run=")),
    point,
  ).toHaveLength(1);
  // what was finished and not yet kept is done again: the one step that is in flight
  expect(asked(repository), point).toBe(point.startsWith("in the middle of generate") ? 2 : 1);
}

test("killed before, in the middle of and after every step and every write: one commit, one comment, one concluded check run", async () => {
  const postgres = await aPostgres();
  onTestFinished(postgres.stop);
  const server = await aCrashingServer({ DATABASE_URL: postgres.url });
  const database = connectPostgres(postgres.url, () => undefined);
  onTestFinished(() => database.close());
  const { open, ask, plan, passed, died, idle } = server;

  const undisturbed = await open("undisturbed");
  plan({});
  ask(undisturbed);
  await idle();
  expectOneOfEach(server, undisturbed);
  const points = passed(undisturbed.repository);
  const steps = points.filter((point) => /^(before|in the middle of|after) [a-z]+(:.*)?$/.test(point));
  expect(steps.map((point) => point.replace(/:.*/, ""))).toEqual(
    STEPS.flatMap((step) => ["before", "in the middle of", "after"].map((when) => `${when} ${step}`)),
  );
  expect(points.length).toBeGreaterThan(steps.length + 4);
  expect(points).toEqual(expect.arrayContaining(IN_A_FOLDER));
  // what is kept before a step is what was kept after the one before it: killed there once, it is the same
  const told_apart = points.filter(
    (point) => !point.startsWith("before ") || point === points.find((one) => one.startsWith("before ")),
  );

  const killed: { run: Opened; point: string }[] = [];
  for (const point of told_apart.filter((one) => !INTAKE.includes(one)))
    killed.push({ run: await open(`killed-${killed.length}`), point });
  plan(Object.fromEntries(killed.map(({ run, point }) => [run.repository, point])));
  for (const { run } of killed) ask(run);
  await died("everywhere");
  const attempts = () =>
    database.query("select handover ->> 'repository' as repository, attempts from tfactory.run where finished_at is not null");
  await expect.poll(attempts, { timeout: 120_000, interval: 200 }).toHaveLength(1 + killed.length);
  await idle();
  for (const { run, point } of killed) {
    expect(await attempts(), point).toContainEqual({ repository: run.repository, attempts: 2 });
    expectOneOfEach(server, run, point);
  }
  expectContractKept(server);
}, 600_000);

test("the same with a database in a folder, which dies with the server", async () => {
  const server = await aCrashingServer({});
  const { open, ask, plan, died, idle } = server;
  for (const [index, point] of IN_A_FOLDER.entries()) {
    const run = await open(`killed-${index}`);
    plan({ [run.repository]: point });
    ask(run);
    await died(point);
    // a delivery that was cut off before its run was queued is asked for again
    await expect.poll(run.tip, { timeout: 60_000, message: point }).not.toBe(run.head_sha);
    await idle();
    expectOneOfEach(server, run, point);
  }
  expectContractKept(server);
}, 600_000);
