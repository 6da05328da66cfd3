import { describe, expect, test } from "vitest";
import { aStory, asApp, asInstallation, type Client, outcome, type Story, withToken } from "./a-github.ts";

const FILE = { path: "tests/test_calc.py", mode: "100644", type: "blob", content: "assert True\n" } as const;

/** One commit with these tree entries on top of a parent, the way an App makes one. Gives its sha. */
async function commitOn(
  octokit: Client,
  { repo }: Story,
  parent: string,
  tree: object[] = [FILE],
  more: object = {},
): Promise<string> {
  const made = await octokit.rest.git.createTree({ ...repo, base_tree: parent, tree: tree as never });
  const { data } = await octokit.rest.git.createCommit({
    ...repo,
    message: "Tests\n\nWhy.",
    tree: made.data.sha,
    parents: [parent],
    ...more,
  });
  return data.sha;
}
function move({ repo }: Story, octokit: Client, sha: string, force?: boolean) {
  return octokit.rest.git.updateRef({ ...repo, ref: "heads/feature", sha, ...(force === undefined ? {} : { force }) });
}

test("tree, commit, ref: a real commit, signed unless somebody else is its author", async () => {
  const story = await aStory();
  const octokit = asInstallation(story);
  const { repo, head_sha, github } = story;
  const sha = await commitOn(octokit, story, head_sha);
  await move(story, octokit, sha, false);
  expect(await github.resolve("acme/calc", "feature")).toBe(sha);
  expect((await octokit.rest.pulls.get({ ...repo, pull_number: 1 })).data).toMatchObject({
    head: { sha },
    commits: 2,
    changed_files: 3,
  });
  const { data } = await octokit.rest.git.getCommit({ ...repo, commit_sha: sha });
  expect(data).toMatchObject({
    message: "Tests\n\nWhy.",
    author: { name: "tfactory[bot]" },
    verification: { verified: true, reason: "valid" },
  });
  const author = { name: "Somebody", email: "some@body.example" };
  const other = await commitOn(octokit, story, sha, [FILE], { author });
  const theirs = (await octokit.rest.git.getCommit({ ...repo, commit_sha: other })).data;
  expect(theirs).toMatchObject({ author, verification: { verified: false, reason: "unsigned" } });
  expect(github.contractViolations).toEqual([]);
});

test("without base_tree everything else is gone; sha null takes one path out", async () => {
  const story = await aStory();
  const octokit = asInstallation(story);
  const { repo, head_sha } = story;
  const paths = async (tree_sha: string) =>
    (await octokit.rest.git.getTree({ ...repo, tree_sha, recursive: "1" })).data.tree.map(({ path }) => path);
  const alone = await octokit.rest.git.createTree({ ...repo, tree: [FILE] });
  expect(await paths(alone.data.sha)).toEqual(["tests", "tests/test_calc.py"]);
  const less = await octokit.rest.git.createTree({
    ...repo,
    base_tree: head_sha,
    tree: [{ path: "docs/sub.md", mode: "100644", type: "blob", sha: null }],
  });
  expect(await paths(less.data.sha)).toEqual(["README.md", "calc.py"]);
  const blob = await octokit.rest.git.createBlob({
    ...repo,
    content: Buffer.from([0, 255]).toString("base64"),
    encoding: "base64",
  });
  const script = { path: "bin/run", mode: "100755", type: "blob", sha: blob.data.sha } as const;
  const more = await octokit.rest.git.createTree({ ...repo, base_tree: head_sha, tree: [script] });
  const { data } = await octokit.rest.git.getTree({ ...repo, tree_sha: more.data.sha, recursive: "1" });
  expect(data.tree.find(({ path }) => path === "bin/run")).toMatchObject({ mode: "100755", size: 2, sha: blob.data.sha });
  const back = await octokit.rest.git.getBlob({ ...repo, file_sha: blob.data.sha });
  expect(Buffer.from(back.data.content, "base64")).toEqual(Buffer.from([0, 255]));
});

