import { describe, expect, test } from "vitest";
import { InfrastructureError } from "../../src/errors.ts";
import type { PullRequest } from "../../src/intake/repository.ts";
import { aCheck, aComment, aDispatch, aPull, aPullEvent, aWorld, HEAD, sentBy } from "./a-world.ts";

const OTHER = "b".repeat(40);

describe("a comment", () => {
  test("of someone who may write is acknowledged, and a run of the pinned head is queued", async () => {
    const { send, runs, replies, errors } = await aWorld();
    const comment = aComment("Nice.\n\n/tfactory test src/ --ac 2 --max 5");
    await send("issue_comment", comment);
    expect(errors).toEqual([]);
    expect(replies.reactions).toEqual([[comment.comment.id, "eyes"]]);
    expect(replies.said).toEqual([]);
    expect((await runs.active(1, 7))?.handover).toMatchObject({
      repository: "acme/durations",
      pull_request: 7,
      base_ref: "main",
      head_ref: "feature",
      head_sha: HEAD,
      goal: "tests",
      paths: ["src/"],
      criteria: ["AC-2"],
      max_tests: 5,
      delivery: "commit",
      requested_by: "ada",
      github: { installation_id: 10, repository_id: 1, fork: false, trigger: "comment", comment_id: comment.comment.id },
    });
  });

  test.each([
    ["edited", aComment("/tfactory test", "ada", { action: "edited" })],
    ["deleted", aComment("/tfactory test", "ada", { action: "deleted" })],
    ["on an issue", aComment("/tfactory test", "ada", { issue: { number: 7 } })],
    ["without a command", aComment("Please run /tfactory test")],
    ["in a quote", aComment("> /tfactory test")],
    ["in a fence", aComment("```\n/tfactory test\n```")],
    ["of a bot", aComment("/tfactory test", "renovate[bot]")],
    ["of our own", aComment("/tfactory test", "tfactory[bot]")],
    ["without a body", aComment("", "ada", { comment: { id: 1, body: null, created_at: "2026-01-01T00:00:00Z" } })],
  ])("%s asks nothing, and nothing is asked of GitHub", async (_what, payload) => {
    const { send, runs, repository, replies, errors } = await aWorld();
    await send("issue_comment", payload);
    expect([await runs.latest(1, 7), repository.asked, replies.reactions, replies.said, errors]).toEqual([null, [], [], [], []]);
  });

  test("of a bot the operator allowed counts", async () => {
    const { send, runs } = await aWorld();
    await send("issue_comment", aComment("/tfactory test", "trusted[bot]"));
    expect(await runs.active(1, 7)).not.toBeNull();
  });

  test("a person who is called like a bot is a person", async () => {
    const { send, runs } = await aWorld();
    await send("issue_comment", aComment("/tfactory test", "trusted", { sender: { login: "trusted", type: "User" } }));
    expect(await runs.active(1, 7)).toBeNull();
  });

  test("delivered again, or delivered as another delivery, asks once", async () => {
    const { send, runs, replies } = await aWorld();
    const comment = aComment("/tfactory status");
    await send("issue_comment", comment, "one");
    await send("issue_comment", comment, "one");
    await send("issue_comment", comment, "two");
    expect(replies.reactions).toHaveLength(1);
    expect(await runs.latest(1, 7)).toBeNull();
  });

  test("a thousand deliveries in a burst are one run", async () => {
    const { send, runs, errors } = await aWorld();
    await Promise.all(
      Array.from({ length: 1000 }, (_, index) => send("issue_comment", aComment("/tfactory test"), `burst-${index}`)),
    );
    expect(errors).toEqual([]);
    expect(await runs.history(1, 7)).toHaveLength(1);
  });

  test("a payload that fits nothing is logged and harms nobody", async () => {
    const { send, errors } = await aWorld();
    await send("issue_comment", { action: "created" });
    expect(errors).toHaveLength(1);
  });

  test("GitHub that fails is told where it can be, and the server goes on", async () => {
    const { send, repository, replies, errors } = await aWorld();
    const problem = new InfrastructureError("POST https://github.internal/app/installations/7/access_tokens: 502");
    repository.readFile = () => Promise.reject(problem);
    await send("issue_comment", aComment("/tfactory test"));
    expect(errors).toMatchObject([{ err: problem }]);
    expect(replies.said).toMatchObject([{ kind: "done", markdown: expect.stringContaining("Nothing was started") }]);
    expect(replies.said[0]?.markdown).not.toContain("internal");
  });
});

