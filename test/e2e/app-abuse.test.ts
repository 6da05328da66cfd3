import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { anAppWorld, expectContractKept, PULL, REPO, SECRET } from "./app-world.ts";
import { aSlowSandbox } from "./fake-run.ts";

type World = Awaited<ReturnType<typeof anAppWorld>>;

function expectNothingDone({ checks, head_sha, git }: World) {
  expect(checks()).toEqual([]);
  expect(git("rev-parse", "feature")).toBe(head_sha);
}

test("what asks for nothing gets nothing: quotes, fences, HTML comments, edits, issues, bots, our own words", async () => {
  const world = await anAppWorld();
  const { github, say, settled, answers } = world;
  await github.createApp({
    slug: "renovate",
    owner: "acme",
    permissions: {},
    events: [],
    webhook_url: null,
    webhook_secret: null,
  });
  say("bob", "> /tfactory test");
  say("bob", "```\n/tfactory test\n```");
  say("bob", "<!--\n/tfactory test\n-->");
  const edited = say("bob", "Hello");
  await settled();
  await github.editComment(edited.id, "bob", "/tfactory test");
  for (const bot of ["tfactory[bot]", "renovate[bot]"]) {
    github.addCollaborator(REPO, bot, "write");
    say(bot, "/tfactory test");
  }
  const issue = await github.openIssue(REPO, "bob", { title: "An issue" });
  github.addComment({ repository: REPO, number: issue.number, user: "bob", body: "/tfactory test" });
  await github.addLabel({ ...PULL, user: "bob", label: "bug" });
  await settled();
  expectNothingDone(world);
  expect(answers().filter((body) => !body.includes("/tfactory test"))).toEqual([]);
  expect([...github.store.reactions.values()]).toEqual([]);
});

test("who may not ask is told so once: a reader, a stranger, a label by a triager, a bot not at all", async () => {
  const world = await anAppWorld();
  const { github, say, settled, answers } = world;
  const asked = [say("rita", "/tfactory test"), say("rita", "/tfactory test src/"), say("rita", "/tfactory help")];
  await settled();
  await github.addLabel({ ...PULL, user: "tom", label: "tfactory:test" });
  await settled();
  expectNothingDone(world);
  const refusals = answers();
  expect(refusals.map((body) => body.split("\n").at(-1))).toEqual([
    "Commands need write permission on this repository; you have read.",
    "Commands need write permission on this repository; you have triage.",
  ]);
  const reactions = [...github.store.reactions.values()].filter(({ on_id }) => asked.some(({ id }) => id === on_id));
  expect(reactions.map(({ content }) => content).toSorted()).toEqual(["-1", "-1", "-1", "eyes", "eyes", "eyes"]);
  expectContractKept(world);
});

test("a fork whose head is called main needs a maintainer, gets its tests as a patch, and main of the repository stays", async () => {
  const world = await anAppWorld();
  const { github, settled, git } = world;
  await github.fork(REPO, "eve");
  const fork = { repository: "eve/durations", user: "eve", branch: "main", message: "Change" };
  await github.commit({ ...fork, files: { "durations/text.py": "def parse_duration(text):\n    return 1 + 1\n" } });
  const { number } = await github.openPullRequest({ repository: REPO, user: "eve", title: "From a fork", head: "eve:main" });
  const main = git("rev-parse", "main");
  const say = async (user: string, body: string) => {
    github.addComment({ repository: REPO, number, user, body });
    await settled();
    return github.comments({ repository: REPO, number }).at(-1)?.body ?? "";
  };
  expect(await say("bob", "/tfactory test")).toContain("a maintainer can ask with `--allow-untrusted`");
  expect(await say("bob", "/tfactory test --allow-untrusted")).toContain("--allow-untrusted");
  expect(world.checks()).toEqual([]);
  const report = await say("alice", "/tfactory test --allow-untrusted");
  expect(report).toContain("git apply");
  expect(report).toContain("def test_a");
  expect(git("rev-parse", "main")).toBe(main);
  expect(git("for-each-ref", "--format=%(refname)", "refs/heads").split("\n").toSorted()).toEqual([
    "refs/heads/feature",
    "refs/heads/main",
  ]);
  expectContractKept(world);
});

test("a closed pull request is refused in words, its label in silence", async () => {
  const world = await anAppWorld();
  const { github, say, settled, answers } = world;
  await github.closePullRequest({ ...PULL, user: "bob" });
  await github.addLabel({ ...PULL, user: "bob", label: "tfactory:test" });
  await settled();
  expect(answers()).toEqual([]);
  say("bob", "/tfactory test");
  await settled();
  expectNothingDone(world);
  expect(answers().map((body) => body.split("\n").at(-1))).toEqual(["This pull request is closed."]);
});

