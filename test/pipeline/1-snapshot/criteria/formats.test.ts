import { describe, expect, test } from "vitest";
import { pytest } from "../../../../src/frameworks/pytest/index.ts";
import { findCriterionItems } from "../../../../src/pipeline/1-snapshot/criteria/criterion-items.ts";
import { readCriteria } from "../../../../src/pipeline/1-snapshot/criteria/read-criteria.ts";
import { busyMilliseconds } from "../../../busy-milliseconds.ts";

/** Id, text and line of each criterion. */
function read(text: string, path = "spec.md") {
  return readCriteria({ path, text }, pytest).criteria.map(({ id, text, origin }) => [id, text, origin.line]);
}

const FEATURE = `Feature: Durations
  Some words about it.

  Background:
    Given a parser

  @AC-7
  Scenario: Seconds
    When "90s" is read
    Then the result is 90

  Scenario Outline: Reads <text>
    When "<text>" is read
    Then the result is <seconds>

    Examples:
      | text | seconds |
      | 2m   | 120     |
      | 1h   | 3600    |

  Rule: Nonsense is refused
    Background:
      And a strict parser
    Scenario: Words
      When these are read:
        | soon |
        | late |
      Then the error says
        """
        unknown
        """

  Scenario: Nothing yet
`;

describe("Gherkin", () => {
  test("a feature file gives a criterion per scenario and row, with the steps of the backgrounds", () => {
    expect(read(FEATURE, "specs/durations.feature")).toEqual([
      ["AC-7", 'Scenario: Seconds\nGiven a parser\nWhen "90s" is read\nThen the result is 90', 8],
      ["AC-1", 'Scenario: Reads 2m\nGiven a parser\nWhen "2m" is read\nThen the result is 120', 18],
      ["AC-2", 'Scenario: Reads 1h\nGiven a parser\nWhen "1h" is read\nThen the result is 3600', 19],
      [
        "AC-3",
        'Rule: Nonsense is refused\nScenario: Words\nGiven a parser\nAnd a strict parser\nWhen these are read:\n  | soon |\n  | late |\nThen the error says\n  """\n  unknown\n  """',
        24,
      ],
    ]);
  });

  test("a scenario without a step is listed as one that gave nothing", () => {
    expect(readCriteria({ path: "a.feature", text: FEATURE }, pytest).unrepresented_sections).toEqual(["Scenario: Nothing yet"]);
  });

  test.each([
    ["a feature", "Feature: a\n  Scenario: b\n    Given c\n    Then d"],
    ["a scenario", "Scenario: b\n  Given c\n  Then d"],
  ])("a fenced block may begin with %s, wherever it stands", (_what, block) => {
    const lines = block.split("\n");
    const line = 5 + lines.findIndex((one) => one.includes("Scenario"));
    expect(read(`# Notes\n\ntext\n\n\`\`\`gherkin\n${block}\n\`\`\`\n`).map(([, ...rest]) => rest)).toEqual([
      ["Scenario: b\nGiven c\nThen d", line + 1],
    ]);
  });

  test("a fenced block of bare steps is one scenario", () => {
    expect(read("```gherkin\nGiven a\nWhen b\nThen c\n```\n")).toEqual([["AC-1", "Given a\nWhen b\nThen c", 2]]);
  });

  test("steps in prose count where criteria are announced", () => {
    const steps = "**Given** a file\n**When** it is read\n**Then** it is closed";
    expect(read(`## Acceptance criteria\n\n${steps}\n\n## Story\n\n${steps}\n`)).toEqual([["AC-1", steps, 3]]);
  });

  test("what is no Gherkin is said, with the place", () => {
    const { criteria, warnings } = readCriteria(
      { path: "a.feature", text: "Feature: a\n  Scenario: b\n    Then c\n  nonsense\n" },
      pytest,
    );
    expect(criteria).toEqual([]);
    expect(warnings[0]).toMatch(/^a\.feature can not be read as Gherkin: \(\d+:\d+\)/);
    const block = readCriteria({ path: "spec.md", text: "# A\n\n```gherkin\nso what\n```\n" }, pytest);
    expect(block.warnings[0]).toMatch(/^The block at line 3 of spec\.md can not be read as Gherkin: /);
  });

  test("a text that begins with a feature is Gherkin, whatever it is called", () => {
    expect(read("# from the request\n@AC-2\nFeature: a\n  Scenario: b\n    Then c\n", "request")).toEqual([
      ["AC-2", "Scenario: b\nThen c", 4],
    ]);
    expect(read("# Acceptance criteria\n\n- Feature: is a word\n", "request")).toEqual([["AC-1", "Feature: is a word", 3]]);
  });

  test("other languages are read", () => {
    const text = "# language: de\nFunktionalität: a\n  Szenario: b\n    Angenommen c\n    Dann d\n";
    expect(read(text, "a.feature")).toEqual([["AC-1", "Scenario: b\nAngenommen c\nDann d", 3]]);
  });
});

