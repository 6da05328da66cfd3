import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import examples from "@octokit/webhooks-examples" with { type: "json" };
import { Probot } from "probot";
import { describe, expect, onTestFinished, test } from "vitest";
import { aStory, asApp, asInstallation, outcome, type Story, withToken } from "./a-github.ts";

const SECRET = "a secret of more than twenty letters";

interface Received {
  event: string;
  action: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
  payload: Record<string, unknown>;
}

/** Where an App listens: keeps what it gets, answers the statuses of `answers` in turn and then 202. */
async function aReceiver() {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString("utf8");
      const payload = JSON.parse(body) as Record<string, unknown>;
      const { action } = payload as { action?: string };
      received.push({ event: String(request.headers["x-github-event"]), action, headers: request.headers, body, payload });
      response.writeHead(answers.shift() ?? 202).end("seen");
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  const names = () => received.map(({ event, action }) => (action === undefined ? event : `${event}.${action}`));
  return { url, received, answers, names };
}

async function aHeardStory() {
  const receiver = await aReceiver();
  const story = await aStory({ webhook_url: receiver.url });
  await story.github.delivered();
  const before = receiver.names();
  receiver.received.length = 0;
  return { ...story, ...receiver, before };
}

describe("a delivery", () => {
  test("is signed so that an App's own check takes it, and only as it was sent", async () => {
    const { github, app, received } = await aHeardStory();
    github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "hello" });
    await github.delivered();
    const { headers, body } = received[0] as Received;
    const takes = async (secret: string, text: string) => {
      const probot = new Probot({ appId: app.app_id, privateKey: app.private_key, secret, logLevel: "fatal" });
      await probot.ready();
      return probot.webhooks.verify(text, String(headers["x-hub-signature-256"]));
    };
    expect(await takes(SECRET, body)).toBe(true);
    expect(await takes(SECRET, body.replace("hello", "hullo"))).toBe(false);
    expect(await takes("another secret", body)).toBe(false);
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": expect.stringMatching(/^GitHub-Hookshot\//),
      "x-github-delivery": expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      "x-github-event": "issue_comment",
      "x-github-hook-id": expect.stringMatching(/^\d+$/),
      "x-github-hook-installation-target-id": expect.stringMatching(/^\d+$/),
      "x-github-hook-installation-target-type": "integration",
    });
  });

  test("happens once: a failure is recorded, and sent again under the same GUID only when asked", async () => {
    const story = await aHeardStory();
    const { github, received, answers } = story;
    answers.push(500);
    github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "hello" });
    await github.delivered();
    expect(received).toHaveLength(1);
    const app = asApp(story);
    const { data } = await app.rest.apps.listWebhookDeliveries({ per_page: 100 });
    const [failed] = data.filter(({ event }) => event === "issue_comment");
    expect(failed).toMatchObject({
      status: "Invalid HTTP Response: 500",
      status_code: 500,
      redelivery: false,
      action: "created",
    });
    await app.rest.apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 });
    await github.delivered();
    expect(received).toHaveLength(2);
    expect(received[1]?.body).toBe(received[0]?.body);
    expect(received[1]?.headers["x-github-delivery"]).toBe(received[0]?.headers["x-github-delivery"]);
    const again = (await app.rest.apps.listWebhookDeliveries()).data[0];
    expect(again).toMatchObject({ guid: failed?.guid, redelivery: true, status: "OK", status_code: 202 });
    const { data: whole } = await app.rest.apps.getWebhookDelivery({ delivery_id: again?.id ?? 0 });
    expect(whole.request.payload).toMatchObject({ action: "created", comment: { body: "hello" } });
  });

  test("to nobody is recorded as such", async () => {
    const { github } = await aHeardStory();
    github.setWebhook("tfactory", "http://127.0.0.1:59999/", SECRET);
    github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "hello" });
    await github.delivered();
    expect(github.deliveries({ event: "issue_comment" })).toMatchObject([
      { status: "failed to connect to host", status_code: 0 },
    ]);
  });

  test("can be late, double and out of order", async () => {
    const { github, received } = await aHeardStory();
    github.holdDeliveries();
    for (const body of ["one", "two", "three"]) github.addComment({ repository: "acme/calc", number: 1, user: "bob", body });
    await github.delivered();
    expect(received).toEqual([]);
    github.releaseDeliveries(([one, two, three]) => [three, one, two, one].flatMap((parcel) => parcel ?? []));
    await github.delivered();
    const bodies = received.map(({ payload }) => (payload as { comment: { body: string } }).comment.body);
    expect(bodies.toSorted()).toEqual(["one", "one", "three", "two"]);
  });

  test("goes to whoever subscribed, is installed there and may see it", async () => {
    const receiver = await aReceiver();
    const { github } = await aStory({ webhook_url: receiver.url, permissions: { contents: "read" } });
    await github.createRepository("acme", "elsewhere");
    github.addCollaborator("acme/elsewhere", "alice", "admin");
    await github.commit({ repository: "acme/elsewhere", user: "alice", branch: "main", message: "x", files: { a: "a" } });
    github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "hello" });
    await github.delivered();
    expect(receiver.names()).toEqual(["installation.created"]);
    await github.commit({ repository: "acme/calc", user: "alice", branch: "main", message: "x", files: { a: "a" } });
    await github.delivered();
    expect(receiver.names()).toEqual(["installation.created", "push"]);
  });
});

