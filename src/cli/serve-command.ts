import { setTimeout as sleep } from "node:timers/promises";
import { forgetSecrets, readServerConfig, type ServerConfig } from "../config.ts";
import { UserError } from "../errors.ts";
import { startServer, startWorker, type Working } from "../main.ts";
import { exitCodes } from "./exit-code.ts";
import { Interrupted, interruptible } from "./interrupt.ts";
import { readVariables } from "./read-variables.ts";
import type { Terminal } from "./terminal.ts";

export interface ServeOptions {
  /** A file of variables; left out: `.env`, when there is one. */
  env?: string;
  /** Only webhooks, or only runs; left out: both. */
  web?: boolean;
  worker?: boolean;
}

/** What a machine that is going down gives a service, at the least (systemd 90 s, Docker and Kubernetes 10 to 30 s). */
const STOP_SECONDS = 25;

/** `tfactory serve`: the GitHub App's server, until it is told to stop. What is going on then is taken up by the next one. */
export async function serveCommand(options: ServeOptions, terminal: Terminal): Promise<number> {
  if (options.web && options.worker) throw new UserError("--web and --worker are two processes; without either, one does both.");
  const role = options.web ? "web" : options.worker ? "worker" : "all";
  const config = readServerConfig({ ...(await readVariables(options.env, terminal.cwd)), ...terminal.env }, role);
  forgetSecrets(terminal.env);
  const { server, doing } = await start(config);
  terminal.stderr.write(`${doing}\n`);
  await interruptible(
    (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  ).catch((reason: unknown) => {
    if (!(reason instanceof Interrupted)) throw reason;
  });
  terminal.stderr.write("Stopping. What is going on is taken up again at the next start.\n");
  const stopped = await Promise.race([server.stop().then(() => true), sleep(STOP_SECONDS * 1000, false, { ref: false })]);
  if (!stopped) process.exit(exitCodes.kept); // a conclusion that waits for GitHub is on disk and told at the next start
  return exitCodes.kept;
}

async function start(config: ServerConfig): Promise<{ server: Working; doing: string }> {
  if (config.role === "worker") return { server: await startWorker(config), doing: "TFactory does runs that others take." };
  const server = await startServer(config);
  return { server, doing: `TFactory takes webhooks at ${server.webhook_url}; ${server.url}/healthz says how it is.` };
}
