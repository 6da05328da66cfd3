import { expect, test } from "vitest";
import { readMachineReport, renderMachineReport } from "../../../../src/pipeline/6-triage/render/machine-report.ts";
import { aReport } from "../../../fakes/a-report.ts";
import { aReported } from "../../../fakes/a-reported-test.ts";

const hostile = "```\n</details> @everyone <!-- x --> #1 \u{1f600}";
const full = aReport({
  spec_id: hostile,
  tests: Array.from({ length: 40 }, (_, index) =>
    aReported({ name: `test_${index}`, verdict: { kind: "accept", rule: "12-accept", reasons: ["kills a mutant"] } }),
  ),
});

test("what is written is read back", () => {
  const read = readMachineReport(`before\n\n${renderMachineReport(full, 60_000)}\nafter`);
  expect(read).toMatchObject({ spec_id: hostile, left_out: [] });
  expect(read?.tests).toHaveLength(40);
});

test("nothing in it ends the fence, mentions anybody or is markup", () => {
  const json = renderMachineReport(full, 60_000).split("\n")[3] ?? "";
  expect(json).toContain("everyone");
  expect(json).not.toMatch(/[`<>@#]/);
});

test("it keeps to its bytes: reasons go first, then tests, then criteria", () => {
  const whole = Buffer.byteLength(renderMachineReport(full, 60_000));
  const shorter = renderMachineReport(full, whole - 1);
  expect(readMachineReport(shorter)?.left_out).toEqual(["the reasons of tests"]);
  const short = renderMachineReport(full, Buffer.byteLength(shorter) - 1);
  expect(Buffer.byteLength(short)).toBeLessThan(Buffer.byteLength(shorter));
  expect(readMachineReport(short)?.left_out[0]).toBe("tests");
  expect(renderMachineReport(full, 10)).toBe("");
});

test.each([
  "",
  "```json tfactory-report\n{\n```",
  "```json tfactory-report\n{}\n```",
  '```json tfactory-report\n{"version":2}\n```',
])("%j holds no report", (text) => {
  expect(readMachineReport(text)).toBeNull();
});
