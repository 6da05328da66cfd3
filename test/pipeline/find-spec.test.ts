import { describe, expect, test } from "vitest";
import { defaultSettings, type Handover } from "../../src/domain/handover.ts";
import { InfrastructureError, UserError } from "../../src/errors.ts";
import { type Conversation, findSpec } from "../../src/pipeline/find-spec.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";

const CRITERIA = "## Acceptance criteria\n\n- one\n";
const issues = [
  { number: 4, title: "A chat", body: "Some words.\nMore words." },
  { number: 5, title: "Parse  durations", body: CRITERIA },
];
const main = { "a.py": "a = 1\n", "docs/spec.md": CRITERIA, "specs/old/spec.md": CRITERIA, "specs/payments/spec.md": "# Pay\n" };
const feature = { ...main, "a.py": "a = 2\n", "specs/new/spec.md": `# New\n${CRITERIA}`, "bin.md": "\ufffd" };

function find(asked: Partial<Handover>, there: Partial<Conversation> & { files?: Record<string, string> } = {}) {
  const conversation: Conversation = {
    issue: async (number) => issues.find((issue) => issue.number === number) ?? null,
    issuesClosedBy: async () => [],
    pullRequest: async (number) => ({ number, title: "Durations", body: "" }),
    ...there,
  };
  const forge = new MemoryForge({ main, feature: there.files ?? feature, "user/payments-2": { ...main, "a.py": "3" } });
  return findSpec(aHandover({ pull_request: 7, ...asked }), forge, conversation);
}
const spec = async (...of: Parameters<typeof find>) => (await find(...of)).spec;
const globs = (...patterns: string[]) => ({ settings: { ...defaultSettings, spec: patterns } });

test("a specification that came along is taken as it is", async () => {
  const given = { path: "request", text: "text", origin: "dispatch" as const };
  expect(await spec({ spec: given, spec_ref: "docs/spec.md" })).toBe(given);
});

describe("named", () => {
  test("a path is read from the head", async () => {
    expect(await spec({ spec_ref: "./docs/spec.md" })).toEqual({ path: "docs/spec.md", text: CRITERIA, origin: "spec" });
  });

  test("an issue gives its title and its body", async () => {
    expect(await spec({ spec_ref: "#5" })).toEqual({ path: "#5", text: `# Parse durations\n\n${CRITERIA}`, origin: "issue" });
  });

  test("a name finds the folder among the repository's specifications", async () => {
    expect(await spec({ spec_ref: "payments", ...globs("specs/*/spec.md") })).toMatchObject({ path: "specs/payments/spec.md" });
  });

  test.each([
    ["#9", "There is no issue #9 in this repository."],
    ["docs/spek.md", "There is no specification docs/spek.md on this branch. The nearest is docs/spec.md."],
    ["spec", "spec could be any of these: specs/old/spec.md, specs/payments/spec.md, specs/new/spec.md."],
  ])("%s is refused when it is not there, with what is", async (spec_ref, message) => {
    await expect(find({ spec_ref, ...globs("specs/*/spec.md") })).rejects.toThrow(new UserError(message));
  });
});

describe("found", () => {
  test("the file of the globs that the change touches goes first", async () => {
    expect(await spec(globs("specs/*/spec.md"))).toMatchObject({ path: "specs/new/spec.md", origin: "spec" });
  });

  test("then the one the branch is named after, when it states criteria or nothing else does", async () => {
    const asked = { head_ref: "user/payments-2", ...globs("specs/*/spec.md") };
    expect(await spec(asked)).toMatchObject({ path: "specs/payments/spec.md" });
    expect(await spec(asked, { issuesClosedBy: async () => issues })).toMatchObject({ path: "#5" });
  });

  test("a single file of the globs is the specification", async () => {
    expect(await spec(globs("docs/*.md"))).toMatchObject({ path: "docs/spec.md" });
  });

  test("an issue the pull request closes that states criteria goes before one that does not", async () => {
    expect(await spec({}, { issuesClosedBy: async () => issues })).toMatchObject({ path: "#5", origin: "issue" });
  });

  test("the description is last", async () => {
    const pullRequest = async (number: number) => ({ number, title: "Durations", body: CRITERIA });
    const [chat] = issues;
    if (chat === undefined) throw new Error();
    expect(await spec({}, { pullRequest, issuesClosedBy: async () => [chat] })).toEqual({
      path: "#7",
      text: `# Durations\n\n${CRITERIA}`,
      origin: "pull-request",
    });
  });

  test("all documents of the first source that states criteria count, the later sources are named", async () => {
    const more = [...issues, { number: 6, title: "And weeks", body: CRITERIA }];
    const pullRequest = async (number: number) => ({ number, title: "Durations", body: CRITERIA });
    const { spec, settings } = await find({}, { pullRequest, issuesClosedBy: async () => more });
    expect(spec).toMatchObject({ path: "#5", origin: "issue", also: [{ path: "#6", text: `# And weeks\n\n${CRITERIA}` }] });
    expect(settings.warnings).toEqual(["#7 states criteria too; they are not used, because those of #5 are."]);
  });

  test("a feature file is read as Gherkin", async () => {
    const files = { ...feature, "specs/a.feature": "Feature: a\n  Scenario: b\n    Then c\n", "specs/b.md": "# b\n\nprose\n" };
    expect(await spec(globs("specs/*"), { files })).toMatchObject({ path: "specs/a.feature" });
  });

  test("the title of the pull request comes along for when nobody states a criterion", async () => {
    expect((await find({}, { pullRequest: async (number) => ({ number, title: "Read  weeks", body: "" }) })).title).toBe(
      "Read weeks",
    );
  });

  test("a title without a word beneath it is no specification", async () => {
    expect(await spec({})).toBeNull();
  });

  test("issues that can not be read are a warning, not the end", async () => {
    const pullRequest = async (number: number) => ({ number, title: "Durations", body: CRITERIA });
    const unreadable = () => Promise.reject(new InfrastructureError("403"));
    const { spec, settings } = await find({}, { pullRequest, issuesClosedBy: unreadable });
    expect(spec).toMatchObject({ path: "#7" });
    expect(settings.warnings).toEqual([
      "The issues this pull request closes could not be read, so no criterion comes from them.",
    ]);
  });

  test("a run of a local repository asks nobody", async () => {
    expect(await spec({ pull_request: null }, { pullRequest: async () => Promise.reject(new Error("asked")) })).toBeNull();
  });
});
