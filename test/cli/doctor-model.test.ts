import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { doctorCommand } from "../../src/cli/doctor-command.ts";
import type { Checkup } from "../../src/domain/checkup.ts";
import { startMessagesApi } from "../fakes/messages-api/start.ts";
import { aTerminal } from "./a-terminal.ts";

/** What doctor says of the model in a folder with this `.env`. */
async function modelAfter(dotenv: string, env: NodeJS.ProcessEnv = {}): Promise<Checkup[]> {
  const cwd = mkdtempSync(join(tmpdir(), "tfactory-doctor-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, ".env"), `${dotenv}\n`);
  const terminal = aTerminal({ cwd, env });
  await doctorCommand({ json: true }, terminal);
  return (JSON.parse(terminal.printed()) as Checkup[]).filter(({ area }) => area === "model");
}

test("doctor asks the configured server for its models", async () => {
  const api = await startMessagesApi([]);
  onTestFinished(() => api.close());
  expect(await modelAfter(`ANTHROPIC_BASE_URL=${api.url}\nANTHROPIC_API_KEY=${api.key}`)).toMatchObject([
    { status: "good", says: expect.stringMatching(/^claude-sonnet-5-5 answers at /) },
    { status: "good", says: expect.stringMatching(/^claude-haiku-5-5 answers at /) },
  ]);
});

test("a key of the process goes to no server that only a file of the folder names", async () => {
  const api = await startMessagesApi([]);
  onTestFinished(() => api.close());
  const found = await modelAfter(`ANTHROPIC_BASE_URL=${api.url}`, { ANTHROPIC_API_KEY: api.key });
  expect(found).toMatchObject([{ status: "not-checked", says: expect.stringMatching(/the key was not sent there/) }]);
  expect(api.described).toBe(0);
});
