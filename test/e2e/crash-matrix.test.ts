import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { seedDatabase } from "../fakes/a-database.ts";
import { expectContractKept, openAppWorld, REPO, SECRET } from "./app-world.ts";
import { after, before, FILE } from "./fake-run.ts";

const SERVER = fileURLToPath(new URL("crash-server.ts", import.meta.url));
const STEPS = ["snapshot", "plan", "generate", "execute", "evaluate", "triage", "commit"];

test("killed before, in the middle of and after every step and every write: one commit, one comment, one concluded check run", async () => {
  const world = await openAppWorld({ main: before });
  onTestFinished(world.close);
  const { github, config, variables, openPull, git, checks, saidOn } = world;
  const folder = mkdtempSync(join(tmpdir(), "tfactory-crash-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const note = (name: string, text = "") => writeFileSync(join(folder, name), text);
  const noted = (name: string) => readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean);
  await seedDatabase(config.data);

  // it starts some thirty times
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: join(folder, "compiled"),
    CRASH_FOLDER: folder,
    ...variables,
  };
  let server: ChildProcess | undefined;
  onTestFinished(() => void server?.kill("SIGKILL"));
  const boot = async () => {
    note("plan");
    server = fork(SERVER, { env });
    const [webhook_url] = (await once(server, "message")) as [string];
    // the same address again: what was lost is delivered again at once
    env.PORT = new URL(webhook_url).port;
    github.setWebhook("tfactory", webhook_url, SECRET);
    return server;
  };
  let running = await boot();
  const idle = async () => {
    await github.delivered();
    running.send("idle");
    await once(running, "message");
  };

  let number = 0;
  /** A run of a new pull request that is killed at this point; `null`: it is not. Gives how often its author was asked. */
  const run = async (point: string | null): Promise<number> => {
    number += 1;
    const { branch, head_sha, pull } = await openPull(`feature-${number}`, { ...after, "NUMBER.md": `${number}\n` }, "Nothing.");
    await idle();
    for (const name of ["points", "asked"]) note(name);
    note("plan", point ?? "");
    github.addComment({ repository: REPO, number: pull.number, user: "bob", body: "/tfactory test" });
    if (point !== null) {
      expect(await once(running, "exit"), point).toEqual([null, "SIGKILL"]);
      running = await boot();
      // a delivery that was cut off before its run was queued is asked for again
      await expect.poll(() => git("rev-parse", branch), { timeout: 60_000, message: point }).not.toBe(head_sha);
    }
    await idle();
    const tip = git("rev-parse", branch);
    expect(git("rev-parse", `${branch}~1`), point ?? "").toBe(head_sha);
    expect(git("diff", "--name-only", head_sha, tip), point ?? "").toBe(FILE);
    const shown = [checks(head_sha), checks(tip)].map((runs) => runs.map(({ conclusion }) => conclusion));
    expect(shown, point ?? "").toEqual([["success"], ["success"]]);
    expect(
      saidOn(pull).filter((body) => body.includes("run=")),
      point ?? "",
    ).toHaveLength(1);
    return noted("asked").length;
  };

  expect(await run(null)).toBe(1);
  const points = [...new Set(noted("points"))];
  const steps = points.filter((point) => /^(before|in the middle of|after) [a-z]+(:.*)?$/.test(point));
  expect(steps.map((point) => point.replace(/:.*/, ""))).toEqual(
    STEPS.flatMap((step) => ["before", "in the middle of", "after"].map((when) => `${when} ${step}`)),
  );
  expect(points.length).toBeGreaterThan(steps.length + 4);
  // what is kept before a step is what was kept after the one before it: killed there once, it is the same
  const told_apart = points.filter(
    (point) => !point.startsWith("before ") || point === points.find((one) => one.startsWith("before ")),
  );
  for (const point of told_apart) {
    // what was finished and not yet kept is done again: the one step that is in flight
    expect(await run(point), point).toBe(point.startsWith("in the middle of generate") ? 2 : 1);
  }
  expectContractKept(world);
}, 1_800_000);