describe("EARS", () => {
  test.each([
    ["ubiquitous", "The parser shall read seconds."],
    ["event-driven", "When a unit is missing, the parser shall raise `ValueError`."],
    ["state-driven", "While the cache is warm, `get` shall not ask the store."],
    ["unwanted behaviour", "If the text is empty, then the parser shall return `None`."],
    ["optional feature", "Where a limit is given, the system shall cut the text."],
  ])("a sentence in the %s template is a criterion wherever it stands", (_what, sentence) => {
    expect(read(`# Design\n\nSome words. ${sentence} More words.\n`)).toEqual([["AC-1", sentence, 3]]);
  });

  test("each sentence of a paragraph has its own line, and code does not end one", () => {
    const text = 'Intro.\nThe parser shall give `f("a. B")` back\nas it is. It shall keep `x.y`.\n';
    expect(read(text)).toEqual([
      ["AC-1", 'The parser shall give `f("a. B")` back\nas it is.', 2],
      ["AC-2", "It shall keep `x.y`.", 3],
    ]);
  });

  test("items of any list count, and the rest of that list does not", () => {
    expect(read("# Notes\n\n- The parser shall trim.\n- buy milk\n")).toEqual([["AC-1", "The parser shall trim.", 3]]);
  });

  test("code with the word is none", () => {
    expect(read("# Notes\n\n```\nThe parser shall trim.\n```\n")).toEqual([]);
  });
});

describe("user stories", () => {
  const story = "As a cook, I want to read minutes so that I can time eggs.";

  test("are criteria when there is nothing else", () => {
    expect(read(`# Timer\n\n${story}\n\n- As an owner, we need a log\n- other\n`)).toEqual([
      ["AC-1", story, 3],
      ["AC-2", "As an owner, we need a log", 5],
    ]);
  });

  test("are the introduction to criteria otherwise", () => {
    expect(read(`# Timer\n\n${story}\n\n## Acceptance criteria\n\n- It reads.\n`)).toEqual([["AC-1", "It reads.", 7]]);
  });
});

test("documents of one source are numbered together, each criterion with its own place", () => {
  const also = [{ path: "#6", text: "## Criteria\n\n- two\n" }];
  const { criteria } = readCriteria({ path: "#5", text: "## Criteria\n\n- one\n", origin: "issue", also }, pytest);
  expect(criteria.map(({ id, origin }) => [id, origin])).toEqual([
    ["AC-1", { source: "issue", path: "#5", line: 3 }],
    ["AC-2", { source: "issue", path: "#6", line: 3 }],
  ]);
});

describe("whatever a document holds", () => {
  /** A small generator of the words the formats are made of, the same every time. */
  function* documents(count: number): Generator<string> {
    const words =
      'Feature:|Scenario:|Scenario Outline: <a>|Examples:|  | a |\n  | 1 |\n|Background:|Rule: r|Given a|When b|Then `c`|And "d"|# Acceptance criteria|## X|- [ ] one|- AC-2: two|1. three|The x shall y.|As a z, I want w|```gherkin|```|> q|"""|@AC-3|AC-4: v|<!-- c -->|| t | u |\n|-|-|\n||    |\t|***|`|\u2028|\r|é🎉'.split(
        /(?<![ |])\|(?![- ])/,
      );
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let at = 0; at < count; at++) {
      yield Array.from({ length: 1 + next(40) }, () => `${" ".repeat(next(3) * 2)}${words[next(words.length)]}`).join(
        next(4) === 0 ? " " : "\n",
      );
    }
  }

  test("reading it ends, and every Markdown criterion stands in it word for word where it is said to", () => {
    for (const text of documents(400)) {
      const { items } = findCriterionItems({ path: "a.md", text });
      const lines = text.split(/\r\n|\r|\n/);
      for (const item of items) {
        expect(item.text.trim()).not.toBe("");
        expect(item.line).toBeGreaterThanOrEqual(1);
        expect(item.line).toBeLessThanOrEqual(lines.length);
        const first = item.text.split(/\r\n|\r|\n/)[0] ?? "";
        if (!/^(Scenario|Rule|Given|When|Then|And)\b/.test(first)) expect(lines[item.line - 1]).toContain(first);
      }
    }
  });

  test("a feature file gives criteria or says why not", () => {
    for (const text of documents(400)) {
      const { items, problems, empty_sections } = findCriterionItems({ path: "a.feature", text });
      expect(items.every(({ text }) => text.trim() !== "")).toBe(true);
      expect(items.length + problems.length + empty_sections.length, JSON.stringify(text)).toBeGreaterThanOrEqual(0);
    }
  });

  test.each([
    [
      "steps under many backgrounds",
      `Feature: a\nBackground:\n${"Given x\n".repeat(1000)}${"Scenario: b\nThen c\n".repeat(1000)}`,
    ],
    ["rows", `Feature: a\nScenario Outline: b\nThen <c>\nExamples:\n|c|\n${"|1|\n".repeat(20_000)}`],
    [
      "placeholders",
      `Feature: a\nScenario Outline: b\n${`Then ${"<c>".repeat(1000)}\n`.repeat(50)}Examples:\n|c|\n${"|1|\n".repeat(90)}`,
    ],
    ["emphasis in an item", `# Criteria\n\n- a\n${`  ${"*a_".repeat(600)}\n`.repeat(100)}`],
    ["tags", `${"@a ".repeat(20_000)}\nFeature: a\nScenario: b\nThen c\n`],
    ["underlined headings", "a\n=\n".repeat(20_000)],
    ["lazy quotes", "> x\ny\n".repeat(20_000)],
    ["requirements", "The x shall y. ".repeat(10_000)],
    ["stories", "As a ".repeat(20_000)],
    ["backticks", "`".repeat(60_000)],
    ["tables", `|a|b|\n|-|-|\n${"|a|b|\n".repeat(10_000)}`],
    ["numbers", `# Criteria\n\n${"- AC-1: `f(1) == 2` is 3 for 4\n".repeat(90)}`],
  ])("hostile %s are read in time", async (_what, text) => {
    for (const path of ["a.md", "a.feature"]) {
      expect(await busyMilliseconds(() => readCriteria({ path, text }, pytest)), path).toBeLessThan(10_000);
    }
  });
});
