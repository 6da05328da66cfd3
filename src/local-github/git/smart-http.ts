import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createGunzip } from "node:zlib";
import { hermeticEnvironment } from "../../adapters/git/git.ts";

export type GitService = "git-upload-pack" | "git-receive-pack";

/** Answers `GET /info/refs?service=…`: what the repository has. */
export function advertiseRefs(git_dir: string, service: GitService, request: IncomingMessage, response: ServerResponse): void {
  const protocol = protocolOf(request);
  response.writeHead(200, headers(`application/x-${service}-advertisement`));
  if (protocol !== "version=2" || service === "git-receive-pack") {
    const line = `# service=${service}\n`;
    response.write(`${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`);
  }
  const child = start(git_dir, service, ["--advertise-refs"], protocol);
  child.stdin.end();
  child.stdout.pipe(response);
}

/** Answers `POST /git-upload-pack` or `/git-receive-pack`. Ends when git has ended and everything is written. */
export function serve(
  git_dir: string,
  service: GitService,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer | null,
) {
  const child = start(git_dir, service, [], protocolOf(request));
  child.stdin.on("error", () => undefined);
  if (body !== null) child.stdin.end(body);
  else input(request).pipe(child.stdin);
  const answer: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => answer.push(chunk));
  return new Promise<() => void>((resolve) => {
    child.on("close", () => {
      resolve(() => response.writeHead(200, headers(`application/x-${service}-result`)).end(Buffer.concat(answer)));
    });
  });
}

/** The whole body, unzipped where git zipped it. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of input(request)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export interface RefCommand {
  from: string;
  to: string;
  ref: string;
}

/** The ref changes a push asks for: the pkt-lines before its pack. */
export function refCommands(body: Buffer): RefCommand[] {
  const commands: RefCommand[] = [];
  for (let at = 0; at + 4 <= body.length; ) {
    const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    if (!(length > 4)) break;
    const line = body.toString("utf8", at + 4, at + length).split("\0", 1)[0] ?? "";
    const [, from, to, ref] = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+?)\n?$/.exec(line) ?? [];
    if (from !== undefined && to !== undefined && ref !== undefined) commands.push({ from, to, ref });
    at += length;
  }
  return commands;
}

function start(git_dir: string, service: GitService, args: string[], protocol: string) {
  const safe = ["-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false"];
  const env = { ...hermeticEnvironment(), ...(protocol === "" ? {} : { GIT_PROTOCOL: protocol }) };
  const child = spawn("git", [...safe, service.slice(4), "--stateless-rpc", ...args, git_dir], {
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return child;
}

function input(request: IncomingMessage) {
  return request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request;
}

function protocolOf(request: IncomingMessage): string {
  const asked = String(request.headers["git-protocol"] ?? "");
  return /^version=[0-2]$/.test(asked) ? asked : "";
}

function headers(type: string): Record<string, string> {
  return {
    "content-type": type,
    "cache-control": "no-cache, max-age=0, must-revalidate",
    expires: "Fri, 01 Jan 1980 00:00:00 GMT",
  };
}
