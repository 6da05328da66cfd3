import { createPrivateKey, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { aStory, asApp, asInstallation, outcome, PERMISSIONS, type Story, withToken } from "./a-github.ts";

/** A JWT as an App makes it, with claims of its own making. */
function jwt(key: string, claims: Record<string, unknown>): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  return `${body}.${sign("RSA-SHA256", Buffer.from(body), createPrivateKey(key)).toString("base64url")}`;
}
function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
async function tokenWith(story: Story, permissions?: Record<string, "read" | "write">, repositories?: string[]): Promise<string> {
  const asked = {
    ...(permissions === undefined ? {} : { permissions }),
    ...(repositories === undefined ? {} : { repositories }),
  };
  const { data } = await asApp(story).rest.apps.createInstallationAccessToken({
    installation_id: story.installation.id,
    ...asked,
  });
  return data.token;
}

describe("an App's JWT", () => {
  test("is taken with its id or client id as issuer", async () => {
    const { github, app } = await aStory();
    for (const iss of [app.app_id, String(app.app_id), app.client_id]) {
      const octokit = withToken(github, jwt(app.private_key, { iss, iat: seconds() - 30, exp: seconds() + 500 }));
      expect((await octokit.rest.apps.getAuthenticated()).data?.slug).toBe("tfactory");
    }
  });

  const bad: [string, (story: Story, other_key: string) => string, number, RegExp][] = [
    ["expired", ({ app }) => jwt(app.private_key, { iss: app.app_id, iat: seconds() - 700, exp: seconds() - 1 }), 401, /'exp'/],
    [
      "of an hour",
      ({ app }) => jwt(app.private_key, { iss: app.app_id, iat: seconds(), exp: seconds() + 3600 }),
      401,
      /too far in the future/,
    ],
    [
      "of tomorrow",
      ({ app }) => jwt(app.private_key, { iss: app.app_id, iat: seconds() + 120, exp: seconds() + 300 }),
      401,
      /'iat'/,
    ],
    [
      "signed by another key",
      ({ app }, key) => jwt(key, { iss: app.app_id, iat: seconds(), exp: seconds() + 60 }),
      401,
      /could not be decoded/,
    ],
    [
      "of no App",
      ({ app }) => jwt(app.private_key, { iss: 7, iat: seconds(), exp: seconds() + 60 }),
      404,
      /Integration not found/,
    ],
    ["that is no JWT", () => "a.b.c", 401, /could not be decoded/],
  ];
  test("is refused when it is not right", async () => {
    const story = await aStory();
    const other = await story.github.createApp({
      slug: "other",
      owner: "acme",
      permissions: {},
      events: [],
      webhook_url: null,
      webhook_secret: null,
    });
    for (const [what, make, status, message] of bad) {
      const refused = await outcome(withToken(story.github, make(story, other.private_key)).rest.apps.getAuthenticated());
      expect(refused, what).toEqual({ status, message: expect.stringMatching(message) });
    }
  });

  test("opens nothing but the App's own addresses", async () => {
    const story = await aStory();
    const own = jwt(story.app.private_key, { iss: story.app.app_id, iat: seconds(), exp: seconds() + 60 });
    expect((await outcome(withToken(story.github, own).rest.repos.get(story.repo))).status).toBe(404);
    story.github.repository("acme/calc").private = false;
    const create = withToken(story.github, own).rest.git.createBlob({ ...story.repo, content: "x" });
    expect((await outcome(create)).status).toBe(401);
    const octokit = withToken(story.github, await tokenWith(story));
    expect((await outcome(octokit.rest.apps.getAuthenticated())).status).toBe(401);
  });

  test("does not reach another App's installation", async () => {
    const story = await aStory();
    const other = await story.github.createApp({
      slug: "other",
      owner: "acme",
      permissions: {},
      events: [],
      webhook_url: null,
      webhook_secret: null,
    });
    const theirs = asApp({ ...story, app: other });
    expect(
      (await outcome(theirs.rest.apps.createInstallationAccessToken({ installation_id: story.installation.id }))).status,
    ).toBe(404);
  });
});