describe("the webhook's address", () => {
  const post = ({ server }: World, body: string, headers: Record<string, string>) =>
    fetch(server.webhook_url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "x-github-event": "issue_comment", "x-github-delivery": "d-1", ...headers },
    });
  const signed = (body: string, secret = SECRET) => ({
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  });

  test("takes nothing that is not signed with the secret, and the same delivery once", async () => {
    const world = await anAppWorld();
    const { github, settled } = world;
    const { id } = world.say("bob", "Nothing yet");
    await settled();
    const { repository, sender, installation, issue } = github.deliveries({ event: "issue_comment" })[0]?.request.payload ?? {};
    const comment = { id, body: "/tfactory test --dry-run", created_at: new Date().toISOString() };
    const body = JSON.stringify({ action: "created", issue, comment, repository, sender, installation });
    for (const headers of [{}, signed(body, "development"), signed(`${body} `), { "x-hub-signature": "sha1=0" }])
      expect((await post(world, body, headers)).status).toBe(400);
    expectNothingDone(world);
    expect((await post(world, body, signed(body))).status).toBe(200);
    expect((await post(world, body, signed(body))).status).toBe(200);
    expect((await post(world, body, { ...signed(body), "x-github-delivery": "d-2" })).status).toBe(200);
    await settled();
    expect(world.checks()).toHaveLength(1);
  });

  test("refuses what is larger than a webhook, and knows no other path but its health", async () => {
    const world = await anAppWorld();
    const large = Buffer.alloc(26 * 1024 * 1024, 32).toString();
    const status = await post(world, large, signed(large)).then(
      (answer) => answer.status,
      () => "cut",
    );
    expect([413, "cut"]).toContain(status);
    expect(await (await fetch(`${world.server.url}/healthz`)).json()).toEqual({ status: "ok" });
    for (const path of ["/", "/probot", "/ping", "/healthz/x"]) expect((await fetch(world.server.url + path)).status).toBe(404);
  });
});

