import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRepository } from "../../src/adapters/git/create-repository.ts";
import { pagesOf } from "../../src/local-github/pages/pages.ts";
import { type LocalGitHub, startLocalGitHub } from "../../src/local-github/start.ts";

const SAMPLE = new URL("../../fixtures/repos/pytest-duration/", import.meta.url).pathname;
const REPOSITORY = "maria/durations";
let folder: string;
let github: LocalGitHub;
let pull: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pages-"));
  await createRepository(join(folder, "sample"), [
    { branch: "main", folder: join(SAMPLE, "base"), message: "Before\n" },
    { branch: "feature", folder: join(SAMPLE, "head"), message: "After <b>\n" },
  ]);
  github = await startLocalGitHub({ folder: join(folder, "github") });
  github.servePages(pagesOf(github.world, github.onChange));
  for (const login of ["maria", "rob"]) github.createUser(login);
  await github.createRepository("maria", "durations", { from: join(folder, "sample") });
  github.addCollaborator(REPOSITORY, "rob", "read");
  const opened = { repository: REPOSITORY, user: "maria", title: "Parse <durations>", head: "feature", base: "main" };
  const { number } = await github.openPullRequest({ ...opened, body: "**Bold** <script>alert(1)</script> @rob" });
  pull = `/${REPOSITORY}/pull/${number}`;
});
afterAll(async () => {
  await github.close();
  await rm(folder, { recursive: true });
});

async function page(path: string): Promise<string> {
  const response = await fetch(github.url + path);
  return `${response.status} ${await response.text()}`;
}

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(github.url + path, { method: "POST", body: new URLSearchParams(form), headers, redirect: "manual" });
}

describe("looking", () => {
  test("the conversation shows the description as Markdown; nothing in it can run", async () => {
    const text = await page(pull);
    expect(text).toContain("200 <!doctype html>");
    expect(text).toContain("<strong>Bold</strong>");
    expect(text).toContain("Parse &lt;durations&gt;");
    expect(text).not.toContain("<script>alert");
    expect(text).toContain('<strong class="mention">@rob</strong>');
  });

  test("commits, files and checks have pages of their own", async () => {
    expect(await page(`${pull}/commits`)).toContain("After &lt;b&gt;");
    expect(await page(`${pull}/files`)).toMatch(/<tr class="added"><td><\/td><td>\d+<\/td><td>\+/);
    expect(await page(`${pull}/checks`)).toContain("No check has run");
    expect(await page("/")).toContain(REPOSITORY);
    expect(await page(`/${REPOSITORY}`)).toContain("Parse &lt;durations&gt;");
    const sha = await github.resolve(REPOSITORY, "refs/heads/feature");
    expect(await page(`/${REPOSITORY}/commit/${sha}`)).toContain("After &lt;b&gt;");
  });

  test.each(["/nobody/nothing", `/${REPOSITORY}/pull/99`, `/${REPOSITORY}/runs/1`, `/${REPOSITORY}/commit/zz`])(
    "%s is not there",
    async (path) => {
      expect(await page(path)).toContain("404 ");
    },
  );

  test("no page may fetch or run anything that is not ours", async () => {
    const policy = (await fetch(github.url + pull)).headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    for (const asset of ["/-/style.css", "/-/live.js"]) expect((await fetch(github.url + asset)).status).toBe(200);
  });
});

describe("doing", () => {
  test("a comment is written as the person one acts as, and shown", async () => {
    const response = await post(`${pull}/comment`, { body: "/tfactory help" }, { cookie: "person=rob" });
    expect(response.headers.get("location")).toMatch(/#issuecomment-\d+$/);
    const last = github.comments({ repository: REPOSITORY, number: 1 }).at(-1);
    expect(last?.body).toBe("/tfactory help");
    expect(last?.user_id).toBe(github.account("rob").id);
  });

  test("a label is added by a click and removed by the next, for who may", async () => {
    await post(`${pull}/label`, { label: "bug" }, { cookie: "person=maria" });
    expect(github.issue({ repository: REPOSITORY, number: 1 }).labels).toEqual(["bug"]);
    await post(`${pull}/label`, { label: "bug" }, { cookie: "person=maria" });
    expect(github.issue({ repository: REPOSITORY, number: 1 }).labels).toEqual([]);
    const refused = await post(`${pull}/label`, { label: "bug" }, { cookie: "person=rob" });
    expect(`${refused.status} ${await refused.text()}`).toMatch(/422 .*rob may not label/s);
  });

  test("a form from elsewhere, an empty comment and a stranger are refused", async () => {
    expect((await post(`${pull}/comment`, { body: "x" }, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post(`${pull}/comment`, { body: " " })).status).toBe(422);
    expect((await post("/-/person", { login: "nobody", back: "/" })).status).toBe(422);
    const away = await post("/-/person", { login: "rob", back: "//evil.example/" });
    expect(away.headers.get("location")).toBe("/");
  });
});

test("an open page hears of what changes in its repository", async () => {
  const stop = new AbortController();
  const { id } = github.repository(REPOSITORY);
  const response = await fetch(`${github.url}/-/events?repository=${id}`, { signal: stop.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain(": here");
  github.addComment({ repository: REPOSITORY, number: 1, user: "maria", body: "news" });
  expect((await reader?.read())?.value).toContain("data: ");
  stop.abort();
});
