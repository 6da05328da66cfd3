import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { doctorCommand } from "../../src/cli/doctor-command.ts";
import type { Checkup } from "../../src/domain/checkup.ts";
import { aStory } from "../local-github/a-github.ts";
import { aTerminal } from "./a-terminal.ts";

/** What doctor says of an area in a folder with this `.env`. */
async function foundAfter(area: string, dotenv: string, env: NodeJS.ProcessEnv = {}): Promise<Checkup[]> {
  const cwd = mkdtempSync(join(tmpdir(), "tfactory-doctor-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, ".env"), `TFACTORY_DATA=${cwd}/data\n${dotenv}\n`);
  const terminal = aTerminal({ cwd, env });
  await doctorCommand({ json: true }, terminal);
  const found = JSON.parse(terminal.printed()) as Checkup[];
  return found.filter((checkup) => checkup.area === area);
}
const appAfter = (dotenv: string, env: NodeJS.ProcessEnv = {}) => foundAfter("App", dotenv, env);

test("doctor reads the .env that setup wrote, and finds the App of its key", async () => {
  const { github, app } = await aStory();
  const key = Buffer.from(app.private_key).toString("base64");
  const dotenv = [`APP_ID=${app.app_id}`, `PRIVATE_KEY=${key}`, `GITHUB_API_URL=${github.api_url}`].join("\n");
  const found = await appAfter(`${dotenv}\nWEBHOOK_SECRET=9f86d081884c7d659a2feaa0c55ad015`);
  expect(found.map(({ says }) => says).join("\n")).toContain("tfactory");
  expect(found[0]).toMatchObject({ status: "good", says: "the webhook secret is not one to guess" });
  const weak = await appAfter(`${dotenv}\nWEBHOOK_SECRET=development`);
  expect(weak).toMatchObject([{ status: "bad", says: expect.stringContaining("WEBHOOK_SECRET looks like a placeholder") }]);
});

test("a variable of the process wins over the file, and without any there is no App to look at", async () => {
  await expect(appAfter("APP_ID=one")).rejects.toThrow("APP_ID is not a number");
  expect(await appAfter("APP_ID=one", { APP_ID: "" })).toMatchObject([{ status: "not-checked" }]);
});

test("the engine that .env names is the one that is looked at", async () => {
  const [engine] = await foundAfter("engine", "DOCKER_HOST=unix:///nowhere/docker.sock");
  expect(engine).toMatchObject({ status: "bad", says: expect.stringContaining("unix:///nowhere/docker.sock does not answer") });
});
