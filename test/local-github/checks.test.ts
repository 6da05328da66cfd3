import { describe, expect, test } from "vitest";
import { aCheckedStory, aStory, asInstallation, expectContract, outcome, type Story } from "./a-github.ts";

const ANNOTATION = {
  path: "calc.py",
  start_line: 1,
  end_line: 1,
  annotation_level: "warning",
  message: "m",
  title: "t",
  raw_details: "d",
} as const;
const ACTION = { label: "Re-run", description: "Run it again", identifier: "rerun" };

function checksOf(story: Story) {
  const { checks } = asInstallation(story).rest;
  const one = { ...story.repo, name: "TFactory", head_sha: story.head_sha };
  const queued = async () => (await checks.create(one)).data.id;
  return { checks, one, queued, repo: story.repo };
}

describe("a check run", () => {
  test("is queued, in progress and completed, and the suite with it", async () => {
    const story = await aCheckedStory();
    const { checks, one, repo } = checksOf(story);
    const made = (await checks.create({ ...one, external_id: "run-1" })).data;
    expect(made).toMatchObject({ status: "queued", conclusion: null, external_id: "run-1", app: { slug: "tfactory" } });
    expect(made.pull_requests).toMatchObject([{ number: 1, head: { ref: "feature" }, base: { ref: "main" } }]);
    const update = { ...repo, check_run_id: made.id };
    const suite = async () => (await checks.getSuite({ ...repo, check_suite_id: made.check_suite?.id ?? 0 })).data;
    expect(
      (await checks.update({ ...update, status: "in_progress", output: { title: "1/7", summary: "**hi**" } })).data.status,
    ).toBe("in_progress");
    expect((await suite()).status).toBe("in_progress");
    const done = (await checks.update({ ...update, conclusion: "neutral" })).data;
    expect(done).toMatchObject({ status: "completed", conclusion: "neutral", output: { title: "1/7", summary: "**hi**" } });
    expect(done.completed_at).not.toBeNull();
    expect(await suite()).toMatchObject({ status: "completed", conclusion: "neutral" });
    expectContract(story);
  });

  test("annotations of several updates are added up", async () => {
    const story = await aStory();
    const { checks, queued, repo } = checksOf(story);
    const check_run_id = await queued();
    for (const lines of [50, 50, 3]) {
      const annotations = Array.from({ length: lines }, (_, at) => ({ ...ANNOTATION, message: `${at}` }));
      await checks.update({ ...repo, check_run_id, output: { title: "t", summary: "s", annotations } });
    }
    const { data } = await checks.listAnnotations({ ...repo, check_run_id, per_page: 100, page: 2 });
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({ title: "t", raw_details: "d", message: "0", annotation_level: "warning" });
    expect((await checks.get({ ...repo, check_run_id })).data.output.annotations_count).toBe(103);
  });

  const BEYOND: [string, object, string][] = [
    [
      "a summary of 65,536 characters",
      { output: { title: "t", summary: "x".repeat(65_536) } },
      "Only 65535 characters are allowed; 65536 were supplied.",
    ],
    [
      "a text of 65,536 characters",
      { output: { title: "t", summary: "s", text: "x".repeat(65_536) } },
      "Only 65535 characters are allowed; 65536 were supplied.",
    ],
    [
      "51 annotations",
      { output: { title: "t", summary: "s", annotations: Array(51).fill(ANNOTATION) } },
      "No more than 50 items are allowed; 51 were supplied.",
    ],
    ["a fourth button", { actions: Array(4).fill(ACTION) }, "No more than 3 items are allowed; 4 were supplied."],
    [
      "a label of 21 characters",
      { actions: [{ ...ACTION, label: "x".repeat(21) }] },
      "Only 20 characters are allowed; 21 were supplied.",
    ],
    [
      "a description of 41",
      { actions: [{ ...ACTION, description: "x".repeat(41) }] },
      "Only 40 characters are allowed; 41 were supplied.",
    ],
    [
      "an identifier of 21",
      { actions: [{ ...ACTION, identifier: "x".repeat(21) }] },
      "Only 20 characters are allowed; 21 were supplied.",
    ],
    ["a button without identifier", { actions: [{ label: "x", description: "x" }] }, `"identifier" wasn't supplied.`],
    [
      "a title of 256 characters",
      { output: { title: "x".repeat(256), summary: "s" } },
      "Title is too long (maximum is 255 characters)",
    ],
    ["a completed run without conclusion", { status: "completed" }, `"conclusion" wasn't supplied.`],
    ["a made-up conclusion", { conclusion: "great" }, `"great" is not a member of`],
  ];
  test("is held to GitHub's limits", async () => {
    const story = await aStory();
    const { checks, queued, repo } = checksOf(story);
    const check_run_id = await queued();
    for (const [what, input, message] of BEYOND) {
      const refused = await outcome(checks.update({ ...repo, check_run_id, ...(input as object) }));
      expect(refused, what).toEqual({ status: 422, message: expect.stringContaining(message) });
    }
    const at_the_limit = { title: "x".repeat(255), summary: "🎉".repeat(65_535), annotations: Array(50).fill(ANNOTATION) };
    expect(
      (await outcome(checks.update({ ...repo, check_run_id, output: at_the_limit, actions: Array(3).fill(ACTION) }))).status,
    ).toBe(200);
    expect(story.github.contractViolations.length).toBeGreaterThan(5);
  });

  test("on a commit the repository does not have is refused", async () => {
    const { checks, one } = checksOf(await aStory());
    const refused = await outcome(checks.create({ ...one, head_sha: "f".repeat(40) }));
    expect(refused).toEqual({ status: 422, message: `No commit found for SHA: ${"f".repeat(40)}` });
  });

  test("is found by commit, name and App; the newest of a name stands for it", async () => {
    const story = await aStory();
    const { checks, one, repo } = checksOf(story);
    await checks.create({ ...one, conclusion: "failure" });
    const again = (await checks.create({ ...one, conclusion: "success" })).data;
    await checks.create({ ...one, name: "Other" });
    const latest = (await checks.listForRef({ ...repo, ref: "feature", check_name: "TFactory", app_id: story.app.app_id })).data;
    expect(latest).toMatchObject({ total_count: 1, check_runs: [{ id: again.id, conclusion: "success" }] });
    expect((await checks.listForRef({ ...repo, ref: story.head_sha, filter: "all" })).data.total_count).toBe(3);
    expect((await checks.listForRef({ ...repo, ref: "feature", status: "completed", filter: "all" })).data.total_count).toBe(2);
    expect((await checks.listForRef({ ...repo, ref: "main" })).data.total_count).toBe(0);
    const suites = (await checks.listSuitesForRef({ ...repo, ref: "feature", app_id: story.app.app_id })).data;
    expect(suites).toMatchObject({ total_count: 1, check_suites: [{ status: "queued", latest_check_runs_count: 3 }] });
  });

  test("stays on its commit when the branch goes on", async () => {
    const story = await aStory();
    const { checks, queued, repo } = checksOf(story);
    const id = await queued();
    await story.github.commit({ repository: "acme/calc", branch: "feature", user: "bob", message: "On", files: { on: "x" } });
    expect((await checks.listForRef({ ...repo, ref: "feature" })).data.total_count).toBe(0);
    const { data } = await checks.get({ ...repo, check_run_id: id });
    expect(data).toMatchObject({ head_sha: story.head_sha, pull_requests: [] });
  });

  test("is changed by the App that made it only", async () => {
    const story = await aStory();
    const { queued, repo } = checksOf(story);
    const check_run_id = await queued();
    const { github } = story;
    const app = await github.createApp({
      slug: "other",
      owner: "acme",
      permissions: { checks: "write" },
      events: [],
      webhook_url: null,
      webhook_secret: null,
    });
    const other = asInstallation({ ...story, app, installation: github.install("other", ["acme/calc"]) });
    expect((await outcome(other.rest.checks.update({ ...repo, check_run_id, conclusion: "success" }))).status).toBe(403);
    expect((await outcome(other.rest.checks.get({ ...repo, check_run_id }))).status).toBe(200);
  });
});

