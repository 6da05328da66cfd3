import { readFileSync } from "node:fs";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";
import { systemClock } from "../adapters/clock.ts";
import { TokenRemote } from "../adapters/github/token-remote.ts";
import { UserError } from "../errors.ts";
import { createMcpServer } from "../mcp/server.ts";
import { exitCodes } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

const GITHUB_API = "https://api.github.com";
const Package = z.object({ version: z.string() });

/**
 * `tfactory mcp`: the MCP server on standard input and output, until the client closes it. Needs a GitHub token in
 * `GITHUB_TOKEN` or `GH_TOKEN`; `GITHUB_API_URL` is the REST root of a GitHub Enterprise Server.
 */
export async function mcpCommand(terminal: Pick<Terminal, "env">): Promise<number> {
  const token = terminal.env.GITHUB_TOKEN || terminal.env.GH_TOKEN;
  if (token === undefined || token === "") {
    throw new UserError("tfactory mcp needs a GitHub token: set GITHUB_TOKEN to one that may read and write the repository.");
  }
  const { version } = Package.parse(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")));
  const remote = new TokenRemote(token, terminal.env.GITHUB_API_URL || GITHUB_API);
  const server = createMcpServer(version, { remote, clock: systemClock });
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    process.stdin.once("end", () => void server.close());
  });
  await server.connect(new StdioServerTransport());
  await closed;
  return exitCodes.kept;
}
