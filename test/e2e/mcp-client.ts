import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { onTestFinished } from "vitest";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

/** The MCP server as a client starts it: a process of its own that knows a token and where GitHub is. Ends with the test. */
export async function aClient(token: string, api_url: string): Promise<Client> {
  const env = { PATH: process.env.PATH ?? "", GITHUB_TOKEN: token, GITHUB_API_URL: api_url };
  const client = new Client({ name: "a-client", version: "1" });
  onTestFinished(() => client.close());
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [CLI, "mcp"], env, stderr: "inherit" }));
  return client;
}

export async function call(client: Client, name: string, given: Record<string, unknown>) {
  const answer = await client.callTool({ name, arguments: given });
  const [first] = answer.content as { text: string }[];
  return {
    failed: answer.isError === true,
    text: first?.text ?? "",
    data: (answer.structuredContent ?? {}) as Record<string, string>,
  };
}
