import { describe, expect, test } from "vitest";
import { noOptions } from "../../../src/intake/commands/command.ts";
import { flags } from "../../../src/intake/commands/flags.ts";
import { grammar } from "../../../src/intake/commands/grammar.ts";
import { helpText } from "../../../src/intake/commands/help.ts";
import { COMMAND_LIMIT, parseCommand } from "../../../src/intake/commands/parse-command.ts";

function command(line: string) {
  const parsed = parseCommand(line);
  return parsed.status === "command" ? parsed.command : parsed;
}
const tests = (options: object) => ({ name: "test", options: { ...noOptions, ...options } });

test.each([
  ["/tfactory test", tests({})],
  ["/TFactory TEST", tests({})],
  ["/tfactory test src/a.py lib/", tests({ paths: ["src/a.py", "lib/"] })],
  ["/tfactory test 'my folder/a.py'", tests({ paths: ["my folder/a.py"] })],
  ["/tfactory test “my folder/a.py” `b.py`", tests({ paths: ["my folder/a.py", "b.py"] })],
  ["/tfactory test --spec docs/spec.md", tests({ spec: "docs/spec.md" })],
  ["/tfactory test --spec=#12", tests({ spec: "#12" })],
  ["/tfactory test --ac 1,AC-3 --ac ac2", tests({ criteria: ["AC-1", "AC-3", "AC-2"] })],
  ["/tfactory test —max 5", tests({ max: 5 })],
  ["/tfactory test --MAX 5 --lane Unit", tests({ max: 5, lanes: ["unit"] })],
  ["/tfactory test --deliver PR", tests({ deliver: "pr" })],
  ["/tfactory test --dry-run", tests({ deliver: "patch" })],
  ["/tfactory test --allow-untrusted", tests({ allow_untrusted: true })],
  ["/tfactory plan a.py", { name: "plan", options: { ...noOptions, paths: ["a.py"] } }],
  ["/tfactory explain test_a", { name: "explain", test: "test_a" }],
  ["/tfactory why-not 'TestStack::test pop'", { name: "why-not", test: "TestStack::test pop" }],
  ["/tfactory drop test_a", { name: "drop", test: "test_a" }],
  ["/tfactory status", { name: "status" }],
  ["/tfactory", { name: "help" }],
])("%s", (line, expected) => {
  expect(command(line)).toEqual(expected);
});

test.each([
  ["/tfactory tset src/a.py", "There is no command `tset`.", "/tfactory test src/a.py"],
  ["/tfactory why_not test_a", "There is no command `why_not`.", "/tfactory why-not test_a"],
  ["/tfactory test --dryrun", "`test` has no `--dryrun`.", "/tfactory test --dry-run"],
  ["/tfactory test --spce x.md", "`test` has no `--spce`.", "/tfactory test --spec path|#issue"],
  ["/tfactory plan --deliver pr", "`plan` has no `--deliver`.", "/tfactory plan --lane unit"],
  ["/tfactory status --max 1", "`status` has no `--max`; it takes no flags.", null],
  ["/tfactory test --max 0", "`--max` is a whole number from 1 to 100; you wrote `0`.", null],
  ["/tfactory test --max 1e9", "`--max` is a whole number from 1 to 100; you wrote `1e9`.", null],
  ["/tfactory test --max", "`--max` needs a value: `--max N`.", null],
  ["/tfactory test --ac none", "`--ac` is the number of a criterion, like 2 or AC-2; you wrote `none`.", null],
  ["/tfactory test --lane browser", "`--lane` is one of: unit; you wrote `browser`.", null],
  ["/tfactory test --deliver mail", "`--deliver` is one of: commit, pr, patch; you wrote `mail`.", null],
  ["/tfactory test --dry-run=yes", "`--dry-run` takes no value.", null],
  [
    "/tfactory test --spec /etc/passwd",
    "`--spec` is a path in this repository or an issue like #12; you wrote `/etc/passwd`.",
    null,
  ],
  ["/tfactory test --spec a/../../b", "`--spec` is a path in this repository or an issue like #12; you wrote `a/../../b`.", null],
  ["/tfactory test ../secrets", "`../secrets` is not a path in this repository.", null],
  ["/tfactory test 'a", "A quote is opened and not closed.", null],
  ["/tfactory explain", "`explain` takes the name of one test; you wrote none.", null],
  ["/tfactory explain a b", "`explain` takes the name of one test; you wrote `a b`.", null],
  ["/tfactory cancel now", "`cancel` takes nothing after it; you wrote `now`.", null],
])("%s is told what is wrong with it", (line, problem, nearest) => {
  expect(parseCommand(line)).toEqual({ status: "wrong", problem, nearest });
});

test("what a person wrote goes back as code, so that it mentions nobody", () => {
  const parsed = parseCommand("/tfactory test --lane '`@everyone`'");
  expect(parsed).toMatchObject({ problem: "`--lane` is one of: unit; you wrote `'@everyone'`." });
});

test("a line no person typed is refused before it is read", () => {
  expect(parseCommand(`/tfactory test ${"a".repeat(COMMAND_LIMIT - 15)}`).status).toBe("command");
  expect(parseCommand(`/tfactory test ${"a ".repeat(COMMAND_LIMIT)}`)).toMatchObject({
    problem: "A command has at most 500 characters; this one has 1015.",
  });
});

describe("the help", () => {
  test("names every command and every flag of the grammar", () => {
    const help = helpText();
    for (const form of grammar) expect(help).toContain(`\`/tfactory ${form.name}`);
    for (const flag of Object.values(flags)) expect(help).toContain(`\`${flag.name}`);
    for (const form of grammar) for (const flag of form.flags) expect(help).toContain(flag.summary);
  });

  test("is tables that a bar in a value does not break", () => {
    const rows = helpText()
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows.map((row) => row.replaceAll("\\|", "").split("|").length)).toEqual(rows.map(() => 4));
  });

  test.each(grammar.map((form) => form.name))("%s is understood as the grammar writes it", (name) => {
    const form = grammar.find((one) => one.name === name);
    const line = ["/tfactory", name, ...(form?.argument?.count === "one" ? ["test_a"] : [])].join(" ");
    expect(command(line)).toMatchObject({ name });
  });
});