/** Does everything that is told of, and gives what was heard in between. */
const DEEDS: [string, (story: Story) => Promise<unknown> | unknown, string[]][] = [
  [
    "a comment",
    ({ github }) => github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "x" }),
    ["issue_comment.created"],
  ],
  [
    "a label",
    ({ github }) => github.addLabel({ repository: "acme/calc", number: 1, user: "bob", label: "tfactory:test" }),
    ["pull_request.labeled"],
  ],
  [
    "a label taken off",
    async ({ github }) => {
      const place = { repository: "acme/calc", number: 1, user: "bob", label: "bug" };
      await github.addLabel(place);
      await github.removeLabel(place);
    },
    ["pull_request.labeled", "pull_request.unlabeled"],
  ],
  [
    "an edited and a deleted comment",
    ({ github }) => {
      const { id } = github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "x" });
      github.editComment(id, "bob", "y");
      github.deleteComment(id, "bob");
    },
    ["issue_comment.created", "issue_comment.edited", "issue_comment.deleted"],
  ],
  [
    "a commit on the head branch",
    ({ github }) => github.commit({ repository: "acme/calc", branch: "feature", user: "bob", message: "x", files: { x: "x" } }),
    ["push", "check_suite.requested", "pull_request.synchronize"],
  ],
  [
    "a ref moved by the API",
    async (story) => {
      const { data } = await asInstallation(story).rest.git.createCommit({
        ...story.repo,
        message: "x",
        tree: (await asInstallation(story).rest.git.getTree({ ...story.repo, tree_sha: story.base_sha })).data.sha,
        parents: [story.head_sha],
      });
      await asInstallation(story).rest.git.updateRef({ ...story.repo, ref: "heads/feature", sha: data.sha });
    },
    ["push", "check_suite.requested", "pull_request.synchronize"],
  ],
  [
    "a branch rewound",
    ({ github, base_sha }) => github.setBranch("acme/calc", "feature", base_sha, "bob"),
    ["push", "check_suite.requested", "pull_request.synchronize"],
  ],
  [
    "the head branch deleted",
    ({ github }) => github.setBranch("acme/calc", "feature", null, "bob"),
    ["push", "pull_request.closed"],
  ],
  [
    "closed and opened again",
    async ({ github }) => {
      await github.closePullRequest({ repository: "acme/calc", number: 1, user: "bob" });
      await github.reopenPullRequest({ repository: "acme/calc", number: 1, user: "bob" });
    },
    ["pull_request.closed", "pull_request.reopened"],
  ],
  [
    "a merge",
    ({ github }) => github.mergePullRequest({ repository: "acme/calc", number: 1, user: "alice" }),
    ["push", "check_suite.requested", "pull_request.closed"],
  ],
  [
    "a dispatch",
    ({ github, repo }) =>
      withToken(github, github.userToken("bob")).rest.repos.createDispatchEvent({
        ...repo,
        event_type: "tfactory-test",
        client_payload: { v: 1, pr: 1 },
      }),
    ["repository_dispatch.tfactory-test"],
  ],
  [
    "a check run from start to end, its button and its re-run",
    async (story) => {
      const { checks } = asInstallation(story).rest;
      const { data } = await checks.create({ ...story.repo, name: "TFactory", head_sha: story.head_sha });
      const actions = [{ label: "Re-run", description: "Again", identifier: "rerun" }];
      await checks.update({ ...story.repo, check_run_id: data.id, conclusion: "success", actions });
      await story.github.clickButton(data.id, "bob", "rerun");
      await story.github.rerequest(data.id, "bob");
      await story.github.rerequestSuite(data.check_suite?.id ?? 0, "bob");
    },
    [
      "check_run.created",
      "check_run.completed",
      "check_suite.completed",
      "check_run.requested_action",
      "check_run.rerequested",
      "check_suite.rerequested",
    ],
  ],
  [
    "repositories chosen and the App removed",
    async ({ github }) => {
      await github.createRepository("acme", "more");
      github.selectRepository("tfactory", "acme/more", true);
      github.selectRepository("tfactory", "acme/more", false);
      github.uninstall("tfactory", "acme/calc");
    },
    ["installation_repositories.added", "installation_repositories.removed", "installation.deleted"],
  ],
];

