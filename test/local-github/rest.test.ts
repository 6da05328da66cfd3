import { describe, expect, test } from "vitest";
import { aCheckedStory, aStory, asInstallation, expectContract, outcome, withToken } from "./a-github.ts";

describe("reading", () => {
  test("a pull request with its files, commits and diff, all of them from git", async () => {
    const story = await aCheckedStory();
    const { repo, head_sha, base_sha } = story;
    const { pulls } = asInstallation(story).rest;
    const one = { ...repo, pull_number: 1 };
    const { data } = await pulls.get(one);
    expect(data).toMatchObject({
      number: 1,
      state: "open",
      merged: false,
      mergeable: true,
      commits: 1,
      changed_files: 2,
      additions: 5,
      deletions: 0,
    });
    expect(data).toMatchObject({
      head: { ref: "feature", sha: head_sha, label: "acme:feature" },
      base: { ref: "main", sha: base_sha },
    });
    expect(data.head.repo?.id).toBe(data.base.repo.id);
    const files = (await pulls.listFiles(one)).data;
    expect(files).toMatchObject([
      { filename: "calc.py", status: "modified", additions: 4, patch: expect.stringMatching(/^@@ -1,2 \+1,6 @@/) },
      { filename: "docs/sub.md", status: "added", additions: 1 },
    ]);
    expect((await pulls.listCommits(one)).data.map(({ sha }) => sha)).toEqual([head_sha]);
    const diff = await pulls.get({ ...one, mediaType: { format: "diff" } });
    expect(diff.data).toMatch(/^diff --git a\/calc.py b\/calc.py\n[\s\S]*\+def sub\(a, b\):/);
    expect((await pulls.list({ ...repo, head: "acme:feature" })).data).toHaveLength(1);
    expect((await pulls.list({ ...repo, state: "closed" })).data).toHaveLength(0);
    expectContract(story);
  });

  test("files, folders and raw content at any commit", async () => {
    const story = await aCheckedStory();
    const { repo, base_sha } = story;
    const { repos } = asInstallation(story).rest;
    const file = (await repos.getContent({ ...repo, path: "calc.py", ref: base_sha })).data as {
      content: string;
      sha: string;
      size: number;
    };
    expect(Buffer.from(file.content, "base64").toString()).toBe("def add(a, b):\n    return a + b\n");
    const folder = (await repos.getContent({ ...repo, path: "", ref: "feature" })).data as { name: string; type: string }[];
    expect(folder.map(({ name, type }) => `${type} ${name}`)).toEqual(["file README.md", "file calc.py", "dir docs"]);
    const raw = await repos.getContent({ ...repo, path: "docs/sub.md", ref: "feature", mediaType: { format: "raw" } });
    expect(raw.data).toBe("Subtracts.\n");
    expect((await outcome(repos.getContent({ ...repo, path: "docs/sub.md" }))).status).toBe(404);
    expect((await outcome(repos.getContent({ ...repo, path: "calc.py", ref: "no-such" }))).status).toBe(404);
    expectContract(story);
  });

  test("commits, branches, comparison, tarball", async () => {
    const story = await aCheckedStory();
    const { repo, base_sha, head_sha, github } = story;
    const { repos } = asInstallation(story).rest;
    await github.commit({
      repository: "acme/calc",
      branch: "main",
      user: "alice",
      message: "Meanwhile",
      files: { "NEWS.md": "x\n" },
    });
    const { data } = await repos.compareCommitsWithBasehead({ ...repo, basehead: "main...feature" });
    expect(data).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1, merge_base_commit: { sha: base_sha } });
    expect(data.files?.map(({ filename }) => filename)).toEqual(["calc.py", "docs/sub.md"]);
    expect((await repos.listBranches(repo)).data.map(({ name }) => name)).toEqual(["feature", "main"]);
    expect((await repos.getBranch({ ...repo, branch: "feature" })).data.commit.sha).toBe(head_sha);
    expect((await repos.listCommits({ ...repo, sha: "feature" })).data.map(({ sha }) => sha)).toEqual([head_sha, base_sha]);
    expect((await repos.getCommit({ ...repo, ref: head_sha })).data.stats).toEqual({ total: 5, additions: 5, deletions: 0 });
    expect(await outcome(repos.getCommit({ ...repo, ref: "f".repeat(40) }))).toMatchObject({ status: 422 });
    expect(
      (await repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: head_sha })).data.map(({ number }) => number),
    ).toEqual([1]);
    const tarball = await repos.downloadTarballArchive({ ...repo, ref: head_sha });
    expect(
      Buffer.from(tarball.data as ArrayBuffer)
        .subarray(0, 2)
        .toString("hex"),
    ).toBe("1f8b");
    expectContract(story);
  });

  test("a branch is found by a name with slashes, unicode or a leading dash", async () => {
    const story = await aCheckedStory();
    const { repo, github, head_sha } = story;
    const { repos, git, pulls } = asInstallation(story).rest;
    for (const branch of ["-x", "topic/ünï-🎉", "a/b/commits/c", "refs/heads/x", "%2F"]) {
      await github.setBranch("acme/calc", branch, head_sha, "bob");
      expect((await repos.getBranch({ ...repo, branch })).data.name).toBe(branch);
      expect((await git.getRef({ ...repo, ref: `heads/${branch}` })).data.ref).toBe(`refs/heads/${branch}`);
      const made = await pulls.create({ ...repo, title: branch, head: branch, base: "main" });
      expect(made.data.head).toMatchObject({ ref: branch, sha: head_sha });
      expect((await repos.compareCommitsWithBasehead({ ...repo, basehead: `main...${branch}` })).data.ahead_by).toBe(1);
    }
    expectContract(story);
  });
});