describe("a refusal", () => {
  test.each([
    ["rita", "Commands need write permission on this repository; you have read."],
    ["tom", "Commands need write permission on this repository; you have triage."],
    ["eve", "Commands need write permission on this repository; you have no permission."],
  ])("of %s is a thumb down and one sentence", async (login, markdown) => {
    const { send, runs, replies } = await aWorld();
    await send("issue_comment", aComment("/tfactory test", login));
    await send("issue_comment", aComment("/tfactory test", login));
    expect(await runs.latest(1, 7)).toBeNull();
    expect(replies.reactions.map(([, reaction]) => reaction)).toEqual(["eyes", "-1", "eyes", "-1"]);
    expect(replies.said).toEqual([{ pull_request: 7, kind: "refusal", key: login, markdown }]);
  });

  test("of every command, help included", async () => {
    const { send, replies } = await aWorld();
    await send("issue_comment", aComment("/tfactory help", "rita"));
    await send("issue_comment", aComment("/tfactory nonsense", "rita"));
    expect(replies.said.map(({ kind }) => kind)).toEqual(["refusal"]);
  });

  test("a permission that can not be read is none", async () => {
    const { send, runs, repository, replies } = await aWorld();
    repository.silent = ["ada"];
    await send("issue_comment", aComment("/tfactory test"));
    expect(await runs.latest(1, 7)).toBeNull();
    expect(replies.said[0]?.markdown).toContain("The permission of ada could not be read (unavailable), so nothing was started");
  });

  test("of a closed pull request", async () => {
    const { send, repository, replies, runs } = await aWorld();
    repository.pulls = [aPull({ open: false })];
    await send("issue_comment", aComment("/tfactory test"));
    expect([replies.said[0]?.markdown, await runs.latest(1, 7)]).toEqual(["This pull request is closed.", null]);
  });

  test("of a configuration on the base that does not fit names the key", async () => {
    const { send, repository, replies, runs } = await aWorld();
    repository.files = { main: { ".tfactory.yml": "version: 1\nmax_test: 5\n" } };
    await send("issue_comment", aComment("/tfactory test"));
    expect(await runs.latest(1, 7)).toBeNull();
    expect(replies.said).toMatchObject([{ kind: "config", markdown: expect.stringContaining("`max_test`") }]);
  });
});

