import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { seedDatabase } from "../fakes/a-database.ts";
import { aPostgres } from "../fakes/a-postgres.ts";
import { anAppWorld, openAppWorld, overviewOf, SECRET, TOKEN } from "./app-world.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

/** `tfactory serve` as a process of its own, in an empty folder. */
function serve(env: Record<string, string>, files: Record<string, string> = {}, options: string[] = []) {
  const cwd = mkdtempSync(join(tmpdir(), "tfactory-serve-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [CLI, "serve", ...options], { cwd, env: { PATH, HOME, ...env } });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(cwd, { recursive: true, force: true });
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stdout.resume();
  return { child, said: () => said };
}

test("without an App, or with a secret anyone could guess, it says what is missing and does not start", async () => {
  const nothing = serve({});
  expect(await once(nothing.child, "exit")).toEqual([2, null]);
  expect(nothing.said()).toContain("A server needs APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET");
  const weak = serve({ APP_ID: "1", PRIVATE_KEY: "x" }, { ".env": "WEBHOOK_SECRET=development\n" });
  expect(await once(weak.child, "exit")).toEqual([2, null]);
  expect(weak.said()).toContain("WEBHOOK_SECRET looks like a placeholder");
});

test("webhooks without runs, or runs without webhooks, need a database that others share", async () => {
  const said = await Promise.all(
    [["--web"], ["--worker"], ["--web", "--worker"]].map(async (options) => {
      const { child, said } = serve({}, {}, options);
      expect(await once(child, "exit")).toEqual([2, null]);
      return said();
    }),
  );
  const needed = "shares its runs with other processes, so it needs DATABASE_URL: the address of a PostgreSQL database.";
  expect(said[0]).toContain(`\`tfactory serve --web\` ${needed}`);
  expect(said[1]).toContain(`\`tfactory serve --worker\` ${needed}`);
  expect(said[2]).toContain("--web and --worker are two processes; without either, one does both.");
});

test("a process for webhooks and one for runs find each other in their database, and end well", async () => {
  const postgres = await aPostgres();
  onTestFinished(postgres.stop);
  const world = await openAppWorld({ main: {}, env: { DATABASE_URL: postgres.url, TFACTORY_STATUS_TOKEN: TOKEN } });
  onTestFinished(world.close);
  const worker = serve(world.variables, {}, ["--worker"]);
  const web = serve(world.variables, {}, ["--web"]);
  await expect.poll(worker.said, { timeout: 60_000 }).toBe("TFactory does runs that others take.\n");
  await expect.poll(web.said, { timeout: 60_000 }).toContain("TFactory takes webhooks at ");
  const workers = async () => (await overviewOf(/http:[^\s;]+/.exec(web.said())?.[0] ?? "")).workers;
  expect(await workers()).toMatchObject([{ pid: worker.child.pid, slots: 1 }]);
  worker.child.kill("SIGTERM");
  expect(await once(worker.child, "exit")).toEqual([0, null]);
  expect(await workers()).toEqual([]);
  web.child.kill("SIGTERM");
  expect(await once(web.child, "exit")).toEqual([0, null]);
});

test("it serves from its .env until it is told to stop, and then ends well", async () => {
  const { github, config, app, stop, server, say, checks } = await anAppWorld();
  await stop(server);
  const variables = [
    `APP_ID=${app.app_id}`,
    `WEBHOOK_SECRET=${SECRET}`,
    `GITHUB_API_URL=${github.api_url}`,
    "PORT=0",
    "LOG_LEVEL=fatal",
  ];
  const key = "text" in config.private_key ? config.private_key.text : "";
  await seedDatabase(config.data);
  const { child, said } = serve({ TFACTORY_DATA: config.data, PRIVATE_KEY: key }, { ".env": variables.join("\n") });
  await expect.poll(said, { timeout: 60_000 }).toContain("TFactory takes webhooks at ");
  const url = /http:[^\s;]+/.exec(said())?.[0] ?? "";
  expect((await fetch(new URL("/healthz", url))).status).toBe(200);
  github.setWebhook("tfactory", url, SECRET);
  say("bob", "/tfactory status");
  await expect.poll(() => github.comments({ repository: "acme/durations", number: 1 }).length, { timeout: 20_000 }).toBe(2);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(said()).toContain("taken up again at the next start");
  expect(checks()).toEqual([]);
});
