import { describe, expect, test } from "vitest";
import { coverage } from "../../../../src/pipeline/5-evaluate/signals/coverage.ts";
import { aBaseline, aSnapshot, ran, SOURCE } from "../../builders.ts";

const name = "tests/test_a.py::test_a";
type Arcs = [number, number][];

function covering(lines: number[], arcs: Arcs = [], of = name) {
  return { case: of, lines: [{ path: SOURCE, lines }], arcs: [{ path: SOURCE, arcs }] };
}

function measure(cases: string[], measures: ReturnType<typeof covering>[] | null, baseline = aBaseline()) {
  return coverage(cases, ran([], { coverage: measures }), aSnapshot({ baseline }));
}

describe("coverage", () => {
  test("counts only changed lines that hold a statement", () => {
    expect(measure([name], [covering([1, 2, 20, 21, 99])])).toMatchObject({
      value: { covered: [{ path: SOURCE, lines: [20, 21] }] },
    });
  });

  test("what the existing suite covers is not new", () => {
    const baseline = aBaseline({ covered: [{ path: SOURCE, lines: [20] }], arcs: [{ path: SOURCE, arcs: [[20, 21]] }] });
    const arcs: Arcs = [
      [20, 21],
      [20, 23],
      [1, 2],
    ];
    expect(measure([name], [covering([20, 21], arcs)], baseline)).toMatchObject({
      value: {
        covered: [{ path: SOURCE, lines: [20, 21] }],
        new_lines: [{ path: SOURCE, lines: [21] }],
        new_arcs: [{ path: SOURCE, arcs: [[20, 23]] }],
      },
    });
  });

  test("the cases of a parametrised test are united, another test's lines are left out", () => {
    const cases = [`${name}[1]`, `${name}[2]`];
    const measures = [covering([20], [], `${name}[1]`), covering([21], [], `${name}[2]`), covering([22], [], "other")];
    expect(measure(cases, measures)).toMatchObject({ value: { covered: [{ path: SOURCE, lines: [20, 21] }] } });
  });

  test("is not measured without coverage from the runner, of this test, or of the existing suite", () => {
    expect(measure([name], null)).toMatchObject({ status: "not-measured" });
    expect(measure([name], [covering([20], [], "other")])).toMatchObject({ status: "not-measured" });
    expect(measure([name], [covering([20])], aBaseline({ status: "unmeasured" }))).toMatchObject({ status: "not-measured" });
  });
});
