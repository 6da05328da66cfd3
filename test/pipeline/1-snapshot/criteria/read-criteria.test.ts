import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pytest } from "../../../../src/frameworks/pytest/index.ts";
import { readCriteria } from "../../../../src/pipeline/1-snapshot/criteria/read-criteria.ts";
import { CRITERIA_LIMIT } from "../../../../src/pipeline/1-snapshot/limits.ts";
import { busyMilliseconds } from "../../../busy-milliseconds.ts";

function read(text: string) {
  return readCriteria({ path: "spec.md", text }, pytest);
}
/** Id and text of each criterion. */
function texts(text: string) {
  return read(text).criteria.map((criterion) => [criterion.id, criterion.text]);
}

test("the sample's specification gives its eight criteria with their lines and examples", () => {
  const spec = readFileSync(new URL("../../../../fixtures/repos/pytest-duration/spec.md", import.meta.url), "utf8");
  const { criteria, unrepresented_sections, warnings } = read(spec);
  expect(criteria.map((criterion) => criterion.id)).toEqual(["AC-1", "AC-2", "AC-3", "AC-4", "AC-5", "AC-6", "AC-7", "AC-8"]);
  expect(criteria[0]).toMatchObject({
    text: 'A number with a unit is read as seconds: `parse_duration("90s") == 90`.',
    origin: { source: "spec", path: "spec.md", line: 8 },
    examples: [{ call: 'parse_duration("90s")', expected: "90", raises: null }],
  });
  expect(unrepresented_sections).toEqual(["Not part of this change"]);
  expect(warnings).toEqual([]);
});

test.each([
  ["a heading", "## Acceptance criteria\n\n- one\n- two\n"],
  ["a heading in other words", "### Requirements for the parser\n\n* one\n* two\n"],
  ["a line", "Some prose.\n\nAcceptance criteria:\n1. one\n2. two\n"],
  [
    "the last line of a paragraph",
    "Adds a thing that is long to describe, over and over, in prose.\nAcceptance criteria:\n\n1. one\n2. two\n",
  ],
  ["a bold line", "**Acceptance Criteria**\n\n- one\n- two\n"],
  ["a task list", "# Acceptance\n\n- [ ] one\n- [x] two\n"],
  ["an underlined heading", "Criteria\n--------\n\n1) one\n2) two\n"],
  ["a subsection of the heading", "# Requirements\n\n## Reading\n\n- one\n\n## Writing\n\n- two\n"],
  ["a quoted issue", "> ## Acceptance criteria\n>\n> - one\n> - two\n"],
])("items under %s are criteria", (_what, text) => {
  expect(texts(text)).toEqual([
    ["AC-1", "one"],
    ["AC-2", "two"],
  ]);
});

test.each([
  ["a list of something else", "# Steps\n\n- one\n- two\n"],
  ["the section after the criteria", "# A\n\n## Acceptance criteria\n\nnone yet\n\n## Notes\n\n- one\n"],
  ["code", "# Acceptance criteria\n\n```\n- one\n- two\n```\n"],
  [
    "a sentence that mentions requirements in passing, however long it gets before its list begins, is prose and",
    `${"word ".repeat(20)}requirements\n\n- one\n`,
  ],
  ["an HTML comment", "<!--\n# Acceptance criteria\n\n- one\n-->\n"],
])("%s gives no criterion", (_what, text) => {
  expect(read(text).criteria).toEqual([]);
  expect(read(text).warnings).toEqual(["spec.md states no acceptance criteria under a heading or line that says so."]);
});

test("nested items and paragraphs belong to their parent, word for word", () => {
  const text =
    "# Acceptance criteria\n\n1. Parses `a`:\n   - with **b**,\n   - without.\n\n   ```py\n   f(1) == 2\n   ```\n2. Next\n";
  expect(texts(text)).toEqual([
    ["AC-1", "Parses `a`:\n- with **b**,\n- without.\n\n```py\nf(1) == 2\n```"],
    ["AC-2", "Next"],
  ]);
});

test("numbers of the author's own are kept where they are unique, the others are counted around them", () => {
  const text = "# Acceptance criteria\n\n- AC-2: two\n- **AC#7** - seven\n- free\n- AC-9: nine\n- AC-9: nine again\n- free too\n";
  expect(texts(text)).toEqual([
    ["AC-2", "two"],
    ["AC-7", "seven"],
    ["AC-1", "free"],
    ["AC-3", "AC-9: nine"],
    ["AC-4", "AC-9: nine again"],
    ["AC-5", "free too"],
  ]);
});

test("a numbered line is a criterion wherever it stands", () => {
  const { criteria } = read("# Plan\n\nAC-1: reads\nAC-2: writes\nto disk\n\n- AC-3 deletes\n- something else\n");
  expect(criteria.map(({ id, text, origin }) => [id, text, origin.line])).toEqual([
    ["AC-1", "reads", 3],
    ["AC-2", "writes\nto disk", 4],
    ["AC-3", "deletes", 7],
  ]);
});

test("sections with text that gave nothing are listed, empty ones and parents of criteria are not", () => {
  const { unrepresented_sections } = read(
    "# Feature\n\nprose\n\n## Background\n\nprose\n\n## Empty\n\n## Acceptance criteria\n\n- one\n\n## `Open` *questions*\n\n?\n",
  );
  expect(unrepresented_sections).toEqual(["Background", "Open questions"]);
});

test("a document of requirements is cut off and says so", () => {
  const items = Array.from({ length: CRITERIA_LIMIT + 5 }, (_, index) => `- item ${index}`).join("\n");
  const { criteria, warnings } = read(`# Requirements\n\n${items}\n`);
  expect(criteria).toHaveLength(CRITERIA_LIMIT);
  expect(warnings).toEqual([`spec.md states ${CRITERIA_LIMIT + 5} criteria; the first ${CRITERIA_LIMIT} are used.`]);
});

test("no specification is said, not guessed", () => {
  expect(readCriteria(null, pytest)).toEqual({
    criteria: [],
    unrepresented_sections: [],
    warnings: ["No specification was given, so no test can be tied to an acceptance criterion."],
  });
});

test("deep nesting and long input end quickly", async () => {
  const text = `# Requirements\n\n${"> ".repeat(2000)}- one\n\n${"- ".repeat(500)}x\n\n${"[".repeat(5000)}\n`;
  expect(await busyMilliseconds(() => read(text))).toBeLessThan(5000);
});

test.each([
  ["emphasis", "*a_".repeat(20_000)],
  ["quotes", ">".repeat(60_000)],
  ["links", "[a](".repeat(15_000)],
  ["lists", Array.from({ length: 2000 }, (_, at) => `${" ".repeat(Math.min(at * 2, 1000))}- x`).join("\n")],
])("hostile %s neither stop the reader nor hide the criterion before them", (_what, text) => {
  const { criteria } = readCriteria({ path: "spec.md", text: `# Acceptance criteria\n\n- It adds.\n\n${text}\n` }, pytest);
  expect(criteria[0]?.text).toBe("It adds.");
});
