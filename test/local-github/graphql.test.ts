import { describe, expect, test } from "vitest";
import { schema } from "../../src/local-github/graphql/schema.ts";
import { aStory, asApp, asInstallation, type Client, type Story, withToken } from "./a-github.ts";

const COMMIT = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url signature { isValid } ...Headline } ref { name target { oid } } }
}
fragment Headline on Commit { messageHeadline }`;

interface Errors {
  errors: { type: string; message: string }[];
}
function input(expectedHeadOid: string, more: Record<string, unknown> = {}) {
  const branch = { repositoryNameWithOwner: "acme/calc", branchName: "feature" };
  const fileChanges = { additions: [{ path: "tests/test_calc.py", contents: Buffer.from("assert True\n").toString("base64") }] };
  return { branch, expectedHeadOid, fileChanges, message: { headline: "Tests", body: "Why." }, ...more };
}
async function errorsOf(request: Promise<unknown>): Promise<Errors["errors"]> {
  return request.then(
    () => [],
    (error: Errors) => error.errors,
  );
}
function commit(octokit: Client, value: unknown) {
  return octokit.graphql<{ createCommitOnBranch: { commit: Record<string, unknown>; ref: unknown } }>(COMMIT, { input: value });
}

describe("createCommitOnBranch", () => {
  test("makes a real commit that GitHub signed, and the pull request follows", async () => {
    const story = await aStory();
    const { github, repo, head_sha, base_sha } = story;
    const octokit = asInstallation(story);
    const made = (await commit(octokit, input(head_sha))).createCommitOnBranch;
    const oid = String(made.commit.oid);
    expect(made).toMatchObject({
      commit: { signature: { isValid: true }, messageHeadline: "Tests" },
      ref: { name: "feature", target: { oid } },
    });
    const { data } = await octokit.rest.repos.getCommit({ ...repo, ref: oid });
    expect(data.commit.message).toBe("Tests\n\nWhy.");
    expect(data.commit.author?.name).toBe("tfactory[bot]");
    expect(data.author?.login).toBe("tfactory[bot]");
    expect(data.commit.verification?.verified).toBe(true);
    expect(data.parents.map(({ sha }) => sha)).toEqual([head_sha]);
    expect(data.files?.map(({ filename, status }) => `${status} ${filename}`)).toEqual(["added tests/test_calc.py"]);
    expect(github.pull({ repository: "acme/calc", number: 1 }).pull.head_sha).toBe(oid);
    const compared = await octokit.rest.repos.compareCommitsWithBasehead({ ...repo, basehead: `${base_sha}...${oid}` });
    expect(compared.data).toMatchObject({ ahead_by: 2, behind_by: 0, status: "ahead" });
  });

  test("loses the race to whoever pushed first, and only then", async () => {
    const story = await aStory();
    const octokit = asInstallation(story);
    const racers = ["a", "b", "c"].map((name) => {
      const additions = [{ path: `tests/test_${name}.py`, contents: "" }];
      return errorsOf(commit(octokit, input(story.head_sha, { fileChanges: { additions } })));
    });
    const lost = (await Promise.all(racers)).flat();
    expect(lost).toHaveLength(2);
    const message = `Expected branch to point to "${story.head_sha}" but it did not.  Pull and try again.`;
    for (const error of lost) expect(error).toMatchObject({ type: "STALE_DATA", message });
  });

  test("deletes files and keeps a file's mode", async () => {
    const story = await aStory();
    const octokit = asInstallation(story);
    const { repo, head_sha } = story;
    const tree = await octokit.rest.git.createTree({
      ...repo,
      base_tree: head_sha,
      tree: [{ path: "run.sh", mode: "100755", type: "blob", content: "true\n" }],
    });
    const parent = await octokit.rest.git.createCommit({ ...repo, message: "Run", tree: tree.data.sha, parents: [head_sha] });
    await octokit.rest.git.updateRef({ ...repo, ref: "heads/feature", sha: parent.data.sha });
    const additions = [{ path: "run.sh", contents: Buffer.from("false\n").toString("base64") }];
    const fileChanges = { additions, deletions: [{ path: "docs/sub.md" }] };
    const made = await commit(octokit, input(parent.data.sha, { fileChanges }));
    const { data } = await octokit.rest.git.getTree({
      ...repo,
      tree_sha: String(made.createCommitOnBranch.commit.oid),
      recursive: "1",
    });
    expect(data.tree.map(({ path, mode }) => `${mode} ${path}`)).toEqual(["100644 README.md", "100644 calc.py", "100755 run.sh"]);
  });

  const refusals: [string, (story: Story) => Promise<unknown>, { type: string; message: RegExp }][] = [
    [
      "a token without contents",
      async (story) => {
        const { data } = await appToken(story, { contents: "read" });
        return commit(withToken(story.github, data.token), input(story.head_sha));
      },
      { type: "FORBIDDEN", message: /^Resource not accessible by integration$/ },
    ],
    [
      "a reader",
      ({ github, head_sha }) => commit(withToken(github, github.userToken("rita")), input(head_sha)),
      { type: "NOT_FOUND", message: /Not Found/ },
    ],
    [
      "a branch that is gone",
      async (story) => {
        await story.github.setBranch("acme/calc", "feature", null, "alice");
        return commit(asInstallation(story), input(story.head_sha));
      },
      { type: "NOT_FOUND", message: /not found/ },
    ],
    [
      "a protected branch",
      async (story) => {
        story.github.protectBranch("acme/calc", {
          kind: "protection",
          branch: "feature",
          message: "Changes must be made through a pull request.",
        });
        return commit(asInstallation(story), input(story.head_sha));
      },
      { type: "BRANCH_PROTECTION_RULE_VIOLATION", message: /through a pull request/ },
    ],
    [
      "a ruleset",
      async (story) => {
        story.github.protectBranch("acme/calc", { kind: "ruleset", branch: "feature", message: "Commits must be small." });
        return commit(asInstallation(story), input(story.head_sha));
      },
      { type: "UNPROCESSABLE", message: /^Repository rule violations found\n\nCommits must be small/ },
    ],
    [
      "a workflow",
      (story) => {
        const fileChanges = { additions: [{ path: ".github/workflows/ci.yml", contents: "" }] };
        return commit(asInstallation(story), input(story.head_sha, { fileChanges }));
      },
      { type: "FORBIDDEN", message: /Resource not accessible/ },
    ],
    [
      "a path that leaves the repository",
      (story) => {
        const fileChanges = { additions: [{ path: "../up.py", contents: "" }] };
        return commit(asInstallation(story), input(story.head_sha, { fileChanges }));
      },
      { type: "UNPROCESSABLE", message: /invalid/ },
    ],
  ];
  test.each(refusals)("refuses %s", async (_, attempt, expected) => {
    const story = await aStory();
    const [error, ...others] = await errorsOf(attempt(story));
    expect(others).toEqual([]);
    expect(error?.type).toBe(expected.type);
    expect(error?.message).toMatch(expected.message);
    const still = await story.github.resolve("acme/calc", "feature");
    expect([story.head_sha, null]).toContain(still);
  });
});

describe("queries", () => {
  const CLOSING = `query($owner: String!, $repo: String!, $number: Int!, $first: Int = 10) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) { number closingIssuesReferences(first: $first) { totalCount nodes { number title body repository { nameWithOwner } } } }
    }
  }`;

  test("closing issues are those a keyword names, outside code and only towards the default branch", async () => {
    const story = await aStory();
    const { github } = story;
    for (const title of ["Two", "Three", "Four"]) await github.openIssue("acme/calc", "alice", { title, body: `${title}.` });
    const body = "Fixes #2, closes acme/calc#3. `fixes #4` and mentions #4";
    await github.editPullRequest({ repository: "acme/calc", number: 1, user: "alice", body });
    const answer = await asInstallation(story).graphql<{ repository: { pullRequest: unknown } }>(CLOSING, {
      owner: "acme",
      repo: "calc",
      number: 1,
    });
    expect(answer.repository.pullRequest).toEqual({
      number: 1,
      closingIssuesReferences: {
        totalCount: 2,
        nodes: [
          { number: 2, title: "Two", body: "Two.", repository: { nameWithOwner: "acme/calc" } },
          { number: 3, title: "Three", body: "Three.", repository: { nameWithOwner: "acme/calc" } },
        ],
      },
    });
  });

  test("every field of the schema answers", async () => {
    const story = await aStory();
    const { github } = story;
    await github.openIssue("acme/calc", "alice", { title: "An issue" });
    await github.editPullRequest({ repository: "acme/calc", number: 1, user: "alice", body: "Closes #2" });
    const given: Record<string, string> = {
      repository: '(owner: "acme", name: "calc")',
      ref: '(qualifiedName: "refs/heads/feature")',
      object: '(expression: "feature")',
      issue: "(number: 2)",
      pullRequest: "(number: 1)",
    };
    const ask = (type: string, above: string[]): string =>
      Object.entries(schema[type] ?? {})
        .filter(([, field]) => field.type === null || !above.includes(field.type))
        .map(([name, field]) => {
          const inside = field.type === null ? "" : ` { __typename ${ask(field.type, [...above, field.type])} }`;
          return `${name}${above.length < 2 || name !== "repository" ? (given[name] ?? "") : ""}${inside}`;
        })
        .join(" ");
    const answer = await asInstallation(story).graphql<Record<string, Record<string, unknown>>>(`{ ${ask("Query", ["Query"])} }`);
    expect(answer.viewer).toEqual({ __typename: "Actor", login: "tfactory", url: `${github.url}/apps/tfactory` });
    expect(answer.repository).toMatchObject({
      nameWithOwner: "acme/calc",
      isFork: false,
      defaultBranchRef: { name: "main", prefix: "refs/heads/", target: { oid: story.base_sha, messageHeadline: "Start" } },
      object: { oid: story.head_sha, abbreviatedOid: story.head_sha.slice(0, 7), signature: null },
      issue: { number: 2, state: "OPEN", author: { login: "alice" }, url: `${github.url}/acme/calc/issues/2` },
      pullRequest: {
        state: "OPEN",
        headRefOid: story.head_sha,
        baseRefOid: story.base_sha,
        isCrossRepository: false,
        closingIssuesReferences: { totalCount: 1, pageInfo: { hasNextPage: false, endCursor: "1" } },
        url: `${github.url}/acme/calc/pull/1`,
      },
    });
  });

  test("a document that cannot be read says where", async () => {
    const story = await aStory();
    for (const [query, message] of [
      ["{ viewer { login }", /Unexpected end of document/],
      ["{ viewer(%) { login } }", /UNKNOWN_CHAR/],
      ["subscription { x }", /Expected an operation/],
      ["{ viewer }", /must have selections/],
      ["query($n: Int!) { viewer { login } }", /Variable \$n of type Int! was provided invalid value/],
    ] as const) {
      const [error] = await errorsOf(asInstallation(story).graphql(query));
      expect(error?.message, query).toMatch(message);
    }
  });

  test("a field that does not exist runs nothing and is noted", async () => {
    const story = await aStory();
    const octokit = asInstallation(story);
    const bad = "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { sha } } }";
    const errors = await errorsOf(octokit.graphql(bad, { input: input(story.head_sha) }));
    expect(errors[0]?.message).toBe("Field 'sha' doesn't exist on type 'Commit'");
    expect(await story.github.resolve("acme/calc", "feature")).toBe(story.head_sha);
    expect(story.github.contractViolations).toHaveLength(1);
  });

  test("the rate limit is the one REST counts too", async () => {
    const story = await aStory();
    const octokit = asInstallation(story);
    await octokit.rest.repos.get(story.repo);
    const answer = await octokit.graphql<{ rateLimit: unknown }>("{ rateLimit { limit used remaining } }");
    expect(answer.rateLimit).toEqual({ limit: 5000, used: 2, remaining: 4998 });
  });

  test("somebody else's private repository is not there", async () => {
    const { github } = await aStory();
    const octokit = withToken(github, github.userToken("mallory"));
    const errors = await errorsOf(octokit.graphql(CLOSING, { owner: "acme", repo: "calc", number: 1 }));
    expect(errors).toMatchObject([{ type: "NOT_FOUND" }]);
  });
});

function appToken(story: Story, permissions: Record<string, "read" | "write">) {
  const installation_id = story.installation.id;
  return asApp(story).rest.apps.createInstallationAccessToken({ installation_id, permissions });
}
