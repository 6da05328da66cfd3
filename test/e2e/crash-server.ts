import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../src/adapters/database/open.ts";
import { readServerConfig } from "../../src/config.ts";
import { startServer } from "../../src/main.ts";
import { anAuthor, aSandbox } from "./fake-run.ts";

// The server in a process of its own that dies where its parent wrote down that it shall: `plan` in its folder holds the name
// of one point. It notes every point it passes, and every finished question to its author.

const folder = process.env.CRASH_FOLDER ?? "";
function pass(point: string): void {
  appendFileSync(join(folder, "points"), `${point}\n`);
  if (readFileSync(join(folder, "plan"), "utf8") === point) process.kill(process.pid, "SIGKILL");
}

const config = readServerConfig(process.env);
const database = await openDatabase(config, { warn: () => {}, error: () => {} });
const query = database.query.bind(database);
database.query = async (text: string, values: unknown[] = []) => {
  if (text.startsWith("select output from tfactory.step")) pass(`before ${values[1]}`);
  const step = text.startsWith("insert into tfactory.step") ? values[2] : null;
  if (step !== null) pass(`in the middle of ${step}`);
  const rows = await query<never>(text, values);
  if (step !== null) pass(`after ${step}`);
  return rows;
};

const { fetch } = globalThis;
globalThis.fetch = async (target, init) => {
  const { pathname } = new URL(target instanceof Request ? target.url : target);
  const path = pathname.replace(/^.*\/(repos\/[^/]+\/[^/]+|api)\//, "").replace(/\d+/g, "N");
  const { status = "" } = typeof init?.body === "string" ? JSON.parse(init.body) : {};
  const request = `${init?.method ?? "GET"} ${path} ${status}`.trim();
  const writes = /^(POST|PATCH) (check-runs|graphql|issues\/N\/comments$|issues\/comments\/N\/reactions)/.test(request);
  const answer = await fetch(target, init);
  if (writes) pass(`after ${request}`);
  return answer;
};

const author = () => {
  const scripted = anAuthor();
  const write = scripted.write.bind(scripted);
  scripted.write = async (...asked) => {
    const draft = await write(...asked);
    appendFileSync(join(folder, "asked"), "write\n");
    return draft;
  };
  return scripted;
};
const server = await startServer(config, { database, sandbox: aSandbox(), author });
process.on("message", () => void server.idle().then(() => process.send?.("idle")));
process.send?.(server.webhook_url);
