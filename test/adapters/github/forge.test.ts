import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Handover } from "../../../src/domain/handover.ts";
import type { KeptFile, Report } from "../../../src/domain/report.ts";
import { UserError } from "../../../src/errors.ts";
import type { LocalGitHub } from "../../../src/local-github/start.ts";
import { publishTests } from "../../../src/pipeline/7-publish/publish-tests.ts";
import type { Publication } from "../../../src/ports.ts";
import { aReport } from "../../fakes/a-report.ts";
import { aReported } from "../../fakes/a-reported-test.ts";
import { withToken } from "../../local-github/a-github.ts";
import { aSnapshot } from "../../pipeline/builders.ts";
import { type AnApp, aFolder, aForge, aForgeIn, anApp, asked, expectContractKept, faults } from "./an-app.ts";

const FILE = "tests/test_calc.py";
const PULL = { repository: "acme/calc", number: 1 };
const SOURCE =
  "from calc import sub\n\n\ndef test_sub():\n    assert sub(3, 1) == 2\n\n\ndef test_zero():\n    assert sub(1, 1) == 0\n";

async function aDelivery(there?: AnApp) {
  const app = there ?? (await anApp());
  const forge = await aForge(app);
  const { story } = app;
  const { github } = story;
  const tests = ["test_sub", "test_zero"].map((name) => aReported({ name, file: FILE }));
  const report = (overrides: Partial<Report> = {}) =>
    aReport({ base_sha: story.base_sha, head_sha: story.head_sha, files: [{ path: FILE, source: SOURCE }], tests, ...overrides });
  const handover = (overrides: Partial<Handover> = {}) => asked(story, { head_ref: "feature", ...overrides });
  const gitOf = (...args: string[]) =>
    execFileSync("git", [`--git-dir=${github.gitFolder("acme/calc")}`, ...args], { encoding: "utf8" });
  return { ...app, forge, github, report, handover, gitOf, head: () => github.resolve("acme/calc", "feature") };
}
async function closePull(github: LocalGitHub): Promise<void> {
  const alice = withToken(github, github.userToken("alice"));
  await alice.rest.pulls.update({ owner: "acme", repo: "calc", pull_number: 1, state: "closed" });
}
type Delivery = Awaited<ReturnType<typeof aDelivery>>;
function shaOf(publication: Publication): string {
  if (publication.status !== "committed") throw new Error(JSON.stringify(publication));
  return publication.commit_sha;
}

describe("reading", () => {
  test("pins the pull request's head and its merge base, and reads both", async () => {
    const { story, forge, handover, github } = await aDelivery();
    await github.commit({
      repository: "acme/calc",
      branch: "main",
      user: "alice",
      message: "x",
      files: { "later.py": "x = 1\n" },
    });
    const pinned = await forge.pin(handover({ base_ref: "main" }));
    expect(pinned).toEqual({ base_sha: story.base_sha, head_sha: story.head_sha });
    expect((await forge.diff(pinned.base_sha, pinned.head_sha)).map(({ path }) => path)).toEqual(["calc.py", "docs/sub.md"]);
    expect((await forge.readTree(pinned.head_sha)).files.map(({ path }) => path)).toContain("calc.py");
    expectContractKept(story);
  });

  test("takes the head that was asked about although the branch went on, and says when it is gone", async () => {
    const { story, forge, handover, github } = await aDelivery();
    await github.commit({
      repository: "acme/calc",
      branch: "feature",
      user: "bob",
      message: "x",
      files: { "more.py": "x = 1\n" },
    });
    expect((await forge.pin(handover())).head_sha).toBe(story.head_sha);
    expect((await forge.pin(handover({ head_sha: null }))).head_sha).toBe(await github.resolve("acme/calc", "feature"));
    await expect(forge.pin(handover({ head_sha: "f".repeat(40) }))).rejects.toThrow(UserError);
  });

  test("a commit is fetched when only its sha is known, as after a restart", async () => {
    const { story, forge } = await aDelivery();
    expect((await forge.diff(story.base_sha, story.head_sha)).length).toBe(2);
  });

  test("a branch is found where another one of the same beginning was", async () => {
    const { forge, handover, github, story } = await aDelivery();
    await github.setBranch("acme/calc", "next", story.base_sha, "alice");
    await forge.pin(handover({ base_ref: "next" }));
    await github.setBranch("acme/calc", "next", null, "alice");
    await github.setBranch("acme/calc", "next/one", story.base_sha, "alice");
    expect((await forge.pin(handover({ base_ref: "next/one" }))).base_sha).toBe(story.base_sha);
  });

  test("refuses what is no name of a branch", async () => {
    const { forge, handover } = await aDelivery();
    for (const base_ref of ["--upload-pack=touch /tmp/x", "a..b", "main:evil", "", "x\ny", "refs/heads/", "a b"])
      await expect(forge.pin(handover({ base_ref })), base_ref).rejects.toThrow(UserError);
  });

  test("leaves no token on the disk", async () => {
    const app = await anApp();
    const folder = await aFolder();
    await aForgeIn(folder, app).pin(asked(app.story, { head_ref: "feature" }));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name), "latin1");
      expect(content, file.name).not.toMatch(/ghs_|x-access-token|authorization|extraheader/i);
    }
  });

  test("says that the App is gone", async () => {
    const app = await anApp();
    const { forge, handover, github } = await aDelivery(app);
    github.uninstall("tfactory", "acme/calc");
    app.reconnect();
    await expect(forge.pin(handover())).rejects.toThrow("not installed on this repository any more");
  });
});