describe("talking", () => {
  test("comments are written, changed, listed and deleted", async () => {
    const story = await aCheckedStory();
    const { repo, github } = story;
    const { issues } = asInstallation(story).rest;
    const { data } = await issues.createComment({ ...repo, issue_number: 1, body: "<!-- mark -->\nhello" });
    expect(data).toMatchObject({ user: { login: "tfactory[bot]", type: "Bot" }, performed_via_github_app: { slug: "tfactory" } });
    await issues.updateComment({ ...repo, comment_id: data.id, body: "better" });
    github.addComment({ repository: "acme/calc", number: 1, user: "rita", body: "second" });
    const all = (await issues.listComments({ ...repo, issue_number: 1 })).data;
    expect(all.map(({ body, user }) => `${user?.login}: ${body}`)).toEqual(["tfactory[bot]: better", "rita: second"]);
    await issues.deleteComment({ ...repo, comment_id: data.id });
    expect((await outcome(issues.getComment({ ...repo, comment_id: data.id }))).status).toBe(404);
    expect((await outcome(issues.createComment({ ...repo, issue_number: 99, body: "x" }))).status).toBe(404);
    expectContract(story);
  });

  test("a comment has an end, and a locked conversation is closed to readers", async () => {
    const story = await aStory();
    const { repo, github } = story;
    const say = (login: string, body: string) =>
      withToken(github, github.userToken(login)).rest.issues.createComment({ ...repo, issue_number: 1, body });
    expect((await outcome(say("rita", "🎉".repeat(65_536)))).status).toBe(201);
    expect(await outcome(say("rita", "x".repeat(65_537)))).toMatchObject({ status: 422, message: "Validation Failed" });
    expect((await outcome(say("rita", " \n"))).status).toBe(422);
    await github.lockConversation({ repository: "acme/calc", number: 1, user: "alice", locked: true });
    expect(await outcome(say("rita", "x"))).toEqual({
      status: 403,
      message: "Unable to create comment because issue is locked.",
    });
    expect((await outcome(say("bob", "x"))).status).toBe(201);
    expect(() => github.addComment({ repository: "acme/calc", number: 1, user: "rita", body: "x" })).toThrow(/may not comment/);
  });

  test("a reaction is there once, however often it is given", async () => {
    const story = await aCheckedStory();
    const { repo, github } = story;
    const { id } = github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "/tfactory test" });
    const { reactions, issues } = asInstallation(story).rest;
    const eyes = () => reactions.createForIssueComment({ ...repo, comment_id: id, content: "eyes" });
    expect([(await eyes()).status, (await eyes()).status]).toEqual([201, 200]);
    expect((await issues.getComment({ ...repo, comment_id: id })).data.reactions).toMatchObject({ total_count: 1, eyes: 1 });
    const [given] = (await reactions.listForIssueComment({ ...repo, comment_id: id })).data;
    expect(given).toMatchObject({ content: "eyes", user: { login: "tfactory[bot]" } });
    await reactions.deleteForIssueComment({ ...repo, comment_id: id, reaction_id: given?.id ?? 0 });
    expect((await reactions.listForIssueComment({ ...repo, comment_id: id })).data).toEqual([]);
    github.deleteComment(id, "bob");
    expect((await outcome(eyes())).status).toBe(404);
    expectContract(story);
  });

  test("labels come, stay once and go", async () => {
    const story = await aCheckedStory();
    const { repo, github } = story;
    const { issues } = asInstallation(story).rest;
    const one = { ...repo, issue_number: 1 };
    await issues.addLabels({ ...one, labels: ["tfactory:test", "bug"] });
    const { data } = await issues.addLabels({ ...one, labels: ["Bug"] });
    expect(data.map(({ name }) => name)).toEqual(["tfactory:test", "bug"]);
    expect((await issues.removeLabel({ ...one, name: "tfactory:test" })).data.map(({ name }) => name)).toEqual(["bug"]);
    expect(await outcome(issues.removeLabel({ ...one, name: "tfactory:test" }))).toEqual({
      status: 404,
      message: "Label does not exist",
    });
    await issues.setLabels({ ...one, labels: ["enhancement", "bug"] });
    expect((await issues.listLabelsOnIssue(one)).data.map(({ name }) => name)).toEqual(["bug", "enhancement"]);
    expect((await issues.getLabel({ ...repo, name: "enhancement" })).data.color).toBe("a2eeef");
    expect((await outcome(issues.getLabel({ ...repo, name: "no such" }))).status).toBe(404);
    expect((await outcome(issues.createLabel({ ...repo, name: "BUG" }))).status).toBe(422);
    await issues.removeLabel({ ...one, name: "enhancement" });
    expect((await issues.listEvents(one)).data.map(({ event }) => event)).toEqual([
      "labeled",
      "labeled",
      "unlabeled",
      "labeled",
      "unlabeled",
    ]);
    expect(() => github.addLabel({ repository: "acme/calc", number: 1, user: "rita", label: "bug" })).toThrow(/may not label/);
    expectContract(story);
  });

  test("lists come in pages with links to the others", async () => {
    const story = await aCheckedStory();
    const { repo, github } = story;
    for (let at = 1; at <= 25; at++) github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: `#${at}` });
    const octokit = asInstallation(story);
    const one = { ...repo, issue_number: 1, per_page: 10 };
    const second = await octokit.rest.issues.listComments({ ...one, page: 2 });
    expect(second.data.map(({ body }) => body).at(0)).toBe("#11");
    const links = (second.headers.link ?? "")
      .split(", ")
      .map((link) => /[?&]page=(\d+)[^>]*>; rel="(\w+)"/.exec(link)?.slice(1).join(" "));
    expect(links.toSorted()).toEqual(["1 first", "1 prev", "3 last", "3 next"]);
    const all = await octokit.paginate(octokit.rest.issues.listComments, one);
    expect(all).toHaveLength(25);
    expectContract(story);
  });

  test("what did not change is 304 and every answer says what is left", async () => {
    const story = await aStory();
    const { repos, rateLimit } = asInstallation(story).rest;
    const { headers } = await repos.get(story.repo);
    const again = (tag: string | undefined) => outcome(repos.get({ ...story.repo, headers: { "if-none-match": tag ?? "" } }));
    expect((await again(headers.etag)).status).toBe(304);
    story.github.openIssue("acme/calc", "bob", { title: "x" });
    expect((await again(headers.etag)).status).toBe(200);
    expect(headers).toMatchObject({
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "4999",
      "x-github-request-id": expect.any(String),
    });
    expect((await rateLimit.get()).data.rate).toMatchObject({ limit: 5000, used: 3 });
  });
});

