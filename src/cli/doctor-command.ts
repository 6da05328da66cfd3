import pc from "picocolors";
import { examineModel } from "../adapters/anthropic/examine-model.ts";
import { examineDisk } from "../adapters/disk/examine-disk.ts";
import { readPrivateKey } from "../adapters/disk/read-private-key.ts";
import { examineEngine } from "../adapters/docker/examine-engine.ts";
import { readAppManifest } from "../adapters/github/app-manifest.ts";
import { examineApp } from "../adapters/github/examine-app.ts";
import { readConfig, readServerConfig } from "../config.ts";
import { bad, type Checkup, good, notChecked } from "../domain/checkup.ts";
import { UserError } from "../errors.ts";
import { frameworks } from "../frameworks/index.ts";
import { exitCodes } from "./exit-code.ts";
import { plainText } from "./plain-text.ts";
import { readVariables } from "./read-variables.ts";
import type { Terminal } from "./terminal.ts";

const OLDEST_NODE = 24;
/** A model on this machine may have to be loaded first. */
const MODEL_SECONDS = 60;

/** `tfactory doctor`: looks at all that a run and a server need and says what to do about what is not well. Changes nothing. */
export async function doctorCommand(options: { json?: boolean }, terminal: Terminal): Promise<number> {
  const { stdout } = terminal;
  const file = await readVariables(undefined, terminal.cwd);
  const env = { ...file, ...terminal.env };
  const { runtime, model, environment } = readConfig(env);
  const found: Checkup[] = [];
  const tell = (checkups: Checkup[]) => {
    found.push(...checkups);
    if (!options.json) stdout.write(checkups.map((one) => `${line(one)}\n`).join(""));
  };
  tell([node(process.versions.node)]);
  tell(
    await examineEngine(
      frameworks.map((one) => one.id),
      runtime,
      environment,
    ),
  );
  tell(await server(env));
  tell(keyWouldStray(file, terminal.env) ?? (await examineModel(model, AbortSignal.timeout(MODEL_SECONDS * 1000))));
  if (options.json) stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  return found.some((one) => one.status === "bad") ? exitCodes.infrastructure : exitCodes.kept;
}

/** The folder may be a checkout of anyone's branch: what its file names gets no key that is not from there too. */
function keyWouldStray(file: NodeJS.ProcessEnv, own: NodeJS.ProcessEnv): Checkup[] | null {
  const [server, key] = ["ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"];
  if (!own[key] || own[server] || !file[server]) return null;
  const says = `${server} is in .env and ${key} in the environment: the key was not sent there`;
  return [notChecked("model", says, "Put both in one place.")];
}

function node(version: string): Checkup {
  const [major = 0] = version.split(".").map(Number);
  if (major >= OLDEST_NODE) return good("program", `Node ${version}`);
  return bad("program", `Node ${version} is too old`, "Start it with npm start, which brings its own Node.");
}

async function server(env: NodeJS.ProcessEnv): Promise<Checkup[]> {
  if (env.APP_ID === undefined || env.APP_ID === "") {
    return [
      notChecked("App", "no GitHub App is configured (APP_ID is not set)", "Only serving needs one: tfactory setup makes it."),
    ];
  }
  try {
    const { app_id, private_key, api_url, data } = readServerConfig(env);
    const credentials = { app_id, private_key: await readPrivateKey(private_key), base_url: api_url };
    const app = await examineApp(credentials, await readAppManifest(), () => new Date());
    return [...(await examineDisk(data)), good("App", "the webhook secret is not one to guess"), ...app];
  } catch (error) {
    if (error instanceof UserError) return [bad("App", error.message, "Mend the variable; .env.example explains each.")];
    throw error;
  }
}

const SIGNS: Record<Checkup["status"], string> = {
  good: pc.green("ok  "),
  warning: pc.yellow("warn"),
  bad: pc.red("bad "),
  "not-checked": pc.dim("–   "),
};

function line({ area, status, says, advice }: Checkup): string {
  const what = `${SIGNS[status]} ${area.padEnd(8)} ${plainText(says)}`;
  return advice === null ? what : `${what}\n              ${pc.dim(plainText(advice))}`;
}