describe("a ref", () => {
  test("moves for one of those who race and tells the others what happened", async () => {
    const story = await aStory();
    const octokit = asInstallation(story);
    const names = ["a", "b", "c", "d"];
    const shas = await Promise.all(
      names.map((name) => commitOn(octokit, story, story.head_sha, [{ ...FILE, path: `tests/test_${name}.py` }])),
    );
    const outcomes = await Promise.all(shas.map((sha) => outcome(move(story, octokit, sha))));
    const lost = outcomes.filter(({ status }) => status !== 200);
    expect(lost).toEqual(Array(3).fill({ status: 422, message: "Update is not a fast forward" }));
    expect(shas).toContain(await story.github.resolve("acme/calc", "feature"));
  });

  test("goes back only by force", async () => {
    const story = await aStory();
    const octokit = asInstallation(story);
    expect(await outcome(move(story, octokit, story.base_sha))).toEqual({ status: 422, message: "Update is not a fast forward" });
    expect((await outcome(move(story, octokit, story.base_sha, true))).status).toBe(200);
    expect(story.github.pull({ repository: "acme/calc", number: 1 }).pull.head_sha).toBe(story.base_sha);
  });

  test("that is gone, or a commit that is nowhere, has GitHub's words", async () => {
    const story = await aStory();
    const octokit = asInstallation(story);
    const { repo, head_sha, github } = story;
    expect(await outcome(move(story, octokit, "f".repeat(40)))).toEqual({ status: 422, message: "Object does not exist" });
    await github.setBranch("acme/calc", "feature", null, "bob");
    expect(await outcome(move(story, octokit, head_sha))).toEqual({ status: 422, message: "Reference does not exist" });
    expect(github.pull({ repository: "acme/calc", number: 1 }).state).toBe("closed");
    expect((await outcome(octokit.rest.git.getRef({ ...repo, ref: "heads/feature" }))).status).toBe(404);
  });

  test("is made once, under a name git takes, and deleted", async () => {
    const story = await aStory();
    const { git } = asInstallation(story).rest;
    const { repo, head_sha } = story;
    const create = (ref: string) => outcome(git.createRef({ ...repo, ref, sha: head_sha }));
    expect((await create("refs/heads/tfactory/tests")).status).toBe(201);
    expect(await create("refs/heads/tfactory/tests")).toEqual({ status: 422, message: "Reference already exists" });
    for (const ref of ["heads/x", "refs/heads/a..b", "refs/heads/a b", "refs/heads/x.lock", "refs/pull/1/head"]) {
      expect(await create(ref), ref).toEqual({ status: 422, message: "Reference name is invalid" });
    }
    const matching = await git.listMatchingRefs({ ...repo, ref: "heads/tfactory/" });
    expect(matching.data.map(({ ref }) => ref)).toEqual(["refs/heads/tfactory/tests"]);
    expect((await outcome(git.deleteRef({ ...repo, ref: "heads/tfactory/tests" }))).status).toBe(204);
    expect(await outcome(git.deleteRef({ ...repo, ref: "heads/tfactory/tests" }))).toMatchObject({ status: 422 });
  });

  test("of a pull request is GitHub's own", async () => {
    const story = await aStory();
    const { git } = asInstallation(story).rest;
    const ref = { ...story.repo, ref: "pull/1/head" };
    expect(await outcome(git.updateRef({ ...ref, sha: story.base_sha, force: true }))).toMatchObject({ status: 422 });
    expect(await outcome(git.deleteRef(ref))).toMatchObject({ status: 422 });
    expect((await git.getRef(ref)).data.object.sha).toBe(story.head_sha);
  });

  test("that is protected says why, to an App and to a push by file", async () => {
    const story = await aStory();
    const octokit = asInstallation(story);
    const { repo, head_sha, github } = story;
    const sha = await commitOn(octokit, story, head_sha);
    const rule = { branch: "feature", message: "Changes must be made through a pull request." };
    github.protectBranch("acme/calc", { kind: "ruleset", ...rule });
    const message = `Repository rule violations found\n\n${rule.message}\n\n`;
    expect(await outcome(move(story, octokit, sha))).toEqual({ status: 422, message });
    const content = Buffer.from("x").toString("base64");
    const put = octokit.rest.repos.createOrUpdateFileContents({
      ...repo,
      path: "x.py",
      branch: "feature",
      message: "x",
      content,
    });
    expect(await outcome(put)).toEqual({ status: 409, message });
    github.unprotectBranch("acme/calc", "feature");
    expect((await outcome(move(story, octokit, sha))).status).toBe(200);
  });
});

