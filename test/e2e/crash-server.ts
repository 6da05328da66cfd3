import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../src/adapters/database/open.ts";
import { readServerConfig } from "../../src/config.ts";
import { startServer } from "../../src/main.ts";
import { anAuthor, aSandbox } from "./fake-run.ts";

// The server in a process of its own whose runs come no further than its parent wrote down: `plan` in its folder holds a point
// by repository. When all of them are there it dies. It notes every point it passes, and every finished question to its author.

const folder = process.env.CRASH_FOLDER ?? "";
const arrived = new Set<string>();
async function pass(repository: string, point: string): Promise<void> {
  appendFileSync(join(folder, "points"), `${repository} ${point}\n`);
  const plan: Record<string, string> = JSON.parse(readFileSync(join(folder, "plan"), "utf8"));
  if (plan[repository] !== point) return;
  arrived.add(repository);
  if (arrived.size === Object.keys(plan).length) process.kill(process.pid, "SIGKILL");
  await new Promise(() => {});
}

// more at a time than a server may be told to do: every run of a plan is to get to its point
const config = { ...readServerConfig(process.env), workers: 64 };
const database = await openDatabase(config, { warn: () => {}, error: () => {} });
const query = database.query.bind(database);
const repositories = new Map<unknown, string>();
const repositoryOf = async (run_id: unknown) => {
  const known = repositories.get(run_id);
  if (known !== undefined) return known;
  const text = "select handover ->> 'repository' as name from tfactory.run where id = $1";
  const [{ name } = { name: "" }] = await query<{ name: string }>(text, [run_id]);
  repositories.set(run_id, name);
  return name;
};
database.query = async (text: string, values: unknown[] = []) => {
  if (text.startsWith("select output from tfactory.step")) await pass(await repositoryOf(values[0]), `before ${values[1]}`);
  const step = text.startsWith("insert into tfactory.step") ? values[2] : null;
  if (step !== null) await pass(await repositoryOf(values[0]), `in the middle of ${step}`);
  const rows = await query<never>(text, values);
  if (step !== null) await pass(await repositoryOf(values[0]), `after ${step}`);
  return rows;
};

const { fetch } = globalThis;
globalThis.fetch = async (target, init) => {
  const { pathname } = new URL(target instanceof Request ? target.url : target);
  const path = pathname.replace(/^.*\/(repos\/[^/]+\/[^/]+|api)\//, "").replace(/\d+/g, "N");
  const body = typeof init?.body === "string" ? init.body : "{}";
  const { status = "" } = JSON.parse(body);
  const request = `${init?.method ?? "GET"} ${path} ${status}`.trim();
  const writes = /^(POST|PATCH) (check-runs|graphql|issues\/N\/comments$|issues\/comments\/N\/reactions)/.test(request);
  const answer = await fetch(target, init);
  const repository = /\/repos\/([^/]+\/[^/]+)\//.exec(pathname) ?? /"repositoryNameWithOwner":"([^"]+)"/.exec(body);
  if (writes) await pass(repository?.[1] ?? "", `after ${request}`);
  return answer;
};

const author = () => {
  const scripted = anAuthor();
  const write = scripted.write.bind(scripted);
  scripted.write = async (target, snapshot, findings) => {
    const draft = await write(target, snapshot, findings);
    appendFileSync(join(folder, "asked"), `${snapshot.repository}\n`);
    return draft;
  };
  return scripted;
};
const server = await startServer(config, { database, sandbox: aSandbox(), author });
process.on("message", () => void server.idle().then(() => process.send?.("idle")));
process.send?.(server.webhook_url);
