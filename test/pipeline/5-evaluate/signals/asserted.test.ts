import { expect, test } from "vitest";
import { frameworkById } from "../../../../src/frameworks/index.ts";
import { asserted } from "../../../../src/pipeline/5-evaluate/signals/asserted.ts";
import { FILE, passed, ran, SOURCE } from "../../builders.ts";

const candidate = { path: FILE, source: "def test_a(n):\n    for one in f(n):\n        assert one > 0\n" };
const [one, two] = [`${FILE}::test_a[1]`, `${FILE}::test_a[2]`];

function measure(lines: Record<string, number[]>) {
  const coverage = Object.entries(lines).map(([name, of]) => ({
    case: name,
    lines: [
      { path: SOURCE, lines: [3] },
      { path: FILE, lines: of },
    ],
    arcs: [],
  }));
  const execution = ran([passed(one), passed(two)], { coverage });
  return asserted("test_a", [one, two], candidate, execution, frameworkById("pytest"));
}

test("a loop over nothing in every case asserts nothing", () => {
  expect(measure({ [one]: [1, 2], [two]: [1, 2] })).toEqual({ status: "measured", value: { ran: 0, of: 1 } });
});

test("one case that asserts is enough, another test's is not", () => {
  expect(measure({ [one]: [1, 2], [two]: [1, 2, 3] })).toMatchObject({ value: { ran: 1, of: 1 } });
  expect(measure({ [one]: [1, 2], [`${FILE}::test_b`]: [3] })).toMatchObject({ value: { ran: 0 } });
});

test("what nobody saw is not measured", () => {
  expect(measure({ [one]: [], [two]: [] })).toMatchObject({ status: "not-measured" });
  const unseen = ran([passed(one)], { coverage: null });
  expect(asserted("test_a", [one], candidate, unseen, frameworkById("pytest"))).toMatchObject({ status: "not-measured" });
  const without = { path: FILE, source: "def test_a():\n    f()\n" };
  const seen = ran([passed(one)]);
  expect(asserted("test_a", [one], without, seen, frameworkById("pytest"))).toMatchObject({
    reason: "no place where it asserts is known",
  });
});
