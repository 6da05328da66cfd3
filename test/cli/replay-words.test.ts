import { expect, test } from "vitest";
import { replayWords } from "../../src/cli/replay-words.ts";

test.each([
  ["in the repository", "tfactory-out", ".", {}, "tfactory replay tfactory-out/report.json"],
  ["from elsewhere", "out", "../shop", {}, "tfactory replay out/report.json --repo ../shop"],
  ["by npm start", "out", ".", { npm_lifecycle_event: "start" }, "npm start -- replay out/report.json"],
  ["by another script", "out", ".", { npm_lifecycle_event: "test" }, "tfactory replay out/report.json"],
  ["with a blank in a path", "my out", "$(x)", {}, "tfactory replay 'my out/report.json' --repo '$(x)'"],
  ["with paths of this machine", "/home/me/out", "/home/me/shop", {}, "tfactory replay report.json"],
])("of a run %s", (_how, out, repo, env, words) => {
  expect(replayWords({ out, repo }, env)).toBe(words);
});