test("files are written one at a time too, and not over somebody else's change", async () => {
  const story = await aStory();
  const { repos } = asInstallation(story).rest;
  const content = (text: string) => Buffer.from(text).toString("base64");
  const file = { ...story.repo, branch: "feature", path: "tests/test_new.py", message: "New" };
  const made = await repos.createOrUpdateFileContents({ ...file, content: content("1\n") });
  expect(made.data.commit.sha).toBe(await story.github.resolve("acme/calc", "feature"));
  expect(await outcome(repos.createOrUpdateFileContents({ ...file, content: content("2\n") }))).toMatchObject({ status: 422 });
  const stale = repos.createOrUpdateFileContents({ ...file, content: content("2\n"), sha: "f".repeat(40) });
  expect((await outcome(stale)).status).toBe(409);
  const sha = made.data.content?.sha ?? "";
  expect((await outcome(repos.createOrUpdateFileContents({ ...file, content: content("2\n"), sha }))).status).toBe(200);
});

test("a workflow needs its own permission, whichever way it comes", async () => {
  const story = await aStory();
  const octokit = asInstallation(story);
  const { repo, head_sha } = story;
  const path = ".github/workflows/ci.yml";
  const tree = octokit.rest.git.createTree({ ...repo, base_tree: head_sha, tree: [{ ...FILE, path }] });
  expect(await outcome(tree)).toEqual({ status: 404, message: "Not Found" });
  const put = octokit.rest.repos.createOrUpdateFileContents({ ...repo, path, branch: "feature", message: "x", content: "" });
  expect(await outcome(put)).toEqual({ status: 403, message: "Resource not accessible by integration" });
});

describe("what is not a tree or commit", () => {
  const BAD: [string, object, RegExp][] = [
    ["a path out of the repository", { ...FILE, path: "../x" }, /malformed path/],
    ["a path into .git", { ...FILE, path: ".git/config" }, /malformed path/],
    ["an absolute path", { ...FILE, path: "/x" }, /cannot start with a slash/],
    ["a sha of nothing", { path: "x", mode: "100644", type: "blob", sha: "f".repeat(40) }, /not a valid blob/],
    ["both sha and content", { ...FILE, sha: "f".repeat(40) }, /either tree.sha or tree.content/],
    ["a made-up mode", { ...FILE, mode: "100666" }, /not a member of/],
  ];
  test("is refused with 422", async () => {
    const story = await aStory();
    const { git } = asInstallation(story).rest;
    for (const [what, entry, message] of BAD) {
      const refused = await outcome(git.createTree({ ...story.repo, base_tree: story.head_sha, tree: [entry as never] }));
      expect(refused, what).toEqual({ status: 422, message: expect.stringMatching(message) });
    }
    const lost = git.createCommit({ ...story.repo, message: "x", tree: "f".repeat(40), parents: [story.head_sha] });
    expect(await outcome(lost)).toEqual({ status: 422, message: "Tree SHA does not exist" });
  });
});

test("tags are objects of their own", async () => {
  const story = await aStory();
  const { git, repos } = asInstallation(story).rest;
  const made = await git.createTag({ ...story.repo, tag: "v1", message: "One\n", object: story.base_sha, type: "commit" });
  expect((await git.getTag({ ...story.repo, tag_sha: made.data.sha })).data).toMatchObject({
    tag: "v1",
    object: { sha: story.base_sha, type: "commit" },
  });
  await git.createRef({ ...story.repo, ref: "refs/tags/v1", sha: made.data.sha });
  expect((await repos.getCommit({ ...story.repo, ref: "v1" })).data.sha).toBe(story.base_sha);
});

test("an App without contents: write changes nothing", async () => {
  const story = await aStory();
  const { data } = await asApp(story).rest.apps.createInstallationAccessToken({
    installation_id: story.installation.id,
    permissions: { contents: "read" },
  });
  const octokit = withToken(story.github, data.token);
  const refused = { status: 403, message: "Resource not accessible by integration" };
  expect(await outcome(octokit.rest.git.createBlob({ ...story.repo, content: "x" }))).toEqual(refused);
  expect(await outcome(octokit.rest.git.deleteRef({ ...story.repo, ref: "heads/feature" }))).toEqual(refused);
  expect(await story.github.resolve("acme/calc", "feature")).toBe(story.head_sha);
});
