import { expect, test } from "vitest";
import { sentSection } from "../../../../src/pipeline/6-triage/render/sent.ts";
import { aReport } from "../../../fakes/a-report.ts";

const one = { what: "source", from: "src/a.py", bytes: 1200, kept_back: [] };

test("without a model nothing was sent and nothing is said", () => {
  expect(sentSection(aReport())).toEqual([]);
});

test("every text is listed with its place and size, what was kept back first, names of others as code", () => {
  const hostile = { what: "diff", from: "a|`<img>.py", bytes: 0, kept_back: ["a secret (GITHUB_TOKEN, line 3)"] };
  const [section = ""] = sentSection(aReport({ sent: [one, hostile] }));
  expect(section).toContain("<summary>Sent to the model: 2 texts, 1,200 bytes</summary>");
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows.map((row) => row.split(" | ")[0])).toEqual(["| `diff`", "| `source`"]);
  expect(rows[0]).toMatch(/a secret .*GITHUB.*TOKEN, line 3/);
  expect(section).not.toMatch(/[^`]<img>[^`]*\|/);
});

test("a long list ends", () => {
  const sent = Array.from({ length: 100 }, (_, at) => ({ ...one, from: `src/${at}.py` }));
  const [section = ""] = sentSection(aReport({ sent }));
  expect(section).toContain("and 40 more in report.json");
});