describe("what is told", () => {
  test.each(DEEDS)("of %s", async (_, deed, expected) => {
    const story = await aHeardStory();
    expect(story.before.toSorted()).toEqual(["installation.created", "pull_request.opened"]);
    await deed(story);
    await story.github.delivered();
    expect(story.names().toSorted()).toEqual(expected.toSorted());
    for (const { event, payload } of story.received) expect(missingKeys(event, payload)).toEqual([]);
  });

  test("a comment on a pull request says that it is one, and who wrote it", async () => {
    const { github, received } = await aHeardStory();
    github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "x" });
    await github.openIssue("acme/calc", "bob", { title: "An issue" });
    github.addComment({ repository: "acme/calc", number: 2, user: "bob", body: "x" });
    await github.delivered();
    expect(received.map(({ payload }) => payload)).toMatchObject([
      {
        issue: { number: 1, pull_request: { url: `${github.api_url}/repos/acme/calc/pulls/1` } },
        sender: { login: "bob", type: "User" },
      },
      { issue: { number: 2 } },
    ]);
    expect((received[1]?.payload as { issue: object } | undefined)?.issue).not.toHaveProperty("pull_request");
  });

  test("an App's own deeds come from its bot", async () => {
    const story = await aHeardStory();
    await asInstallation(story).rest.issues.createComment({ ...story.repo, issue_number: 1, body: "x" });
    await story.github.delivered();
    const sender = { login: "tfactory[bot]", type: "Bot", url: `${story.github.api_url}/users/tfactory%5Bbot%5D` };
    expect(story.received[0]?.payload).toMatchObject({ sender, comment: { performed_via_github_app: { slug: "tfactory" } } });
  });

  test("a suite is not asked for when that was turned off", async () => {
    const story = await aHeardStory();
    const setting = { app_id: story.app.app_id, setting: false };
    const preferences = asInstallation(story).rest.checks.setSuitesPreferences({ ...story.repo, auto_trigger_checks: [setting] });
    expect((await outcome(preferences)).status).toBe(200);
    await story.github.commit({ repository: "acme/calc", branch: "feature", user: "bob", message: "x", files: { x: "x" } });
    await story.github.delivered();
    expect(story.names().toSorted()).toEqual(["pull_request.synchronize", "push"]);
  });
});

/** Keys of GitHub's own example payloads that are not made here, each for its reason. */
const WAIVED = [
  /\.(?:organization|installation\.(?:account|app_slug|permissions))\b/, // the examples come from repositories of people and organizations
  /^push\.base_ref$/,
  /repository\.(?:organization|custom_properties|stargazers|master_branch|parent|source|template_repository)\b/,
  /\.(?:milestone|assignee|active_lock_reason|requested_team|auto_merge)\b/, // nobody and nothing is assigned
  /\.commits\b|\.head_commit\.(?:author|committer)\.username|\.pusher\.email/,
  /\.app\.(?:permissions|events|owner)\b|performed_via_github_app/, // depends on the App
  /\.pull_requests\b|\.deployment\b|\.output\b/,
  /\.head\.repo\b|\.base\.repo\b/, // the repository, told of already
];

/** What GitHub's example of an event has and the payload lacks. */
function missingKeys(event: string, payload: Record<string, unknown>): string[] {
  const named = (examples as unknown as { name: string; examples: Record<string, unknown>[] }[]).find(
    ({ name }) => name === event,
  );
  const same = named?.examples.filter((one) => one.action === payload.action) ?? [];
  const found = (same.length > 0 ? same : (named?.examples ?? [])).map((one) => lacking(one, payload, event));
  return found.toSorted((a, b) => a.length - b.length)[0] ?? [`no example of ${event}`];
}

function lacking(example: unknown, ours: unknown, path: string): string[] {
  if (typeof example !== "object" || example === null || Array.isArray(example) || WAIVED.some((one) => one.test(path)))
    return [];
  if (typeof ours !== "object" || ours === null) return ours === null ? [] : [path];
  return Object.entries(example).flatMap(([key, value]) => {
    const at = `${path}.${key}`;
    if (WAIVED.some((one) => one.test(at))) return [];
    return key in ours ? lacking(value, (ours as Record<string, unknown>)[key], at) : [at];
  });
}
