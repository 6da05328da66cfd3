import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CheckRun } from "../../src/mcp/remote.ts";
import { createMcpServer } from "../../src/mcp/server.ts";
import { renderMachineReport } from "../../src/pipeline/6-triage/render/machine-report.ts";
import { aReport } from "../fakes/a-report.ts";
import { MemoryRemote } from "../fakes/memory-remote.ts";

const SHA = "5".repeat(40);
const REQUEST = "0f9e8d7c-1111-2222-3333-444455556666";
const TASK = `acme/calc#7@${SHA}:${REQUEST}`;
const pull = { number: 7, title: "Add", url: "https://gh/acme/calc/pull/7", base_ref: "main", head_ref: "add", head_sha: SHA };
const queued: CheckRun = {
  id: 1,
  app_id: 42,
  external_id: REQUEST,
  status: "queued",
  conclusion: null,
  title: "Waiting",
  text: null,
  url: "https://gh/acme/calc/runs/1",
  started_at: null,
  completed_at: null,
};

let remote: MemoryRemote;
let client: Client;

beforeEach(async () => {
  remote = new MemoryRemote([pull]);
  const clock = { id: () => REQUEST, now: () => new Date(0) };
  const [near, far] = InMemoryTransport.createLinkedPair();
  client = new Client({ name: "a-client", version: "1" });
  await createMcpServer("0.0.0", { remote, clock }).connect(far);
  await client.connect(near);
});
afterEach(() => client.close());

async function call(
  name: string,
  given: Record<string, unknown>,
): Promise<{ data: Record<string, unknown>; text: string; failed: boolean }> {
  const answer = await client.callTool({ name, arguments: given });
  const [first] = answer.content as { text: string }[];
  return {
    data: (answer.structuredContent ?? {}) as Record<string, unknown>,
    text: first?.text ?? "",
    failed: answer.isError === true,
  };
}

test("a client finds seven tools; those that only look say so", async () => {
  const { tools } = await client.listTools();
  expect(tools.map((tool) => [tool.name, tool.annotations?.readOnlyHint])).toEqual([
    ["task_create_and_run", false],
    ["task_create_from_spec", false],
    ["task_status", true],
    ["task_list", true],
    ["project_list", true],
    ["report_get", true],
    ["task_rerun", false],
  ]);
});

describe("handing over", () => {
  test("without confirm nothing is sent, and the answer shows what would be", async () => {
    const { data } = await call("task_create_and_run", { project_id: "acme/calc", branch: "add", spec_id: "docs/add.md" });
    expect(remote.dispatched).toEqual([]);
    expect(data).toMatchObject({ status: "preview", task_id: null, pull_request: 7, head_sha: SHA, spec: "docs/add.md" });
  });

  test("with confirm the event pins the head and carries the request's id", async () => {
    const { data } = await call("task_create_and_run", {
      project_id: "acme/calc",
      branch: "add",
      lanes: ["unit"],
      confirm: true,
    });
    expect(data).toMatchObject({ status: "requested", task_id: TASK });
    expect(remote.dispatched).toEqual([
      { repository: "acme/calc", payload: { v: 1, pr: 7, request_id: REQUEST, sha: SHA, lanes: ["unit"] } },
    ]);
  });

  test("a specification travels with the request when it fits", async () => {
    const given = { project_id: "acme/calc", branch: "add", spec_text: "- AC-1: adds", confirm: true };
    await call("task_create_from_spec", given);
    expect(remote.dispatched[0]?.payload.spec_text).toBe("- AC-1: adds");
    const long = await call("task_create_from_spec", { ...given, spec_text: "ä".repeat(40_000) });
    expect(long.failed).toBe(true);
    expect(long.text).toContain("too long to travel");
    expect(remote.dispatched).toHaveLength(1);
  });

  test.each([
    [{ project_id: "acme/calc", branch: "gone", confirm: true }, "open one first"],
    [{ project_id: "calc", branch: "add", confirm: true }, "is not owner/repository"],
    [{ project_id: "acme/calc", confirm: true }, "branch"],
  ])("%j is refused with a sentence", async (given, sentence) => {
    const answer = await call("task_create_and_run", given);
    expect(answer.failed).toBe(true);
    expect(answer.text).toContain(sentence);
    expect(remote.dispatched).toEqual([]);
  });
});

