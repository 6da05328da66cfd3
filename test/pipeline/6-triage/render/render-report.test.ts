import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as textOf } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import type { Report } from "../../../../src/domain/report.ts";
import { renderReportMarkdown } from "../../../../src/pipeline/6-triage/render/render-report-markdown.ts";
import { renderSummary } from "../../../../src/pipeline/6-triage/render/render-summary.ts";
import { aBaseline, FILE, failed, signal } from "../../builders.ts";
import { dayBug, good, report, storySnapshot, told } from "./duration-story.ts";

function parseMarkdown(text: string): Nodes {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

const GOLDEN = "../../../../fixtures/golden/report";

const rejected = good.slice(7);
const nasty = "test_`` ` ```|</details>@octocat [x](https://evil.example) <!-- -->\n# Accepted\u202E\u001B[31m";

const stories: Record<string, Report> = {
  good: report([dayBug, ...good]),
  "no-criteria": report(good.slice(4, 7), {
    snapshot: { ...storySnapshot, criteria: [], unrepresented_sections: [] },
    plan: { targets: [], untestable: [] },
  }),
  "nothing-found": report(rejected, {
    snapshot: {
      ...storySnapshot,
      baseline: aBaseline({
        killed: storySnapshot.mutants.slice(0, 9).map((mutant) => mutant.id),
        covered: storySnapshot.executable,
      }),
    },
  }),
  "suspected-bug": report([dayBug, ...rejected]),
  "infrastructure-failure": report([], {
    status: "failed",
    timings: { snapshot: 2.4 },
    sandbox_seconds: 0,
    warnings: ["The container engine stopped answering: connect ECONNREFUSED /var/run/docker.sock"],
  }),
  "hostile-names": report(
    [
      told(nasty, { shows: "</summary> @octocat `code` <img src=x>", kills: ["text-4"], lines: [43] }),
      {
        ...dayBug,
        name: `${nasty}2`,
        evidence: { ...dayBug.evidence, head: signal.head(0, failed(FILE, { message: "````\n@octocat | <h1>\u001B[2J" })) },
      },
      { ...(rejected[0] ?? dayBug), name: `${nasty}3` },
    ],
    {
      snapshot: {
        ...storySnapshot,
        repository: "evil/`|@octocat",
        spec_id: "--><script>",
        mutants: storySnapshot.mutants.map((mutant) => ({ ...mutant, replacement: "```\n@octocat\n# x" })),
        criteria: storySnapshot.criteria.map((criterion) => ({
          ...criterion,
          text: "a | b \\| [c](http://d) @octocat <b> ``` `x` #1",
        })),
        unrepresented_sections: ["# @octocat | `"],
      },
      warnings: ["@octocat ran [this](https://evil.example)"],
      framework: {
        id: "pytest",
        language: "python",
        normalise: (_, name) => name,
        keepCases: (source) => source,
        textOf: (_, name) => name,
        annotate: (source) => source,
      },
    },
  ),
};

/** Every node of a rendered report. */
function nodesIn(node: Nodes): Nodes[] {
  return [node, ...("children" in node ? node.children.flatMap((child) => nodesIn(child)) : [])];
}

describe("hostile names", () => {
  const hostile = stories["hostile-names"];
  const nodes = hostile === undefined ? [] : nodesIn(parseMarkdown(renderReportMarkdown(hostile)));

  test("bring no link, image, mention or heading of their own", () => {
    expect(
      nodes.filter((node) => ["link", "image", "linkReference", "definition", "footnoteReference"].includes(node.type)),
    ).toEqual([]);
    for (const node of nodes) if (node.type === "text") expect(node.value).not.toMatch(/@|#\d/);
    const titles = nodes.flatMap((node) => (node.type === "heading" ? [textOf(node)] : []));
    expect(titles).toEqual([
      "TFactory report",
      "Suspected bugs",
      "Criteria",
      "Kept tests",
      FILE,
      "Still untested",
      "Cost and time",
      "Good to know",
    ]);
  });

  test("bring no HTML: all of it is ours, and every element is closed", () => {
    const html = nodes.flatMap((node) => (node.type === "html" ? [node.value] : []));
    for (const value of html) {
      expect(value).toMatch(/^(<details><summary>(<code>[^<>]*<\/code>)?[^<>]*<\/summary>|<\/details>|<br>)$/);
    }
    const opened = html.filter((value) => value.startsWith("<details>")).length;
    expect(opened).toBeGreaterThan(2);
    expect(html.filter((value) => value === "</details>")).toHaveLength(opened);
  });

  test("bring no control character to the terminal", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    if (hostile) expect(renderSummary(hostile)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

describe.each(Object.keys(stories))("%s", (story) => {
  const told_report = stories[story];
  if (told_report === undefined) throw new Error(story);

  test("reads as its golden report", async () => {
    await expect(renderReportMarkdown(told_report)).toMatchFileSnapshot(`${GOLDEN}/${story}.md`);
  });

  test("reads as its golden summary", async () => {
    await expect(`${renderSummary(told_report)}\n`).toMatchFileSnapshot(`${GOLDEN}/${story}.txt`);
  });

  test("has a summary of at most fourteen lines", () => {
    expect(renderSummary(told_report).split("\n").length).toBeLessThanOrEqual(14);
  });
});