describe("a commit", () => {
  test("holds exactly the tests, is verified, names the run and who asked, and has no author of ours", async () => {
    const { story, forge, report, handover, gitOf, head, github } = await aDelivery();
    const published = await forge.publish(report(), handover());
    expect(published).toEqual({ status: "committed", commit_sha: await head(), files: [FILE], verified: true });
    const sha = shaOf(published);
    expect(gitOf("diff-tree", "-r", "--name-status", `${story.head_sha}`, sha)).toBe(`A\t${FILE}\n`);
    expect(gitOf("ls-tree", sha, FILE)).toMatch(/^100644 blob/);
    expect(gitOf("show", `${sha}:${FILE}`)).toBe(SOURCE);
    const message = gitOf("log", "-1", "--format=%B", sha);
    expect(message).toMatch(/^tfactory: tests for parse-durations\n\n2 tests/);
    expect(message).toContain("TFactory-Run: run-1\n");
    expect(message).toContain(`Co-authored-by: bob <${github.account("bob").id}+bob@users.noreply.127.0.0.1>`);
    expect(gitOf("log", "-1", "--format=%an", sha)).toContain("tfactory[bot]");
    expectContractKept(story);
  });

  test("is made once, however often it is asked for", async () => {
    const app = await anApp();
    const { story, forge, report, handover, gitOf } = await aDelivery(app);
    const first = shaOf(await forge.publish(report(), handover()));
    expect(shaOf(await forge.publish(report(), handover()))).toBe(first);
    const elsewhere = await aDelivery({ ...app });
    expect(shaOf(await elsewhere.forge.publish(report(), handover()))).toBe(first);
    expect(gitOf("rev-list", "--count", `${story.head_sha}..feature`)).toBe("1\n");
    expectContractKept(story);
  });

  test("goes through the Git Data API when the server has no mutation for it", async () => {
    const { story, forge, report, handover, gitOf, github } = await aDelivery();
    github.fail({ method: "POST", path: /graphql/, status: 404, times: 100, body: { message: "Not Found" } });
    const sha = shaOf(await forge.publish(report(), handover()));
    expect(gitOf("diff-tree", "-r", "--name-status", story.head_sha, sha)).toBe(`A\t${FILE}\n`);
    const tree = github.requests.find(({ path, method }) => method === "POST" && path.endsWith("/git/trees"));
    expect(tree?.body).toMatchObject({ base_tree: gitOf("rev-parse", `${story.head_sha}^{tree}`).trim() });
    const commit = github.requests.find(({ path, method }) => method === "POST" && path.endsWith("/git/commits"));
    expect(Object.keys(commit?.body as object).toSorted()).toEqual(["message", "parents", "tree"]);
    const moved = github.requests.find(({ path, method }) => method === "PATCH" && path.includes("/git/refs/"));
    expect(moved?.body).toMatchObject({ force: false });
  });
});

