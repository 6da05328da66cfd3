import { expect, test } from "vitest";
import { findCommand } from "../../../src/intake/commands/find-command.ts";
import { busyMilliseconds } from "../../busy-milliseconds.ts";

test.each([
  ["alone", "/tfactory test"],
  ["with a blank at its end", "/tfactory test  "],
  ["after an introduction", "Looks good, but it has no tests.\n\n/tfactory test"],
  ["on a later line of a paragraph", "Please:\n/tfactory test\nThanks!"],
  ["with line ends of Windows", "Hello\r\n\r\n/tfactory test\r\nBye"],
  ["with blanks that do not break", "/tfactory\u00a0test"],
  ["with signs nobody sees", "\ufeff/tfactory\u200b test\u200d"],
  ["slightly indented", "  /tfactory test"],
  ["above a line of dashes, which makes it a heading", "/tfactory test\n---\nAda"],
  ["after a quote", "> earlier\n\n/tfactory test"],
  ["after a closed fence", "```\ncode\n```\n/tfactory test"],
  ["before a second one", "/tfactory test\n\n/tfactory cancel"],
])("a command is found %s", (_how, body) => {
  expect(findCommand(body)).toBe("/tfactory test");
});

test.each([
  ["no command", "Nice work"],
  ["the word in a sentence", "You can write /tfactory test here"],
  ["another word", "/tfactoryx test"],
  ["a path", "/tfactory/test"],
  ["a quote", "> /tfactory test"],
  ["a quote in a quote", "> > /tfactory test"],
  ["the lazy rest of a quote, which is shown inside it", "> earlier\n/tfactory test"],
  ["a fence", "```\n/tfactory test\n```"],
  ["a fence of tildes", "~~~sh\n/tfactory test\n~~~"],
  ["a fence that is never closed", "```\n/tfactory test"],
  ["indented code", "Text\n\n    /tfactory test"],
  ["a code span", "`/tfactory test`"],
  ["a code span over lines", "see `the command\n/tfactory test\nthere`"],
  ["an HTML comment", "<!--\n/tfactory test\n-->"],
  ["an HTML comment that begins in a line", "Hello <!-- hidden\n/tfactory test\n-->"],
  ["an HTML comment that is never closed", "<!-- hidden\n/tfactory test"],
  ["an HTML block", "<details>\n/tfactory test\n</details>"],
  ["a list", "- /tfactory test"],
  ["a numbered list", "1. /tfactory test"],
  ["a table", "| a |\n|---|\n| /tfactory test |"],
  ["a heading", "# /tfactory test"],
])("%s asks for nothing", (_what, body) => {
  expect(findCommand(body)).toBeNull();
});

test("the first command wins", () => {
  expect(findCommand("> /tfactory undo\n\n/tfactory cancel\n\n/tfactory test")).toBe("/tfactory cancel");
});

/** As long as a comment can be: 65,536 characters. */
const LONG = 65_000;
test.each([
  ["quotes in quotes", "> ".repeat(LONG / 2)],
  ["lines of quotes in quotes", `${"> ".repeat(400)}a\n`.repeat(LONG / 801)],
  ["lists in lists", Array.from({ length: Math.sqrt(LONG) }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n")],
  ["open brackets", "[".repeat(LONG)],
  ["open links", "[a](".repeat(LONG / 4)],
  ["stars and underscores", "*a_".repeat(LONG / 3)],
  ["open HTML comments", "a <!--".repeat(LONG / 6)],
  ["backticks of every length", Array.from({ length: Math.sqrt(LONG) }, (_, length) => "`".repeat(length)).join(" ")],
  ["a table", `${"|a".repeat(LONG / 4)}\n${"|-".repeat(LONG / 4)}`],
  ["addresses", "a@b.www.".repeat(LONG / 8)],
  ["words on lines", "a\n".repeat(LONG / 2)],
])("a comment of %s is read in time", async (_what, text) => {
  const reading = () => expect(findCommand(`${text}\n\n/tfactory test`)).toBe("/tfactory test");
  expect(await busyMilliseconds(reading)).toBeLessThan(10_000);
});
