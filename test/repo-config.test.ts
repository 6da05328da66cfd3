import { expect, test } from "vitest";
import { readRepoConfig, repoConfigSchema, settle } from "../src/repo-config.ts";

const full = `
version: 1
exclude: ["migrations/**"]
spec: ["specs/*/spec.md"]
lanes: [unit]
deliver: patch
max_tests: 5
commit_flagged: false
budget: { minutes: 10, usd: 1.5, tokens: 200000 }
quality_gate: { min_accepted: 1, max_flag_rate: 0.5, block_on_suspected_bug: true }
author: explorer
`;

test("the schema that is shipped is the one that is checked", async () => {
  await expect(`${JSON.stringify(repoConfigSchema(), null, 2)}\n`).toMatchFileSnapshot("../docs/tfactory.schema.json");
});

test("every setting reaches the handover", () => {
  const read = readRepoConfig(full);
  if (read.status !== "read") throw new Error(read.problems.join());
  expect(settle(read.config, ["explorer"])).toEqual({
    lanes: ["unit"],
    delivery: "patch",
    max_tests: 5,
    settings: {
      exclude: ["migrations/**"],
      spec: ["specs/*/spec.md"],
      commit_flagged: false,
      author: "explorer",
      minutes: 10,
      usd: 1.5,
      tokens: 200_000,
      quality_gate: { min_accepted: 1, max_flag_rate: 0.5, block_on_suspected_bug: true },
      warnings: [],
    },
  });
});

test("a repository without the file gets the defaults", () => {
  expect(settle(null, ["explorer"])).toMatchObject({ lanes: ["unit"], delivery: "commit", max_tests: 20 });
});

test("what is not honoured yet is said, key by key", () => {
  const read = readRepoConfig("version: 1\nframeworks: [pytest]\ntest_paths: [tests]\nsetup: [make]\nauthor: anthropic\n");
  if (read.status !== "read") throw new Error(read.problems.join());
  const { settings } = settle(read.config, ["explorer"]);
  expect(settings.warnings).toEqual([
    ".tfactory.yml: frameworks is not honoured yet; the framework is detected.",
    ".tfactory.yml: test_paths is not honoured yet; tests go where the framework has them.",
    ".tfactory.yml: setup is not honoured yet; the project's dependencies are detected.",
    ".tfactory.yml: author anthropic is not available on this server; explorer writes the tests.",
  ]);
  expect(settings.author).toBeNull();
});

test.each([
  ["version: 1\nmax_test: 3", ["There is no key `max_test`; the nearest is `max_tests`."]],
  ["version: 1\nbudget: { dollars: 3 }", ["There is no key `budget.dollars`; the nearest is `tokens`."]],
  ["version: 1\nquality_gate: { min_accept: 3 }", ["There is no key `quality_gate.min_accept`; the nearest is `min_accepted`."]],
  [
    "version: 1\n__proto__: { deliver: commit }\nconstructor: 1",
    [expect.stringContaining("`__proto__`"), expect.stringContaining("`constructor`")],
  ],
  ["version: 1\ndeliver: mail", [expect.stringMatching(/^`deliver`: .*commit.*pr.*patch/)]],
  ["version: 2", [expect.stringMatching(/^`version`: /)]],
  ["", [expect.stringMatching(/^`version`: /)]],
  ["- a list", [expect.stringMatching(/^`the file`: /)]],
  ["version: 1\nversion: 1", [expect.stringMatching(/^It is not valid YAML: Map keys must be unique/)]],
  ["version: [", [expect.stringMatching(/^It is not valid YAML: /)]],
  ["version: !!js/function 'x'", [expect.stringMatching(/^It is not valid YAML: Unresolved tag/)]],
  [`version: 1 # ${"x".repeat(70_000)}`, ["The file is larger than 64 KB."]],
])("%j is refused with a sentence", (text, problems) => {
  expect(readRepoConfig(text)).toEqual({ status: "invalid", problems });
});

test("aliases that multiply are refused", () => {
  const levels = ["a", "b", "c", "d", "e", "f"].map((name, at, all) =>
    at === 0 ? `${name}: &${name} [x, x, x, x]` : `${name}: &${name} [${`*${all[at - 1]}, `.repeat(9)}]`,
  );
  expect(readRepoConfig(levels.join("\n"))).toMatchObject({
    status: "invalid",
    problems: [expect.stringMatching(/^It is not valid YAML: Excessive alias count/)],
  });
});
