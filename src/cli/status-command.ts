import { z } from "zod";
import { environment } from "../config.ts";
import { UserError } from "../errors.ts";
import type { Overview } from "../runs/overview.ts";
import { exitCodes } from "./exit-code.ts";
import { plainText } from "./plain-text.ts";
import { readVariables } from "./read-variables.ts";
import { renderRuns, renderStatus } from "./render-status.ts";
import type { Terminal } from "./terminal.ts";

export interface StatusOptions {
  /** Of the server; left out: made of HOST and PORT. */
  url?: string;
  /** A file of variables; left out: `.env`, when there is one. */
  env?: string;
  json?: boolean;
  /** What happened in this run is asked for. */
  run?: string;
}

/** `tfactory status`: how a server is. Throws `UserError` when none answers there or it does not know the token. */
export async function statusCommand(options: StatusOptions, terminal: Terminal): Promise<number> {
  const answer = await ask("/status", options, terminal);
  terminal.stdout.write(options.json ? `${await answer.text()}\n` : renderStatus((await answer.json()) as Overview));
  return exitCodes.kept;
}

/** `tfactory runs`: the runs of a server, or what happened in one of them. Throws as `statusCommand` does. */
export async function runsCommand(options: StatusOptions, terminal: Terminal): Promise<number> {
  if (options.run !== undefined) {
    const answer = await ask(`/status/runs/${encodeURIComponent(options.run)}/events`, options, terminal);
    terminal.stdout.write(await answer.text());
    return exitCodes.kept;
  }
  const { runs } = (await (await ask("/status", options, terminal)).json()) as Overview;
  terminal.stdout.write(options.json ? `${JSON.stringify(runs)}\n` : renderRuns(runs));
  return exitCodes.kept;
}

const Variables = z.object({
  HOST: environment.shape.HOST,
  PORT: environment.shape.PORT,
  TFACTORY_STATUS_TOKEN: environment.shape.TFACTORY_STATUS_TOKEN,
});

async function ask(path: string, { url, env }: StatusOptions, terminal: Terminal): Promise<Response> {
  const variables = { ...(await readVariables(env, terminal.cwd)), ...terminal.env };
  const set = Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== "");
  const { HOST, PORT, TFACTORY_STATUS_TOKEN: token } = Variables.parse(Object.fromEntries(set));
  if (token === undefined)
    throw new UserError("A server shows its runs to who has TFACTORY_STATUS_TOKEN: set it here and there.");
  const host = HOST === "0.0.0.0" || HOST === "::" ? "127.0.0.1" : HOST;
  const root = url ?? `http://${host}:${PORT}`;
  if (!URL.canParse(path, root)) throw new UserError(`--url ${plainText(root)} is not a URL.`);
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  const answer = await fetch(new URL(path, root), { headers, signal: AbortSignal.timeout(10_000) }).catch(() => {
    throw new UserError(`No server answers at ${plainText(root)}. --url says where it listens.`);
  });
  if (answer.status === 401) throw new UserError("The server has another TFACTORY_STATUS_TOKEN.");
  if (answer.status === 404 && path.includes("/runs/")) throw new UserError("The server knows no run with this id.");
  if (!answer.ok)
    throw new UserError(`The server at ${plainText(root)} answered ${answer.status}: is TFACTORY_STATUS_TOKEN set there?`);
  return answer;
}
