import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { fence, htmlCode, inlineCode, plainLine, prose, tableRow } from "../../../../src/pipeline/6-triage/render/untrusted.ts";

function parse(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function kindsIn(node: Nodes): Set<string> {
  const children = "children" in node ? node.children : [];
  return new Set([node.type, ...children.flatMap((child) => [...kindsIn(child)])]);
}

const SAFE = ["root", "paragraph", "strong", "text", "inlineCode", "table", "tableRow", "tableCell"];

/** What stands outside of code. */
function textIn(node: Nodes): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => textIn(child)).join(" ") : "";
}

/** Texts a pull request could hold to break out of where it is put. */
const hostile = [
  "@octocat and @org/team",
  "`` ` ``` @octocat",
  "a`b",
  "`",
  "```\n# Accepted\n```",
  "~~~\n# Accepted",
  "[click](https://evil.example)",
  "![x](https://evil.example/pixel.png)",
  "<img src=x onerror=alert(1)>",
  "</details><h1>Accepted</h1>",
  "<!-- tfactory -->",
  "a | b \\| c",
  "\\",
  "line one\n\n# line two",
  "https://evil.example www.evil.example",
  "&#64;octocat &commat;octocat",
  "fixes #1 and GH-2",
  "*bold* _it_ ~~gone~~ $x$",
  "  leading and trailing  ",
  "1. one",
  "",
];
const invisible = "a\u202Eb\u200Bc\u0000d\u001B[31me\u2066f\uFEFFg\u{E0041}h\u00ADi\u3164j\u2028k";

describe("untrusted text", () => {
  test.each(hostile)("%j in an inline span is one code span and nothing else", (text) => {
    const root = parse(`before ${inlineCode(text)} after`);
    expect(kindsIn(root)).toEqual(new Set(["root", "paragraph", "text", "inlineCode"]));
  });

  test.each(hostile)("%j in a sentence makes no link, mention, image, markup or block", (text) => {
    const root = parse(`**AC-1** says ${prose(text)} and so on`);
    const kinds = kindsIn(root);
    for (const kind of kinds) expect(["root", "paragraph", "strong", "text", "inlineCode"]).toContain(kind);
    const plain =
      JSON.stringify(root)
        .match(/"type":"text","value":"[^"]*"/g)
        ?.join("") ?? "";
    expect(plain).not.toMatch(/[@#<>&]/);
  });

  test.each(hostile)("%j in a table stays in its cell", (text) => {
    const table = `${tableRow(["a", "b"])}\n${tableRow(["---", "---"])}\n${tableRow([inlineCode(text), prose(text)])}`;
    const root = parse(table);
    const [only] = root.children;
    expect(root.children).toHaveLength(1);
    expect(only?.type).toBe("table");
    if (only?.type === "table") expect(only.children.map((row) => row.children.length)).toEqual([2, 2]);
    expect(kindsIn(root)).not.toContain("link");
  });

  test.each(hostile)("%j in a fence stays in it", (text) => {
    const root = parse(`${fence("diff", text)}\n\nafter`);
    expect(root.children.map((child) => child.type)).toEqual(["code", "paragraph"]);
  });

  test.each(hostile)("%j in our HTML ends no element and is one line", (text) => {
    expect(htmlCode(text)).toMatch(/^<code>[^<>\n]*<\/code>$/);
  });

  test("in any mixture of dangerous pieces stays what it is", () => {
    const pieces = [
      "`",
      "``",
      "```",
      "@octocat",
      "|",
      "\\",
      "\\|",
      "[x](http://y)",
      "![x](y)",
      "<b>",
      "</details>",
      " ",
      "  ",
      "a",
      "\n",
      "#1",
      "*",
      "_",
      "~~",
      "&#64;",
      "www.a.b",
      "$",
      "AC-1",
    ];
    let state = 7;
    const next = (below: number) => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 1 + next(9) }, () => pieces[next(pieces.length)]).join("");
      const sentence = parse(`**AC-1** says ${prose(text)} and so on`);
      const cell = parse(`${tableRow(["a", "b"])}\n${tableRow(["---", "---"])}\n${tableRow([inlineCode(text), prose(text)])}`);
      for (const root of [sentence, cell]) {
        for (const kind of kindsIn(root)) expect(SAFE, JSON.stringify(text)).toContain(kind);
        expect(textIn(root), JSON.stringify(text)).not.toMatch(/[@#<>&[\]\\`*_$~]|www\./);
      }
      const [table] = cell.children;
      expect(table?.type === "table" && table.children.map((row) => row.children.length), JSON.stringify(text)).toEqual([2, 2]);
    }
  });

  test("loses what a reader can not see", () => {
    expect(plainLine(invisible)).toBe("abcdefghij k");
    expect(fence("", invisible)).toContain("abcdefghij\nk");
    expect(inlineCode(invisible)).toBe("`abcdefghij k`");
  });

  test("is cut, with a sign of it, between whole characters", () => {
    expect(plainLine("😀".repeat(10), 5)).toBe(`${"😀".repeat(4)}…`);
    expect(fence("", Array.from({ length: 50 }, (_, line) => `${line}`).join("\n"), 3)).toContain("2\n… 47 more lines");
  });

  test("keeps its words where they are harmless, and its code as code", () => {
    const text = 'An unknown unit is refused: `parse_duration("3w")` raises `ValueError("unknown unit: w")`.';
    expect(prose(text)).toBe(text);
  });

  test("keeps letters of any script", () => {
    expect(prose("Größe, 時間, время: 90 %")).toBe("Größe, 時間, время: 90 %");
  });
});