describe("code of an author without write permission", () => {
  const fork = aPull({ author: { login: "eve", bot: false }, head_ref: "main", head_repository_id: 2 });
  const ask = async (body: string, login: string, change: (world: Awaited<ReturnType<typeof aWorld>>) => void = () => {}) => {
    const world = await aWorld();
    world.repository.pulls = [fork];
    change(world);
    await world.send("issue_comment", aComment(body, login));
    return { run: await world.runs.latest(1, 7), said: world.replies.said[0]?.markdown };
  };

  test("needs a maintainer who says so", async () => {
    expect(await ask("/tfactory test", "mia")).toEqual({
      run: null,
      said: "The author of this pull request has no write permission here. After a look at the code, a maintainer can ask with `--allow-untrusted`.",
    });
    expect((await ask("/tfactory test --allow-untrusted", "grace")).said).toContain("only a maintainer can ask");
    expect((await ask("/tfactory test --allow-untrusted", "mia")).run?.handover).toMatchObject({
      head_ref: "main",
      github: { fork: true },
    });
  });

  test("must be what the maintainer saw: a commit made after the comment is refused", async () => {
    const { run, said } = await ask("/tfactory test --allow-untrusted", "mia", ({ repository }) => {
      repository.committed = { [HEAD]: "2026-01-01T12:00:01Z" };
    });
    expect([run, said]).toEqual([
      null,
      "Commits were pushed after this was asked. Look at `aaaaaaa` and ask again.".replaceAll("`", ""),
    ]);
  });

  test("must be what the maintainer saw: a push after the comment is refused, whatever date its commit bears", async () => {
    const { run } = await ask("/tfactory test --allow-untrusted", "mia", ({ world }) =>
      world.pushes.note(1, 7, { head_sha: HEAD, login: "eve", at: "2026-01-01T12:00:01Z" }),
    );
    expect(run).toBeNull();
  });

  test("a push before the comment, or by someone who may write, is no reason", async () => {
    const pushed = (login: string, at: string) =>
      ask("/tfactory test --allow-untrusted", "mia", ({ world }) => world.pushes.note(1, 7, { head_sha: HEAD, login, at }));
    expect((await pushed("eve", "2026-01-01T11:59:59Z")).run).not.toBeNull();
    expect((await pushed("grace", "2026-01-01T12:00:01Z")).run).not.toBeNull();
  });

  test("a button is pressed on what was looked at: a fork that moved since is refused", async () => {
    const world = await aWorld();
    world.repository.pulls = [fork];
    await world.send("issue_comment", aComment("/tfactory test --allow-untrusted", "mia"));
    const run = await world.runs.cancel(1, 7, "for the test");
    const press = async (head_sha: string) => {
      world.repository.pulls = [{ ...fork, head_sha }];
      await world.send("check_run", aCheck("rerequested", "mia", { external_id: run?.id ?? "" }));
      return world.runs.active(1, 7);
    };
    expect(await press(OTHER)).toBeNull();
    expect(world.replies.said.at(-1)?.markdown).toContain("Commits were pushed after this was asked");
    expect(await press(HEAD)).not.toBeNull();
  });

  test("a fork whose repository is gone is a fork", async () => {
    const { run } = await ask("/tfactory test --allow-untrusted", "mia", ({ repository }) => {
      repository.pulls = [{ ...fork, head_repository_id: null }];
    });
    expect(run?.handover.github?.fork).toBe(true);
  });

  test("an App's branch of this repository is pushed by someone who may write; its fork is not", async () => {
    const bot = { author: { login: "renovate[bot]", bot: true } };
    const of = async (pull: PullRequest) =>
      (await ask("/tfactory test", "ada", ({ repository }) => void repository.pulls.splice(0, 1, pull))).run;
    expect(await of(aPull(bot))).not.toBeNull();
    expect(await of({ ...fork, ...bot })).toBeNull();
  });
});

describe("a label", () => {
  test("on an open pull request is a test command", async () => {
    const { send, runs } = await aWorld();
    await send("pull_request", aPullEvent("labeled", "ada", { label: "tfactory:test" }));
    expect((await runs.active(1, 7))?.handover.github).toMatchObject({ trigger: "label", comment_id: null });
  });

  test.each([
    ["another label", aPullEvent("labeled", "ada", { label: "TFactory:test" })],
    ["a closed pull request", aPullEvent("labeled", "ada", { label: "tfactory:test", state: "closed" })],
    ["a label taken off", aPullEvent("unlabeled", "ada", { label: "tfactory:test" })],
    ["our own doing", aPullEvent("labeled", "tfactory[bot]", { label: "tfactory:test" })],
  ])("%s asks nothing", async (_what, payload) => {
    const { send, runs, repository } = await aWorld();
    await send("pull_request", payload);
    expect([await runs.latest(1, 7), repository.asked]).toEqual([null, []]);
  });

  test("put on by someone with triage is refused with one sentence", async () => {
    const { send, runs, replies } = await aWorld();
    await send("pull_request", aPullEvent("labeled", "tom", { label: "tfactory:test" }));
    expect(await runs.latest(1, 7)).toBeNull();
    expect(replies.said).toMatchObject([{ kind: "refusal", key: "tom" }]);
  });
});