describe("a branch that is elsewhere", () => {
  test.each(["GraphQL", "the Git Data API"])("is told, not overwritten, through %s", async (way) => {
    const { forge, report, handover, github, head } = await aDelivery();
    if (way !== "GraphQL") github.fail({ path: /graphql/, status: 404, times: 100 });
    const pushed = await github.commit({
      repository: "acme/calc",
      branch: "feature",
      user: "bob",
      message: "x",
      files: { "y.py": "y = 1\n" },
    });
    expect(await forge.publish(report(), handover())).toEqual({ status: "head-moved", new_head: pushed });
    expect(await head()).toBe(pushed);
    const sha = shaOf(await forge.publish(report(), handover(), pushed));
    expect(await head()).toBe(sha);
  });

  test.each(["GraphQL", "the Git Data API"])("also when it moves in the very moment of the commit, through %s", async (way) => {
    const { forge, report, handover, github, head, at } = await aDelivery();
    if (way !== "GraphQL") github.fail({ path: /graphql/, status: 404, times: 100 });
    const { octokit } = await at();
    let pushed = "";
    octokit.hook.before("request", async (options) => {
      const moment =
        way === "GraphQL" ? options.url.includes("graphql") : options.url.includes("/git/commits") && options.method === "POST";
      if (pushed === "" && moment)
        pushed = await github.commit({
          repository: "acme/calc",
          branch: "feature",
          user: "bob",
          message: "x",
          files: { "y.py": "y = 1\n" },
        });
    });
    expect(await forge.publish(report(), handover())).toEqual({ status: "head-moved", new_head: pushed });
    expect(await head()).toBe(pushed);
  });

  test("because it was deleted gets a patch", async () => {
    const { forge, report, handover, github, story } = await aDelivery();
    await github.setBranch("acme/calc", "feature", null, "alice");
    const published = await forge.publish(report(), handover());
    expect(published).toMatchObject({ status: expect.stringMatching(/patch|refused/), reason: expect.any(String) });
    expectContractKept(story);
  });
});

describe("a push during the run", () => {
  async function pushed(path: string) {
    const the = await aDelivery();
    const { forge, report, handover, github } = the;
    const files = await forge.diff(the.story.base_sha, the.story.head_sha);
    const snapshot = aSnapshot({ files: files.map((file) => ({ ...file, kind: "source" as const })) });
    const new_head = await github.commit({
      ...{ repository: "acme/calc", branch: "feature", user: "bob", message: "meanwhile" },
      files: { [path]: "changed = True\n" },
    });
    const run_again: string[] = [];
    const confirm = async (head_sha: string) => {
      run_again.push(head_sha);
      return report({ head_sha });
    };
    const published = await publishTests(report(), handover(), snapshot, { forge }, confirm);
    return { ...the, new_head, run_again, published };
  }

  test("that touches nothing the tests are about gets them on top, after they ran there", async () => {
    const { published, run_again, new_head, gitOf } = await pushed("docs/other.md");
    expect(run_again).toEqual([new_head]);
    expect(gitOf("rev-parse", "feature~1").trim()).toBe(new_head);
    expect(published.git.commit_sha).toBe(gitOf("rev-parse", "feature").trim());
  });

  test("that changes what they are about gets a patch", async () => {
    const { published, run_again, new_head, head } = await pushed("calc.py");
    expect([run_again, published.git.commit_sha, await head()]).toEqual([[], null, new_head]);
    expect(published.warnings).toEqual(["The tests were not committed: calc.py was changed while the tests were proven."]);
  });
});

