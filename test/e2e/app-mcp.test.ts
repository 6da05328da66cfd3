import { expect, test } from "vitest";
import { anAppWorld, expectContractKept, REPO } from "./app-world.ts";
import { aClient, call } from "./mcp-client.ts";

test("an agent hands a branch over, follows it and reads its report, with only a token", async () => {
  const world = await anAppWorld();
  const { github, head_sha } = world;
  const client = await aClient(github.userToken("bob"), github.api_url);
  expect((await call(client, "project_list", {})).text).toContain(REPO);

  const asked = { project_id: REPO, branch: "feature", spec_text: "- AC-1: `parse_duration('x') == 2`" };
  const preview = await call(client, "task_create_from_spec", asked);
  expect(preview.data).toMatchObject({ status: "preview", task_id: null, head_sha });
  await world.settled();
  expect(world.checks()).toEqual([]);

  const requested = await call(client, "task_create_from_spec", { ...asked, confirm: true });
  const task_id = requested.data.task_id ?? "";
  expect(requested.data).toMatchObject({ status: "requested", pull_request: 1 });
  await world.settled();
  expect(await world.head()).not.toBe(head_sha);
  expect((await call(client, "task_status", { task_id })).data).toMatchObject({ status: "completed", conclusion: "success" });

  const report = JSON.parse((await call(client, "report_get", { task_id, format: "json" })).data.report ?? "{}");
  expect(report).toMatchObject({ repository: REPO, pull_request: 1, head_sha, git: { commit_sha: await world.head() } });
  expect(report.tests.map(({ name }: { name: string }) => name)).toContain("test_a");
  expect((await call(client, "report_get", { task_id })).text).toContain("test_a");
  expectContractKept(world);
});

test("who may only read is told so, and nothing starts", async () => {
  const world = await anAppWorld();
  const client = await aClient(world.github.userToken("rita"), world.github.api_url);
  const refused = await call(client, "task_create_and_run", { project_id: REPO, branch: "feature", confirm: true });
  expect(refused.failed).toBe(true);
  await world.settled();
  expect(world.checks()).toEqual([]);
});