describe("a dispatch", () => {
  const payload = { v: 1, pr: 7, request_id: "20260101-mcp", sha: HEAD };

  test("gives a run under its own id, with the specification that came along", async () => {
    const { send, runs, errors } = await aWorld();
    await send(
      "repository_dispatch",
      aDispatch({ ...payload, spec_id: "SPEC-1", spec_text: "- one", base_ref: "develop", lanes: ["unit"] }),
    );
    expect(errors).toEqual([]);
    expect(await runs.read("20260101-mcp")).toMatchObject({
      id: "20260101-mcp",
      handover: {
        base_ref: "develop",
        spec: { path: "SPEC-1", text: "- one", origin: "dispatch" },
        spec_ref: null,
        lanes: ["unit"],
      },
    });
  });

  test("finds the pull request of a branch, and the specification by name", async () => {
    const { send, runs } = await aWorld();
    const { pr: _, sha: __, ...rest } = payload;
    await send("repository_dispatch", aDispatch({ ...rest, branch: "feature", spec_id: "docs/spec.md" }));
    expect((await runs.active(1, 7))?.handover).toMatchObject({ pull_request: 7, spec: null, spec_ref: "docs/spec.md" });
  });

  test("about a head that is no longer there is refused", async () => {
    const { send, runs, replies } = await aWorld();
    await send("repository_dispatch", aDispatch({ ...payload, sha: OTHER }));
    expect(await runs.latest(1, 7)).toBeNull();
    expect(replies.said[0]?.markdown).toBe("The branch is at aaaaaaa, but this was asked about bbbbbbb. Ask again.");
  });

  test("is authorised by who sent it", async () => {
    const { send, runs } = await aWorld();
    await send("repository_dispatch", aDispatch(payload, "rita"));
    expect(await runs.latest(1, 7)).toBeNull();
  });

  test("that does not fit is answered with a line per problem", async () => {
    const { send, runs, replies } = await aWorld();
    await send("repository_dispatch", aDispatch({ v: 2, pr: 7, branch: "x", request_id: "../../etc", "`@all`": 1 }));
    expect(await runs.latest(1, 7)).toBeNull();
    const lines = replies.said[0]?.markdown.split("\n\n")[0]?.split("\n") ?? [];
    expect(lines).toEqual([
      expect.stringMatching(/^`client_payload\.v` /),
      expect.stringMatching(/^`client_payload\.request_id` is not 8 to 64 letters/),
      "`client_payload` has no `all`.",
    ]);
  });

  test.each([
    ["for somebody else", aDispatch(payload, "ada", "deploy")],
    ["without a pull request", aDispatch({ v: 1, request_id: "20260101-mcp" })],
    ["of nothing", aDispatch(null)],
  ])("%s asks nothing", async (_what, event) => {
    const { send, runs, repository, errors } = await aWorld();
    await send("repository_dispatch", event);
    expect([await runs.latest(1, 7), repository.asked, errors]).toEqual([null, [], []]);
  });
});

