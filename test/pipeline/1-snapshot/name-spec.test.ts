import { expect, test } from "vitest";
import { nameSpec } from "../../../src/pipeline/1-snapshot/name-spec.ts";

const name = (path: string, text = "", head_ref = "feature/parse") => nameSpec({ spec: { path, text }, head_ref });

test.each([
  ["docs/Parse Durations.md", "parse-durations"],
  ["boltons-ellipsize.spec.md", "boltons-ellipsize"],
  ["specs/durations.feature", "durations"],
  ["C:\\specs\\007_login.md", "007-login"],
  ["../../Ünïcode & <tags>.md", "unicode-tags"],
])("the file %j names the specification %s", (path, expected) => expect(name(path)).toBe(expected));

test("a file name that says nothing leaves it to the title, then to the branch", () => {
  expect(name("spec.md", "intro\n# Parse durations!\n")).toBe("parse-durations");
  expect(name("README.md", "no title")).toBe("parse");
  expect(name("#12", "# Parse durations\n")).toBe("parse-durations");
  expect(nameSpec({ spec: null, head_ref: "user/fix_42" })).toBe("fix-42");
  expect(nameSpec({ spec: null, head_ref: "ветка" })).toBe("change");
});

test("a name is short and cut between words", () => {
  expect(name("spec.md", "# One two three four five six seven eight nine ten\n")).toBe("one-two-three-four-five-six-seven-eight");
  expect(name("spec.md", `# ${"x".repeat(100)}\n`)).toHaveLength(40);
});