describe("an installation token", () => {
  test("is long, has dots and lives an hour", async () => {
    let now = new Date();
    const story = await aStory({ github: { now: () => now } });
    const { data } = await asApp(story).rest.apps.createInstallationAccessToken({ installation_id: story.installation.id });
    expect(data.token).toMatch(/^ghs_[A-Za-z0-9._-]{400,}$/);
    expect(data.token.split(".")).toHaveLength(3);
    expect(data.permissions).toEqual({ metadata: "read", ...PERMISSIONS });
    const octokit = withToken(story.github, data.token);
    expect((await outcome(octokit.rest.repos.get(story.repo))).status).toBe(200);
    now = new Date(now.getTime() + 3_601_000);
    expect(await outcome(octokit.rest.repos.get(story.repo))).toEqual({ status: 401, message: "Bad credentials" });
  });

  test("has no more than was asked for, and what was asked for has to be granted", async () => {
    const story = await aStory();
    const octokit = withToken(story.github, await tokenWith(story, { issues: "read" }));
    const { repo, head_sha } = story;
    const body = { ...repo, issue_number: 1, body: "hello" };
    const forbidden = { status: 403, message: "Resource not accessible by integration" };
    expect((await outcome(octokit.rest.issues.get({ ...repo, issue_number: 1 }))).status).toBe(200);
    expect(await outcome(octokit.rest.issues.createComment(body))).toEqual(forbidden);
    expect(await outcome(octokit.rest.checks.create({ ...repo, name: "x", head_sha }))).toEqual(forbidden);
    expect(await outcome(octokit.rest.repos.getContent({ ...repo, path: "calc.py" }))).toEqual(forbidden);
    const more = asApp(story).rest.apps.createInstallationAccessToken({
      installation_id: story.installation.id,
      permissions: { administration: "write" },
    });
    expect((await outcome(more)).status).toBe(422);
  });

  test("reaches the installation's repositories, and of them those it was made for", async () => {
    const story = await aStory();
    const { github } = story;
    await github.createRepository("acme", "secret");
    await github.createRepository("acme", "second");
    github.selectRepository("tfactory", "acme/second", true);
    const secret = { owner: "acme", repo: "secret" };
    const second = { owner: "acme", repo: "second" };
    const all = withToken(github, await tokenWith(story));
    const one = withToken(github, await tokenWith(story, undefined, ["calc"]));
    expect(await outcome(all.rest.repos.get(secret))).toEqual({ status: 404, message: "Not Found" });
    expect((await outcome(all.rest.repos.get(second))).status).toBe(200);
    expect((await outcome(one.rest.repos.get(second))).status).toBe(404);
    const { data } = await one.rest.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map(({ name }) => name)).toEqual(["calc"]);
  });

  test("is nothing once it is revoked or the App is uninstalled", async () => {
    const story = await aStory();
    const [revoked, orphaned] = [await tokenWith(story), await tokenWith(story)];
    await withToken(story.github, revoked).rest.apps.revokeInstallationAccessToken();
    expect((await outcome(withToken(story.github, revoked).rest.repos.get(story.repo))).status).toBe(401);
    story.github.uninstall("tfactory", "acme/calc");
    expect((await outcome(withToken(story.github, orphaned).rest.repos.get(story.repo))).status).toBe(401);
    expect((await outcome(asInstallation(story).rest.repos.get(story.repo))).status).toBe(404);
  });
});