describe("our check run", () => {
  const cancelledThen = async (payload: (id: string) => [string, object]) => {
    const world = await aWorld();
    await world.send("issue_comment", aComment("/tfactory test --max 3 --spec docs/spec.md"));
    const run = await world.runs.cancel(1, 7, "for the test");
    await world.send(...payload(run?.id ?? ""));
    return { ...world, again: await world.runs.active(1, 7) };
  };

  test.each<[string, (id: string) => [string, object]]>([
    ["re-run", (external_id) => ["check_run", aCheck("rerequested", "ada", { external_id })]],
    [
      "the button Re-run",
      (external_id) => ["check_run", aCheck("requested_action", "ada", { external_id, identifier: "rerun" })],
    ],
    [
      "the button More tests",
      (external_id) => ["check_run", aCheck("requested_action", "ada", { external_id, identifier: "more" })],
    ],
    [
      "a re-run of all checks",
      () => ["check_suite", { action: "rerequested", ...sentBy("ada"), check_suite: { head_sha: HEAD, app: { id: 99 } } }],
    ],
  ])("%s asks for the same again", async (_how, payload) => {
    const { again, errors } = await cancelledThen(payload);
    expect(errors).toEqual([]);
    expect(again?.handover).toMatchObject({ max_tests: 3, spec_ref: "docs/spec.md", github: { trigger: "check" } });
  });

  test.each<[string, (id: string) => [string, object]]>([
    ["of a reader", (external_id) => ["check_run", aCheck("rerequested", "rita", { external_id })]],
    ["of another App", (external_id) => ["check_run", aCheck("rerequested", "ada", { external_id, app: 1 })]],
    ["we do not know", () => ["check_run", aCheck("rerequested", "ada", { external_id: "x", sha: OTHER })]],
    ["that was created", (external_id) => ["check_run", aCheck("created", "ada", { external_id })]],
    [
      "with a button we do not have",
      (external_id) => ["check_run", aCheck("requested_action", "ada", { external_id, identifier: "constructor" })],
    ],
    [
      "of every push",
      () => ["check_suite", { action: "requested", ...sentBy("ada"), check_suite: { head_sha: HEAD, app: { id: 99 } } }],
    ],
  ])("one %s asks nothing", async (_what, payload) => {
    expect((await cancelledThen(payload)).again).toBeNull();
  });
});

describe("while a run is going on", () => {
  const going = async () => {
    const world = await aWorld();
    await world.send("issue_comment", aComment("/tfactory test"));
    return world;
  };

  test("the same head again points to it", async () => {
    const { send, replies, runs } = await going();
    await send("issue_comment", aComment("/tfactory test"));
    expect(await runs.history(1, 7)).toHaveLength(1);
    expect(replies.said).toMatchObject([{ kind: "status", markdown: expect.stringContaining("worked on already: [run ") }]);
  });

  test("a new head takes its place", async () => {
    const { send, repository, runs } = await going();
    repository.pulls = [aPull({ head_sha: OTHER })];
    await send("issue_comment", aComment("/tfactory test"));
    expect((await runs.history(1, 7)).map(({ status }) => status)).toEqual(["pending", "superseded"]);
  });

  test("closing the pull request cancels it, without a question to GitHub", async () => {
    const { send, runs, repository } = await going();
    repository.asked.length = 0;
    await send("pull_request", aPullEvent("closed", "ada", { state: "closed" }));
    expect(await runs.latest(1, 7)).toMatchObject({ status: "cancelled", failure: "The pull request was closed." });
    expect(repository.asked).toEqual([]);
  });

  test.each([
    ["installation", { action: "deleted", installation: { id: 10 }, repositories: [{ id: 1 }] }, [1]],
    ["installation", { action: "suspend", installation: { id: 10 }, repositories: [{ id: 1 }] }, []],
    ["installation_repositories", { action: "removed", installation: { id: 10 }, repositories_removed: [{ id: 1 }] }, [1]],
  ])("%s taken away ends it, without a question to GitHub", async (name, payload, expected) => {
    const { send, runs, repository, errors, wiped } = await going();
    repository.asked.length = 0;
    await send(name, payload);
    expect([await runs.active(1, 7), repository.asked, errors]).toEqual([null, [], []]);
    expect(wiped).toEqual(expected);
  });

  test("another installation's end is not ours", async () => {
    const { send, runs } = await going();
    await send("installation", { action: "deleted", installation: { id: 11 } });
    await send("installation_repositories", { action: "removed", installation: { id: 10 }, repositories_removed: [{ id: 2 }] });
    expect(await runs.active(1, 7)).not.toBeNull();
  });
});
