import { describe, expect, test } from "vitest";
import { checkRequest, checkResponse } from "../../src/local-github/http/contract.ts";
import { type Operation, operations } from "../../src/local-github/http/openapi.ts";
import { route } from "../../src/local-github/http/router.ts";
import { handlers } from "../../src/local-github/rest/index.ts";
import { aStory, asApp, asInstallation, expectContract, outcome, withToken } from "./a-github.ts";

function operation(id: string): Operation {
  const found = operations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`No ${id}`);
  return found;
}

test("every operation that is described is answered, and nothing else", () => {
  expect(Object.keys(handlers).toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
});

test("every operation is found by its own path", () => {
  for (const { id, method, template } of operations) {
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      name.endsWith("number") || name.endsWith("id") ? "7" : `a-${name}`,
    );
    expect(route(method, path)?.operation.id, `${method} ${path}`).toBe(id);
  }
});

describe("the check of requests", () => {
  const path = { owner: "acme", repo: "calc" };
  test.each([
    ["a body that lacks what is required", "checks/create", {}, { name: "x" }, /"head_sha" wasn't supplied/],
    ["a body with an unknown enum", "checks/create", {}, { name: "x", head_sha: "y", status: "done" }, /is not a member of/],
    ["a query parameter that is not there", "pulls/list", { stat: "open" }, undefined, /"stat" is not a permitted key/],
    ["a query parameter of the wrong type", "pulls/list", { per_page: "many" }, undefined, /is not of type integer/],
    [
      "eleven properties in a dispatch",
      "repos/create-dispatch-event",
      {},
      { event_type: "x", client_payload: Object.fromEntries([..."abcdefghijk"].map((k) => [k, 1])) },
      /No more than 10 properties/,
    ],
    ["a body where none belongs", "apps/get-authenticated", {}, { x: 1 }, /takes no body/],
  ])("finds %s", (_, id, query, body, message) => {
    const names = operation(id)
      .parameters.filter((one) => one.in === "path")
      .map(({ name }) => name);
    const given = Object.fromEntries(Object.entries(path).filter(([name]) => names.includes(name)));
    const found = checkRequest(operation(id), { path: given, query: query as Record<string, string>, body });
    expect(found.map((one) => one.message).join(" ")).toMatch(message);
  });

  test("takes what is right, numbers in a query included", () => {
    expect(checkRequest(operation("pulls/list"), { path, query: { per_page: "5", state: "all" }, body: undefined })).toEqual([]);
  });
});

test("the check of answers finds a missing field and an undescribed status", async () => {
  const story = await aStory();
  const { data } = await asInstallation(story).rest.pulls.get({ ...story.repo, pull_number: 1 });
  const { number: _, ...less } = data;
  expect(checkResponse(operation("pulls/get"), 200, data)).toEqual([]);
  expect(checkResponse(operation("pulls/get"), 200, less)).toEqual([{ where: "body", message: `"number" wasn't supplied.` }]);
  expect(checkResponse(operation("pulls/get"), 418, data)).toHaveLength(1);
});

test("an invalid request is answered 422 and noted; an unknown one 404 and noted", async () => {
  const story = await aStory();
  const { github, repo } = story;
  const octokit = asInstallation(story);
  const invalid = octokit.request("POST /repos/{owner}/{repo}/dispatches", {
    ...repo,
    event_type: "x",
    client_payload: [],
  } as never);
  expect((await outcome(invalid)).status).toBe(422);
  expect((await outcome(octokit.request("GET /repos/{owner}/{repo}/no-such-thing", repo))).status).toBe(404);
  expect(github.contractViolations.map(({ request }) => request)).toEqual(["POST /api/v3/repos/acme/calc/dispatches"]);
  expect(github.unknownRequests).toEqual(["GET /api/v3/repos/acme/calc/no-such-thing"]);
  expect((await outcome(octokit.rest.repos.createDispatchEvent({ ...repo, event_type: "x" }))).status).toBe(204);
});

test("an App's own pages of the API hold to the description", async () => {
  const story = await aStory({ webhook_url: "http://127.0.0.1:59999/", github: { check_answers: true } });
  const { github, repo } = story;
  const { token } = (await asApp(story).auth({ type: "app" })) as { token: string };
  const app = withToken(github, token).rest;
  const alice = withToken(github, github.userToken("alice")).rest;
  await app.apps.getAuthenticated();
  await app.apps.listInstallations();
  await app.apps.getInstallation({ installation_id: story.installation.id });
  await app.apps.getRepoInstallation(repo);
  await app.apps.getWebhookConfigForApp();
  await withToken(github, token).request("PATCH /app/hook/config", { data: { url: "http://127.0.0.1:59999/" } });
  github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "x" });
  await github.delivered();
  const { data } = await app.apps.listWebhookDeliveries({ per_page: 1 });
  await app.apps.getWebhookDelivery({ delivery_id: data[0]?.id ?? 0 });
  await alice.users.getAuthenticated();
  await alice.users.getByUsername({ username: "tfactory[bot]" });
  await alice.repos.listForAuthenticatedUser();
  await alice.issues.create({ ...repo, title: "An issue" });
  await alice.issues.listForRepo(repo);
  await alice.issues.update({ ...repo, issue_number: 2, state: "closed", state_reason: "not_planned" });
  await alice.issues.listLabelsForRepo(repo);
  await alice.issues.createLabel({ ...repo, name: "tfactory:test", color: "ff0000" });
  await alice.pulls.update({ ...repo, pull_number: 1, title: "Subtract better", state: "closed" });
  await alice.pulls.update({ ...repo, pull_number: 1, state: "open" });
  await alice.meta.get();
  expectContract(story);
});

test("a repository is found by its number too", async () => {
  const story = await aStory();
  const { id } = story.github.repository("acme/calc");
  const { data } = await asInstallation(story).request("GET /repositories/{id}/pulls/1", { id });
  expect(data).toMatchObject({ number: 1, base: { repo: { id } } });
});

test("an App is made from a manifest, once", async () => {
  const { github } = await aStory();
  const manifest = {
    name: "My TFactory",
    url: "http://127.0.0.1:9/",
    hook_attributes: { url: "http://127.0.0.1:9/hooks" },
    default_permissions: { checks: "write" as const },
    default_events: ["check_run"],
  };
  const code = github.submitManifest(manifest, "alice");
  const nobody = withToken(github, undefined).rest.apps;
  const { data } = await nobody.createFromManifest({ code });
  expect(data).toMatchObject({ slug: "my-tfactory", owner: { login: "alice" }, pem: expect.stringContaining("RSA PRIVATE KEY") });
  expect(data.webhook_secret?.length).toBeGreaterThan(20);
  expect((await outcome(nobody.createFromManifest({ code }))).status).toBe(404);
});