describe("nothing is written", () => {
  test("to a fork, whatever its branch is called", async () => {
    const { github, forge, report, handover, story } = await aDelivery();
    await github.fork("acme/calc", "mallory");
    await github.commit({
      repository: "mallory/calc",
      branch: "main",
      user: "mallory",
      message: "evil",
      files: { "calc.py": "x = 1\n" },
    });
    const pull = await github.openPullRequest({ repository: "acme/calc", user: "mallory", title: "x", head: "mallory:main" });
    const before = await github.resolve("acme/calc", "main");
    const head_sha = await github.resolve("mallory/calc", "main");
    const fork = handover({ pull_request: pull.number, head_ref: "main", head_sha });
    expect((await forge.pin(fork)).head_sha).toBe(head_sha);
    expect(await forge.publish(report({ head_sha: head_sha ?? "" }), fork)).toMatchObject({
      status: "patch",
      reason: expect.stringContaining("fork"),
    });
    expect(await github.resolve("acme/calc", "main")).toBe(before);
    expectContractKept(story);
  });

  const reasons: [string, RegExp, (the: Delivery) => unknown][] = [
    ["the pull request is closed", /closed/, (the) => closePull(the.github)],
    [
      "the App is uninstalled",
      /not installed/,
      (the) => {
        the.github.uninstall("tfactory", "acme/calc");
        the.reconnect();
      },
    ],
    [
      "the branch is protected",
      /rules of feature refuse it/,
      (the) =>
        the.github.protectBranch("acme/calc", {
          branch: "feature",
          kind: "protection",
          message: "Protected branch update failed for refs/heads/feature.",
        }),
    ],
    [
      "a ruleset says no",
      /rules of feature refuse it/,
      (the) =>
        the.github.protectBranch("acme/calc", {
          branch: "feature",
          kind: "ruleset",
          message: "Changes must be made through a pull request.",
        }),
    ],
  ];
  test.each(reasons)("when %s", async (_when, words, happen) => {
    const the = await aDelivery();
    await the.forge.pin(the.handover());
    await happen(the);
    const published = await the.forge.publish(the.report(), the.handover());
    expect(published).toMatchObject({ status: expect.stringMatching(/^(patch|refused)$/), reason: expect.stringMatching(words) });
    expect(await the.head()).toBe(the.story.head_sha);
  });

  const places: [string, KeptFile[]][] = [
    ["a workflow", [{ path: ".github/workflows/test_x.py", source: "" }]],
    ["a workflow in capitals", [{ path: ".GitHub/workflows/test_x.py", source: "" }]],
    ["conftest.py", [{ path: "tests/conftest.py", source: "" }]],
    ["CONFTEST.py in full width", [{ path: "tests/ｃonftest.py", source: "" }]],
    ["configuration", [{ path: "pyproject.toml", source: "" }]],
    ["a lockfile", [{ path: "tests/poetry.lock", source: "" }]],
    ["a dotfile", [{ path: "tests/.test_x.py", source: "" }]],
    ["a source file", [{ path: "calc.py", source: "" }]],
    ["above", [{ path: "../tests/test_x.py", source: "" }]],
    ["a name that hides", [{ path: "tests/test_\u202ex.py", source: "" }]],
    ["the same name twice", ["tests/test_x.py", "Tests/test_x.py"].map((path) => ({ path, source: "" }))],
    ["too many files", Array.from({ length: 31 }, (_, index) => ({ path: `tests/test_${index}.py`, source: "" }))],
    ["a huge file", [{ path: FILE, source: "#".repeat(256 * 1024 + 1) }]],
    [
      "too much together",
      Array.from({ length: 5 }, (_, index) => ({ path: `tests/test_${index}.py`, source: "#".repeat(250_000) })),
    ],
    ["what is not text", [{ path: FILE, source: "a\0b" }]],
  ];
  test("at a place that is not for tests, or too much of it", async () => {
    const { forge, report, handover, github } = await aDelivery();
    const before = github.requests.length;
    for (const [name, files] of places)
      expect(await forge.publish(report({ files }), handover()), name).toMatchObject({
        status: "refused",
        reason: expect.any(String),
      });
    expect(github.requests.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("over what is there: not a file, not its name in other letters, not through a link", async () => {
    const the = await aDelivery();
    const { gitOf, github, forge, report, handover, story } = the;
    const work = mkdtempSync(join(tmpdir(), "tfactory-test-"));
    onTestFinished(() => rmSync(work, { recursive: true, force: true }));
    const blob = execFileSync("git", [`--git-dir=${github.gitFolder("acme/calc")}`, "hash-object", "-w", "--stdin"], {
      input: "evil",
      encoding: "utf8",
    }).trim();
    const env = { ...process.env, GIT_INDEX_FILE: join(work, "index") };
    const git = (...args: string[]) =>
      execFileSync("git", [`--git-dir=${github.gitFolder("acme/calc")}`, ...args], { encoding: "utf8", env }).trim();
    git("read-tree", story.head_sha);
    git("update-index", "--add", "--cacheinfo", `120000,${blob},linked`);
    git("update-index", "--add", "--cacheinfo", `100644,${blob},tests/test_mine.py`);
    git("update-index", "--add", "--cacheinfo", `100644,${blob},Tests/test_calc.py`);
    const tree = git("write-tree");
    const commit = git("-c", "user.name=a", "-c", "user.email=a@b", "commit-tree", tree, "-p", story.head_sha, "-m", "x");
    await github.setBranch("acme/calc", "feature", commit, "alice");
    const at = { head_sha: commit };
    for (const [path, reason] of [
      ["tests/test_mine.py", /already on the branch/],
      [FILE, /Tests\/test_calc\.py is already on the branch/],
      ["linked/test_x.py", /linked is not a folder/],
    ] as const) {
      const published = await forge.publish(report({ ...at, files: [{ path, source: SOURCE }] }), handover());
      expect(published, path).toMatchObject({ status: "refused", reason: expect.stringMatching(reason) });
    }
    const same = await forge.publish(report({ ...at, files: [{ path: "tests/test_mine.py", source: "evil" }] }), handover());
    expect(same).toMatchObject({ status: "refused", reason: expect.stringContaining("has these tests already") });
    expect(gitOf("rev-parse", "feature").trim()).toBe(commit);
  });

  test("when the branch is in a loop with us", async () => {
    const { forge, report, handover, github, head } = await aDelivery();
    const change = { repository: "acme/calc", branch: "feature", user: "bob" };
    for (let run = 1; run <= 6; run++)
      await github.commit({
        ...change,
        message: `tests\n\nTFactory-Run: earlier-${run}`,
        files: { [`tests/test_${run}.py`]: "x = 1\n" },
      });
    const published = await forge.publish(report({ head_sha: (await head()) ?? "" }), handover());
    expect(published).toMatchObject({ status: "patch", reason: "feature has had 6 commits of TFactory within an hour" });
  });
});

test("a stacked pull request holds the commit, is opened once and leaves the head branch alone", async () => {
  const { story, forge, report, handover, github, head, gitOf } = await aDelivery();
  const first = await forge.publish(report(), handover({ delivery: "pr" }));
  expect(await head()).toBe(story.head_sha);
  const second = await forge.publish(report(), handover({ delivery: "pr" }));
  expect(second).toEqual({ ...first, verified: undefined });
  const pull = github.pull({ ...PULL, number: 2 });
  expect(first).toMatchObject({ status: "committed", pull_request_url: expect.stringMatching(/\/acme\/calc\/pull\/2$/) });
  expect([pull.pull.base_ref, pull.pull.head_ref]).toEqual(["feature", "tfactory/run-1"]);
  expect(gitOf("log", "-1", "--format=%H", "tfactory/run-1").trim()).toBe(shaOf(first));
  expectContractKept(story);
});

describe("taking back", () => {
  test("undo reverts exactly our commit, once, and what others did since stays", async () => {
    const { story, forge, report, handover, github, gitOf, head } = await aDelivery();
    const ours = shaOf(await forge.publish(report(), handover()));
    await github.commit({
      repository: "acme/calc",
      branch: "feature",
      user: "bob",
      message: "more",
      files: { "more.py": "x = 1\n" },
    });
    const undone = await forge.undo(ours, handover());
    expect(undone).toMatchObject({ status: "committed", files: [FILE], commit_sha: await head() });
    expect(gitOf("diff-tree", "-r", "--name-status", story.head_sha, "feature")).toBe("A\tmore.py\n");
    expect(shaOf(await forge.undo(ours, handover()))).toBe(shaOf(undone));
    expectContractKept(story);
  });

  test("undo refuses what someone changed since, what is not ours and what is not there", async () => {
    const { story, forge, report, handover, github, head } = await aDelivery();
    const ours = shaOf(await forge.publish(report(), handover()));
    await github.commit({
      repository: "acme/calc",
      branch: "feature",
      user: "bob",
      message: "edit",
      files: { [FILE]: `${SOURCE}# mine\n` },
    });
    const before = await head();
    expect(await forge.undo(ours, handover())).toMatchObject({
      status: "refused",
      reason: expect.stringContaining(`${FILE} was changed since`),
    });
    expect(await forge.undo(story.head_sha, handover())).toMatchObject({
      status: "refused",
      reason: expect.stringContaining("not one of TFactory"),
    });
    expect(await forge.undo("f".repeat(40), handover())).toMatchObject({
      status: "refused",
      reason: expect.stringContaining("not there"),
    });
    expect(await head()).toBe(before);
  });

  test("drop takes one test out of its file and the last one with the file; undo still works after it", async () => {
    const { story, forge, report, handover, gitOf } = await aDelivery();
    const ours = shaOf(await forge.publish(report(), handover()));
    const one = await forge.drop({ file: FILE, name: "test_zero" }, report(), handover());
    expect(one).toMatchObject({ status: "committed", files: [FILE] });
    expect(gitOf("show", `feature:${FILE}`)).toContain("def test_sub()");
    expect(gitOf("show", `feature:${FILE}`)).not.toContain("test_zero");
    expect(shaOf(await forge.drop({ file: FILE, name: "test_zero" }, report(), handover()))).toBe(shaOf(one));
    expect(await forge.drop({ file: FILE, name: "test_nothing" }, report(), handover())).toMatchObject({ status: "refused" });
    await forge.undo(ours, handover());
    expect(gitOf("ls-tree", "-r", "--name-only", "feature")).not.toContain(FILE);
    expectContractKept(story);
  });
});

const writes: [string, { method: string; path: RegExp }, boolean][] = [
  ["the mutation", { method: "POST", path: /\/graphql$/ }, false],
  ["the tree", { method: "POST", path: /\/git\/trees$/ }, true],
  ["the commit", { method: "POST", path: /\/git\/commits$/ }, true],
  ["moving the branch", { method: "PATCH", path: /\/git\/refs\// }, true],
  ["fetching", { method: "POST", path: /git-upload-pack$/ }, false],
];

test.each(writes)("when %s fails in any way there is one commit in the end", async (_write, hit, data) => {
  const app = await anApp();
  const { story } = app;
  let onto = story.head_sha;
  const some = faults.filter(([name]) => /limit|429$|50/.test(name));
  for (const [index, [name, fault]] of some.entries()) {
    const { forge, report, handover, github, gitOf } = await aDelivery(app);
    if (data) github.fail({ path: /graphql/, status: 404, times: 100 });
    github.fail({ ...hit, ...fault, times: 2 });
    const run = report({ run_id: `run-${index}`, head_sha: onto, files: [{ path: `tests/test_${index}.py`, source: SOURCE }] });
    app.time.skip(3600 * 7);
    const published = await forge.publish(run, handover());
    expect(published, name).toMatchObject({ status: "committed" });
    expect(gitOf("rev-list", "--count", `${onto}..feature`), name).toBe("1\n");
    expect(gitOf("diff-tree", "-r", "--name-only", onto, "feature"), name).toBe(`tests/test_${index}.py\n`);
    onto = shaOf(published);
    github.clearFailures();
  }
});
