import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { UserError } from "../errors.ts";
import type { Tool, World } from "./tool.ts";
import { projectList } from "./tools/project-list.ts";
import { reportGet } from "./tools/report-get.ts";
import { taskCreateAndRun } from "./tools/task-create-and-run.ts";
import { taskCreateFromSpec } from "./tools/task-create-from-spec.ts";
import { taskList } from "./tools/task-list.ts";
import { taskRerun } from "./tools/task-rerun.ts";
import { taskStatus } from "./tools/task-status.ts";

/** Every tool, in the order a client shows them. */
const tools: readonly Tool[] = [taskCreateAndRun, taskCreateFromSpec, taskStatus, taskList, projectList, reportGet, taskRerun];

const INSTRUCTIONS = `TFactory writes, proves and commits tests on a pull request. Hand a finished feature over with
task_create_and_run (confirm=false first), follow it with task_status until it is completed, then read report_get. A suspected
bug in the report is the criterion's word against the code's: look at it before anything else.`;

/** The MCP server over these tools. It keeps nothing: everything is read from GitHub each time. */
export function createMcpServer(version: string, world: World): McpServer {
  const server = new McpServer({ name: "tfactory", version }, { instructions: INSTRUCTIONS });
  for (const { name, title, description, input, output, read_only, run } of tools) {
    const annotations = { readOnlyHint: read_only, destructiveHint: false, openWorldHint: true };
    server.registerTool(
      name,
      { title, description, inputSchema: input, outputSchema: output, annotations },
      async (given: unknown) => {
        try {
          const answer = await run(given, world);
          return { structuredContent: answer, content: [{ type: "text", text: JSON.stringify(answer, null, 1) }] };
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          return { isError: true, content: [{ type: "text", text: error.message }] };
        }
      },
    );
  }
  return server;
}
