import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/adapters/http/listen.ts";
import { status } from "../../src/adapters/http/status.ts";
import { runsCommand, statusCommand } from "../../src/cli/status-command.ts";
import { anOverview } from "../fakes/an-overview.ts";
import { aTerminal } from "./a-terminal.ts";

const TOKEN = "a token that nobody guesses";

/** A server whose pages are asked by the commands of a terminal with this token. */
async function aServer(token: string | undefined = TOKEN) {
  const overview = anOverview();
  const [, failed] = overview.runs;
  if (failed !== undefined) failed.failure = "\u001b[31mred";
  const source = { overview: async () => overview, events: async () => null };
  const server = await listen("127.0.0.1", 0, [status(source, TOKEN)], () => {});
  onTestFinished(() => server.close());
  const terminal = aTerminal();
  if (token !== undefined) terminal.env.TFACTORY_STATUS_TOKEN = token;
  return { terminal, url: server.url };
}

test("status says in a few lines how a server is", async () => {
  const { terminal, url } = await aServer();
  expect(await statusCommand({ url }, terminal)).toBe(0);
  expect(terminal.printed()).toBe(
    [
      "working    1 of 4 on 1 worker",
      "waiting    2, the first for 90 s",
      "last day   1 failed; half of them in 60 s",
      "today      3 of 100 runs, 1200 tokens, 0.5 dollars",
      "",
      "  acme/shop: 1 working, 2 waiting",
      "",
    ].join("\n"),
  );
});

test("runs are a line each, without what would colour the terminal; --json is for programs", async () => {
  const { terminal, url } = await aServer();
  await runsCommand({ url }, terminal);
  expect(terminal.printed().split("\n")).toEqual([
    "2026-01-01 00:00  acme/shop#7  running (execute)  run-1",
    "2026-01-01 00:00  acme/shop#7  failed             run-0  red",
    "",
  ]);
  const other = await aServer();
  await runsCommand({ url: other.url, json: true }, other.terminal);
  expect(JSON.parse(other.terminal.printed())).toHaveLength(2);
});

test("what is in the way is said in one sentence", async () => {
  const { terminal, url } = await aServer();
  await expect(runsCommand({ url, run: "run-9" }, terminal)).rejects.toThrow("The server knows no run with this id.");
  await expect(statusCommand({ url: "http://127.0.0.1:1" }, terminal)).rejects.toThrow(
    "No server answers at http://127.0.0.1:1.",
  );
  await expect(statusCommand({ url: "no where" }, terminal)).rejects.toThrow("--url no where is not a URL.");
  const wrong = await aServer("another token nobody guesses");
  await expect(statusCommand({ url: wrong.url }, wrong.terminal)).rejects.toThrow("another TFACTORY_STATUS_TOKEN");
  terminal.env.TFACTORY_STATUS_TOKEN = "";
  await expect(statusCommand({ url }, terminal)).rejects.toThrow("TFACTORY_STATUS_TOKEN");
});