describe("while a run is going on", () => {
  const going = async () => {
    const slow = aSlowSandbox();
    const world = await anAppWorld({ sandbox: slow.sandbox });
    world.say("bob", "/tfactory test");
    await slow.started;
    return { ...slow, ...world, world };
  };

  test("the check run is there and open, and cancel stops its container and concludes it", async () => {
    const { world, say, settled, stopped } = await going();
    expect(world.checks()).toMatchObject([{ status: expect.stringMatching(/queued|in_progress/) }]);
    say("wendy", "/tfactory cancel");
    await settled();
    expect(stopped).toEqual([true]);
    expect(world.checks()).toMatchObject([{ status: "completed", conclusion: "cancelled" }]);
    expect(world.git("rev-parse", "feature")).toBe(world.head_sha);
    expect(world.answers().some((body) => body.includes("is being stopped"))).toBe(true);
  });

  test("closing the pull request stops it", async () => {
    const { world, github, settled, stopped } = await going();
    await github.closePullRequest({ ...PULL, user: "bob" });
    await settled();
    expect([stopped, world.checks()[0]?.conclusion]).toEqual([[true], "cancelled"]);
  });

  test("deleting its head branch closes the pull request and stops it", async () => {
    const { world, github, settled, stopped } = await going();
    await github.setBranch(REPO, "feature", null, "bob");
    await settled();
    expect(stopped).toEqual([true]);
    expect(world.checks()).toMatchObject([{ status: "completed", conclusion: "cancelled" }]);
    expect(await github.resolve(REPO, "refs/heads/feature")).toBeNull();
    expect(world.answers()[0]).toContain("The pull request was closed.");
  });

  test("an App that is taken off stops it and asks nothing more of GitHub", async () => {
    const { world, github, settled, stopped } = await going();
    await expect.poll(() => world.checks()[0]?.status, { timeout: 20_000 }).toBe("in_progress");
    const before = github.requests.length;
    github.uninstall("tfactory", REPO);
    await settled();
    expect(stopped).toEqual([true]);
    expect(github.requests.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
    expect(world.git("rev-parse", "feature")).toBe(world.head_sha);
  });

  test("a new commit and a new command take its place; one comment and one commit come of it", async () => {
    const { world, github, say, settled, release } = await going();
    const next = { repository: REPO, branch: "feature", user: "bob", message: "More", files: { "README.md": "More.\n" } };
    const head_sha = await github.commit(next);
    say("bob", "/tfactory test");
    await github.delivered();
    release();
    await settled();
    expect(world.checks(world.head_sha).map(({ conclusion }) => conclusion)).toEqual(["cancelled"]);
    expect(world.checks(head_sha).map(({ conclusion }) => conclusion)).toEqual(["success"]);
    expect(world.git("rev-parse", "feature~1")).toBe(head_sha);
    expect(world.answers().filter((body) => body.includes("run="))).toHaveLength(1);
  });

  test("a push that changes nothing the tests are about gets them on top", async () => {
    const { world, github, settled, release } = await going();
    const next = { repository: REPO, branch: "feature", user: "bob", message: "More", files: { "README.md": "More.\n" } };
    const pushed = await github.commit(next);
    release();
    await settled();
    expect(world.git("rev-parse", "feature~1")).toBe(pushed);
  });

  test("a push that changes what the tests are about gets them as a patch, and stays", async () => {
    const { world, github, settled, release } = await going();
    const files = { "durations/text.py": "def parse_duration(text):\n    return 1 + 1 + 0\n" };
    const pushed = await github.commit({ repository: REPO, branch: "feature", user: "bob", message: "More", files });
    release();
    await settled();
    expect(world.git("rev-parse", "feature")).toBe(pushed);
    expect(world.checks()).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
    expect(world.answers()).toHaveLength(1);
    expect(world.answers()[0]).toContain("was changed while the tests were proven");
    expect(world.answers()[0]).toContain("git apply");
  });

  test("its deliveries again change nothing", async () => {
    const { world, github, settled, release } = await going();
    const label = { ...PULL, user: "bob", label: "tfactory:test" };
    await github.addLabel(label);
    await github.delivered();
    const answers = world.answers();
    const requests = github.requests.length;
    const before = github.deliveries();
    for (const { id } of before) await github.redeliver(id);
    expect(github.deliveries().filter(({ redelivery }) => redelivery)).toHaveLength(before.length);
    expect(github.requests).toHaveLength(requests);
    expect([world.answers(), world.checks()]).toEqual([answers, [expect.objectContaining({ conclusion: null })]]);
    release();
    await settled();
    expect(world.checks(world.head_sha)).toMatchObject([{ conclusion: "success" }]);
    expect(world.git("rev-parse", "feature~1")).toBe(world.head_sha);
    expect(world.answers().filter((body) => body.includes("run="))).toHaveLength(1);
  });

  test("a server that is stopped hands it back; the next one finishes it", async () => {
    const { world, server, stop, serve, settled, release, stopped } = await going();
    await stop(server);
    expect(stopped).toEqual([true]);
    expect(world.checks()[0]?.status).not.toBe("completed");
    release();
    await serve();
    await settled();
    expect(world.checks(world.head_sha)).toMatchObject([{ status: "completed", conclusion: "success" }]);
    expect(world.git("rev-parse", "feature~1")).toBe(world.head_sha);
    expect(world.answers().filter((body) => body.includes("run="))).toHaveLength(1);
    expect(existsSync(join(world.config.data, "runs", world.checks()[0]?.external_id ?? "", "steps"))).toBe(false);
  });
});

describe("events that come in another order than they happened", () => {
  const late = (world: World) => {
    world.github.releaseDeliveries((parcels) => parcels.toReversed());
    return world.settled();
  };

  test("a comment that comes after the push that followed it is about the branch as it is", async () => {
    const world = await anAppWorld();
    const { github } = world;
    github.holdDeliveries();
    world.say("bob", "/tfactory test");
    const next = { repository: REPO, branch: "feature", user: "bob", message: "More", files: { "README.md": "More.\n" } };
    const pushed = await github.commit(next);
    await late(world);
    expect([world.checks(world.head_sha), world.checks(pushed).length]).toEqual([[], 1]);
    expect(world.git("rev-parse", "feature~1")).toBe(pushed);
  });

  test("a command that comes after its pull request was closed starts nothing, and a reopened one is open", async () => {
    const world = await anAppWorld();
    const { github } = world;
    github.holdDeliveries();
    world.say("bob", "/tfactory test");
    await github.closePullRequest({ ...PULL, user: "bob" });
    await late(world);
    expectNothingDone(world);
    expect(world.answers().map((body) => body.split("\n").at(-1))).toEqual(["This pull request is closed."]);

    github.holdDeliveries();
    await github.reopenPullRequest({ ...PULL, user: "bob" });
    world.say("bob", "/tfactory test --dry-run");
    await late(world);
    expect(world.checks()).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
  });

  test("cancel before the command it was meant for says that there is nothing to stop", async () => {
    const world = await anAppWorld();
    world.github.holdDeliveries();
    world.say("bob", "/tfactory test --dry-run");
    world.say("bob", "/tfactory cancel");
    await late(world);
    expect(world.answers().some((body) => body.includes("No run of this pull request is going on."))).toBe(true);
    expect(world.checks()).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
  });
});

test("what GitHub could not deliver is asked for again when the server is back", async () => {
  const world = await anAppWorld();
  const { server, stop, serve, settled, say, github } = world;
  await stop(server);
  say("bob", "/tfactory test --dry-run");
  await github.delivered();
  await serve();
  await expect.poll(() => world.checks().length, { timeout: 20_000 }).toBe(1);
  await settled();
  expect(world.checks()).toMatchObject([{ status: "completed" }]);
});

test("a burst of deliveries about one head is one run", async () => {
  const world = await anAppWorld();
  for (let count = 0; count < 30; count++) world.say("bob", "/tfactory test");
  await world.settled();
  expect(world.checks(world.head_sha)).toHaveLength(1);
  expect(world.git("rev-parse", "feature~1")).toBe(world.head_sha);
});