describe("what changes under an App", () => {
  test("a renamed repository is followed from its old name", async () => {
    const story = await aStory();
    const { github, repo, head_sha } = story;
    github.renameRepository("acme/calc", "abacus");
    const { repos, issues } = asInstallation(story).rest;
    expect((await repos.get(repo)).data.full_name).toBe("acme/abacus");
    expect((await repos.getBranch({ ...repo, branch: "feature" })).data.commit.sha).toBe(head_sha);
    expect((await outcome(issues.createComment({ ...repo, issue_number: 1, body: "x" }))).status).toBe(201);
    expect(github.comments({ repository: "acme/abacus", number: 1 })).toHaveLength(1);
    expect((await outcome(withToken(github, github.userToken("mallory")).rest.repos.get(repo))).status).toBe(404);
  });

  test("a suspended App is told so until it is let go on", async () => {
    const story = await aStory();
    const { github, repo } = story;
    const before = asInstallation(story).rest;
    await before.repos.get(repo);
    github.suspend("tfactory", "acme/calc", true);
    const refused = { status: 403, message: "This installation has been suspended" };
    expect(await outcome(before.repos.get(repo))).toEqual(refused);
    expect(await outcome(asInstallation(story).rest.repos.get(repo))).toEqual(refused);
    github.suspend("tfactory", "acme/calc", false);
    expect((await outcome(before.repos.get(repo))).status).toBe(200);
  });
});
