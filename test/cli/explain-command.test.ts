import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { aDropped, aReported } from "../fakes/a-reported-test.ts";
import { folderWith, typed } from "./a-report-file.ts";

const other = aReported({ name: "test_b", file: "tests/test_other.py" });
const report: Partial<Report> = {
  tests: [aReported(), { ...other, name: "test_a" }],
  suspected_bugs: [other],
  dropped: [{ ...aDropped("rejected"), name: "test_c", verdict: { kind: "reject", rule: "6-flaky", reasons: ["it flaps"] } }],
};

test("without a test each has a line", async () => {
  const { code, printed } = await typed(folderWith(report), "explain", "report.json");
  expect(code).toBe(0);
  expect(printed.trim().split("\n")).toEqual([
    "kept            tests/test_new.py::test_a",
    "kept            tests/test_other.py::test_a",
    "bug?            tests/test_other.py::test_b",
    "rejected        tests/test_new.py::test_c  it flaps",
  ]);
});

test("a test is explained, dropped or not", async () => {
  const { code, printed } = await typed(folderWith(report), "explain", "report.json", "test_c");
  expect(code).toBe(0);
  expect(printed).toContain("tests/test_new.py::test_c\nNot kept: rejected.\n");
  expect(printed).toContain("  rule          6-flaky\n");
});

test("the same for machines", async () => {
  const one = await typed(folderWith(report), "explain", "report.json", "test_c", "--json");
  expect(JSON.parse(one.printed)).toMatchObject({
    name: "test_c",
    fate: "rejected",
    rule: { id: "6-flaky", reasons: ["it flaps"] },
  });
  const all = await typed(folderWith(report), "explain", "report.json", "--json");
  expect(JSON.parse(all.printed)).toMatchObject([
    { fate: "kept" },
    { fate: "kept" },
    { fate: "suspected-bug" },
    { fate: "rejected" },
  ]);
});

describe("wrong use", () => {
  test.each([
    ["a name nobody has", "test_cc", /^error: This report has no test test_cc\. Did you mean tests\/test_new\.py::test_c\?\n$/],
    [
      "a name that could be several",
      "test_a",
      /^error: test_a could be any of these: tests\/test_new\.py::test_a, tests\/test_other\.py::test_a\.\n$/,
    ],
  ])("is %s", async (_what, name, said) => {
    const result = await typed(folderWith(report), "explain", "report.json", name);
    expect(result).toMatchObject({ code: 2, printed: "" });
    expect(result.said).toMatch(said);
  });

  test("is a report without tests, and a file that is no report", async () => {
    const folder = folderWith();
    expect(await typed(folder, "explain", "report.json")).toMatchObject({
      code: 2,
      said: expect.stringContaining("has no test"),
    });
    writeFileSync(join(folder, "other.json"), "{}");
    expect(await typed(folder, "explain", "other.json")).toMatchObject({
      code: 2,
      said: expect.stringContaining("is not a report"),
    });
    expect(await typed(folder, "explain", "gone.json")).toMatchObject({
      code: 2,
      said: expect.stringContaining("there is no such file"),
    });
  });
});
