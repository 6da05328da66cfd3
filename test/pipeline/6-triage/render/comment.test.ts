import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { renderComment } from "../../../../src/pipeline/6-triage/render/comment.ts";
import { BYTE_LIMIT } from "../../../../src/pipeline/6-triage/render/fit.ts";
import { REPORT_MARKER } from "../../../../src/pipeline/6-triage/render/marker.ts";
import { ends } from "./ends.ts";

const GOLDEN = "../../../../fixtures/golden/comment";
const url = "https://github.test/octo/durations/runs/1";

function parse(markdown: string): Nodes {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}
function nodesIn(node: Nodes): Nodes[] {
  return [node, ...("children" in node ? node.children.flatMap((child) => nodesIn(child)) : [])];
}

/** The lines a reader sees before opening anything: no blank ones, no comments, of a fold its title. */
function visibleLines(markdown: string): string[] {
  const visible: string[] = [];
  let depth = 0;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("<details>")) {
      if (depth === 0) visible.push(line);
      depth++;
    } else if (line === "</details>") depth--;
    else if (depth === 0 && line.trim() !== "" && !line.startsWith("<!--") && !/^\|[-| ]+\|$/.test(line)) visible.push(line);
  }
  expect(depth).toBe(0);
  return visible;
}

describe.each(Object.keys(ends))("the comment of %s", (story) => {
  const end = ends[story];
  if (end === undefined) throw new Error(story);
  const comment = renderComment({ run_id: "run-1", end, check_run_url: url });
  const nodes = nodesIn(parse(comment));

  test("reads as its golden file", async () => {
    await expect(comment).toMatchFileSnapshot(`${GOLDEN}/${story}.md`);
  });

  test("has at most 25 visible lines and fits into a comment", () => {
    expect(visibleLines(comment).length).toBeLessThanOrEqual(25);
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(BYTE_LIMIT);
  });

  test("begins with the marker it is found by", () => {
    expect(comment.startsWith(`${REPORT_MARKER}run_2d1 -->\n**`)).toBe(true);
  });

  test("holds no mention, no image and no link but those to the run and the pull request", () => {
    const kinds = nodes.map((node) => node.type);
    for (const kind of ["image", "linkReference", "definition", "footnoteReference"]) expect(kinds).not.toContain(kind);
    for (const node of nodes) {
      if (node.type === "text") expect(node.value).not.toMatch(/@|#\d/);
      if (node.type === "link") expect(node.url).toBe(url);
    }
  });

  test("opens and closes its folds, and holds no other HTML", () => {
    const html = nodes.flatMap((node) => (node.type === "html" ? [node.value] : []));
    for (const value of html) {
      expect(value).toMatch(
        /^(<!-- tfactory:v1 run=run_2d1 -->|<details><summary>(<code>[^<>]*<\/code>)?[^<>]*<\/summary>|<\/details>|<br>)$/,
      );
    }
    expect(html.filter((value) => value.startsWith("<details>")).length).toBe(
      html.filter((value) => value === "</details>").length,
    );
  });
});

describe("the comment", () => {
  const of = (story: string) => {
    const end = ends[story];
    if (end === undefined) throw new Error(story);
    return renderComment({ run_id: "run-1", end, check_run_url: null });
  };

  test("says the suspected bug in one line, with both values", () => {
    expect(of("plain")).toContain(
      '**1 suspected bug:** **AC-4** expects `parse_duration("2d")` to be `172800`, the head returns `57600`',
    );
    expect(of("suspected-bugs")).toContain("**AC-5** expects `parse_duration` to raise `ValueError`, the head does not");
    expect(of("suspected-bugs")).toContain("**3 suspected bugs, no test to keep**");
  });

  test("offers to undo only what was committed", () => {
    expect(of("plain")).toContain("`/tfactory undo`");
    expect(of("fork-patch")).not.toContain("/tfactory undo");
  });

  test("holds a patch that git can apply, whatever the tests contain", () => {
    const [, ticks = "", end = "", patch = ""] = /^(`{4,})sh\ngit apply <<'(\w+)'\n(.*?)\n\2\n\1$/ms.exec(of("fork-patch")) ?? [];
    expect(ticks.length).toBe(5);
    expect(end).toBe("END_OF_TESTS_");
    expect(patch).toMatch(/^diff --git a\/tests\//);
  });

  test("names what is too long for it instead of cutting it", () => {
    expect(of("500-tests")).toContain("Too long for a comment");
    expect(of("500-tests")).not.toContain("git apply");
    expect(of("four-byte-characters")).toMatch(/and \d+ more in report\.json/);
  });

  test("has no patch of tests that are on the branch", () => {
    expect(of("plain")).not.toContain("git apply");
  });
});