describe("people", () => {
  test("an unknown token is nobody, and nobody sees a private repository", async () => {
    const { github, repo } = await aStory();
    expect((await outcome(withToken(github, "ghp_madeup").rest.repos.get(repo))).status).toBe(401);
    expect((await outcome(withToken(github, undefined).rest.repos.get(repo))).status).toBe(404);
    expect((await outcome(withToken(github, github.userToken("mallory")).rest.repos.get(repo))).status).toBe(404);
    expect((await outcome(withToken(github, github.userToken("rita", { scopes: [] })).rest.repos.get(repo))).status).toBe(404);
  });

  test("a reader comments, and neither labels nor dispatches nor makes check runs", async () => {
    const { github, repo, head_sha } = await aStory();
    const rita = withToken(github, github.userToken("rita")).rest;
    expect((await outcome(rita.issues.createComment({ ...repo, issue_number: 1, body: "nice" }))).status).toBe(201);
    expect((await outcome(rita.issues.addLabels({ ...repo, issue_number: 1, labels: ["bug"] }))).status).toBe(403);
    expect((await outcome(rita.repos.createDispatchEvent({ ...repo, event_type: "x" }))).status).toBe(404);
    const alice = withToken(github, github.userToken("alice")).rest;
    expect((await outcome(alice.repos.createDispatchEvent({ ...repo, event_type: "x" }))).status).toBe(204);
    const run = await outcome(alice.checks.create({ ...repo, name: "x", head_sha }));
    expect(run).toEqual({ status: 403, message: "You must authenticate via a GitHub App." });
  });

  test("outsiders may comment on a public repository and nothing else", async () => {
    const { github, repo } = await aStory();
    github.repository("acme/calc").private = false;
    const mallory = withToken(github, github.userToken("mallory")).rest;
    const { data } = await withToken(github, github.userToken("alice")).rest.issues.createComment({
      ...repo,
      issue_number: 1,
      body: "mine",
    });
    expect((await outcome(mallory.issues.createComment({ ...repo, issue_number: 1, body: "hi" }))).status).toBe(201);
    expect((await outcome(mallory.issues.addLabels({ ...repo, issue_number: 1, labels: ["bug"] }))).status).toBe(403);
    expect((await outcome(mallory.issues.updateComment({ ...repo, comment_id: data.id, body: "no" }))).status).toBe(403);
    expect((await outcome(mallory.git.createBlob({ ...repo, content: "x" }))).status).toBe(404);
  });

  test("a fine-grained token has its permissions and its repositories", async () => {
    const { github, repo } = await aStory();
    const second = await github.createRepository("acme", "second");
    github.addCollaborator("acme/second", "alice", "admin");
    const only = { permissions: { contents: "write" as const }, repositories: [second] };
    const alice = withToken(github, github.userToken("alice", only)).rest;
    expect((await outcome(alice.repos.get(repo))).status).toBe(404);
    expect((await outcome(alice.repos.createDispatchEvent({ owner: "acme", repo: "second", event_type: "x" }))).status).toBe(204);
    const denied = await outcome(alice.issues.create({ owner: "acme", repo: "second", title: "x" }));
    expect(denied).toEqual({ status: 403, message: "Resource not accessible by personal access token" });
    const { data } = await alice.repos.listForAuthenticatedUser();
    expect(data.map(({ full_name }) => full_name)).toEqual(["acme/second"]);
  });

  test("the permission endpoint says what a person may do in four words, and the role beside them", async () => {
    const story = await aStory();
    const { github, repo } = story;
    for (const role of ["maintain", "triage"] as const) {
      github.createUser(role);
      github.addCollaborator("acme/calc", role, role);
    }
    const ask = async (username: string) => {
      const { data } = await asInstallation(story).rest.repos.getCollaboratorPermissionLevel({ ...repo, username });
      return `${data.permission} ${data.role_name}`;
    };
    const answers = await Promise.all(["alice", "maintain", "bob", "triage", "rita", "mallory"].map(ask));
    expect(answers).toEqual(["admin admin", "write maintain", "write write", "read triage", "read read", "none none"]);
    await expect(ask("who-is-this")).rejects.toMatchObject({ status: 404 });
    github.repository("acme/calc").private = false;
    expect(await ask("mallory")).toBe("read read");
  });
});