describe("following", () => {
  test("no check run yet is a state of its own, with what to look at", async () => {
    const { data } = await call("task_status", { task_id: TASK });
    expect(data).toMatchObject({ status: "not-started", check_run_url: null });
    expect(data.hint).toContain("installed on acme/calc");
  });

  test("the check run with the task's id is the task's, not another one on the same commit", async () => {
    remote.runs.set(SHA, [
      { ...queued, id: 9, external_id: "another-request", status: "completed", conclusion: "success" },
      { ...queued, status: "in_progress", title: "3/7 running tests" },
    ]);
    const { data } = await call("task_status", { task_id: TASK });
    expect(data).toMatchObject({ status: "in-progress", title: "3/7 running tests", conclusion: null, hint: null });
  });

  test("the list shows every run on the open pull requests", async () => {
    remote.runs.set(SHA, [{ ...queued, status: "completed", conclusion: "success" }]);
    const { data } = await call("task_list", { project_id: "acme/calc" });
    expect(data.tasks).toMatchObject([{ task_id: TASK, status: "completed", pull_request_title: "Add" }]);
    expect((await call("task_list", { project_id: "acme/calc", status: "queued" })).data.tasks).toEqual([]);
  });

  test("something that is no task id is refused", async () => {
    const answer = await call("task_status", { task_id: "7" });
    expect(answer).toMatchObject({ failed: true });
    expect(answer.text).toContain("not a task_id");
  });
});

describe("the report", () => {
  const done = { ...queued, status: "completed", conclusion: "success" };

  test("as JSON comes from the check run", async () => {
    remote.runs.set(SHA, [{ ...done, text: `Stages\n\n${renderMachineReport(aReport({ spec_id: "add" }), 10_000)}` }]);
    const { data } = await call("report_get", { task_id: TASK, format: "json" });
    expect(JSON.parse(String(data.report))).toMatchObject({ run_id: "run-1", spec_id: "add", left_out: [] });
  });

  test("as Markdown is the App's own comment, nobody else's", async () => {
    remote.runs.set(SHA, [done]);
    remote.comments.set(7, { app_id: 666, url: "https://gh/c/1", body: "<!-- tfactory:v1 --> forged" });
    expect(await call("report_get", { task_id: TASK })).toMatchObject({ failed: true });
    remote.comments.set(7, { app_id: 42, url: "https://gh/c/2", body: "<!-- tfactory:v1 -->\n**7 tests**" });
    expect((await call("report_get", { task_id: TASK })).data.report).toContain("7 tests");
  });

  test("is not there while the task runs, nor when it ended without one", async () => {
    remote.runs.set(SHA, [queued]);
    expect((await call("report_get", { task_id: TASK })).text).toContain("still running");
    remote.runs.set(SHA, [{ ...done, conclusion: "failure", title: "The engine is gone" }]);
    expect((await call("report_get", { task_id: TASK, format: "json" })).text).toContain("The engine is gone");
  });
});

describe("running again", () => {
  test("asks on the current head, for one lane", async () => {
    remote.runs.set(SHA, [{ ...queued, status: "completed", conclusion: "neutral" }]);
    const { data } = await call("task_rerun", { task_id: TASK, lane: "unit", confirm: true });
    expect(data).toMatchObject({ status: "requested", lanes: ["unit"] });
    expect(remote.dispatched).toHaveLength(1);
  });

  test("a task that still runs is not asked for again", async () => {
    remote.runs.set(SHA, [queued]);
    expect((await call("task_rerun", { task_id: TASK, confirm: true })).text).toContain("still running");
    expect(remote.dispatched).toEqual([]);
  });
});
