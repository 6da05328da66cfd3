import { getTransformStream } from "@probot/pino";
import { type Logger, pino } from "pino";
import { redact } from "./redact.ts";

/**
 * The server's log: one JSON object per line on standard output, for people when that is a terminal. Whatever is logged, what
 * looks like a token or a key does not get out.
 */
export async function serverLog(
  level: string,
  out: NodeJS.WritableStream & { isTTY?: boolean } = process.stdout,
): Promise<Logger> {
  const options = { name: "tfactory", level, hooks: { streamWrite: redact } };
  if (out.isTTY !== true) return pino(options, out);
  const pretty = await getTransformStream({ logFormat: "pretty" });
  pretty.pipe(out);
  return pino(options, pretty);
}