describe("the buttons", () => {
  test("are there once the run is completed, for people who write", async () => {
    const story = await aStory();
    const { checks, queued, repo } = checksOf(story);
    const { github } = story;
    const check_run_id = await queued();
    await checks.update({ ...repo, check_run_id, status: "in_progress", actions: [ACTION] });
    await expect(github.clickButton(check_run_id, "bob", "rerun")).rejects.toThrow(/shows no button/);
    await expect(github.rerequest(check_run_id, "bob")).rejects.toThrow(/completed/);
    await checks.update({ ...repo, check_run_id, conclusion: "success", actions: [ACTION] });
    await expect(github.clickButton(check_run_id, "rita", "rerun")).rejects.toThrow(/rita may not/);
    await expect(github.clickButton(check_run_id, "bob", "other")).rejects.toThrow(/shows no button/);
    await github.clickButton(check_run_id, "bob", "rerun");
  });

  test("re-run puts the suite back and leaves the run as it was", async () => {
    const story = await aStory();
    const { checks, one, repo } = checksOf(story);
    const { data } = await checks.create({ ...one, conclusion: "success" });
    await story.github.rerequest(data.id, "bob");
    expect((await checks.get({ ...repo, check_run_id: data.id })).data).toMatchObject({
      status: "completed",
      conclusion: "success",
    });
    const suite = await checks.getSuite({ ...repo, check_suite_id: data.check_suite?.id ?? 0 });
    expect(suite.data).toMatchObject({ status: "queued", conclusion: null });
    expect((await outcome(checks.rerequestRun({ ...repo, check_run_id: data.id }))).status).toBe(201);
  });
});
