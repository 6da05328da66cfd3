import { describe, expect, test } from "vitest";
import { selectObservations } from "../../../src/authors/explorer/select.ts";
import type { Observation } from "../../../src/frameworks/protocol.ts";
import { aBaseline } from "../../pipeline/builders.ts";
import { observe, raises, value } from "./observe.ts";

const FILE = "a.py";
const changed = [{ path: FILE, lines: [1, 2, 3] }];
const seen = (call: string, kills: string[], more: Parameters<typeof observe>[3] = {}) =>
  observe(`${FILE}::f`, call, value(`'${call}'`), { kills, ...more });
const select = (observations: Observation[], more: Partial<Parameters<typeof selectObservations>[1]> = {}) =>
  selectObservations(observations, { baseline: aBaseline(), changed, ...more }).map((observation) => observation.call);

describe("selecting observations", () => {
  test("keeps every mutant told apart with the fewest observations", () => {
    const all = [seen("f(1)", ["a"]), seen("f(2)", ["b"]), seen("f(3)", ["a", "b", "c"]), seen("f(4)", ["c"])];
    expect(select(all).length).toBeLessThanOrEqual(2);
    expect(select(all)).toContain("f(3)");
  });

  test("takes the easier to read of two that show the same", () => {
    const long = seen("f('\\x00\\x01 a long and noisy text from a search')", ["a"], { origin: "search" });
    expect(select([long, seen("f('day')", ["a"], { origin: "docstring" })])).toEqual(["f('day')"]);
  });

  test("drops what the others prove together", () => {
    const all = [
      seen("f(1)", ["a", "b", "c"]),
      seen("f(2)", ["a", "x", "y", "z"], { setup: ["g(1)"] }),
      seen("f(3)", ["b", "p", "q", "r"], { setup: ["g(2)"] }),
      seen("f(4)", ["c", "s", "t", "u"], { setup: ["g(3)"] }),
    ];
    const kept = select(all);
    expect(kept).toEqual(expect.arrayContaining(["f(2)", "f(3)", "f(4)"]));
  });

  test("counts nothing that the existing tests already kill or cover", () => {
    const baseline = aBaseline({ killed: ["a"], covered: [{ path: FILE, lines: [1] }] });
    const old = seen("f(1)", ["a"], { lines: [{ path: FILE, lines: [1] }] });
    expect(select([old], { baseline })).toEqual([]);
    expect(select([old, seen("f(2)", ["b"])], { baseline })).toEqual(["f(2)"]);
  });

  test("ignores lines outside the change", () => {
    expect(select([seen("f(1)", [], { lines: [{ path: FILE, lines: [99] }] })])).toEqual([]);
  });

  test("always keeps a suspected bug, whatever it covers", () => {
    const bug = seen("f(1)", [], { expectation: { source: "criterion", met: false, expected: "2" }, criterion: "AC-1" });
    expect(select([bug, seen("f(2)", ["a"])])).toEqual(["f(1)", "f(2)"]);
  });

  test("keeps every example of a criterion", () => {
    const example = (call: string) =>
      seen(call, ["a"], { criterion: "AC-1", expectation: { source: "criterion", met: true, expected: "1" } });
    expect(select([example("f(1)"), example("f(2)")])).toEqual(["f(1)", "f(2)"]);
  });

  test("keeps a plain example beside the boundary that subsumes it", () => {
    const plain = seen("f(7)", ["a"], { origin: "docstring" });
    const refused = observe(`${FILE}::f`, "f(-1)", raises("ValueError", "no"), { kills: ["a", "b", "c"] });
    expect(select([refused, plain])).toEqual(["f(-1)", "f(7)"]);
  });

  test("takes the same call once, with the expectation if one has it", () => {
    const expected = { source: "docstring", met: true, expected: "1" } as const;
    const kept = selectObservations([seen("f(1)", ["a"]), seen("f(1)", ["a"], { expectation: expected })], {
      baseline: aBaseline(),
      changed,
    });
    expect(kept.map((observation) => observation.expectation)).toEqual([expected]);
  });

  test("stops at the limit", () => {
    const all = Array.from({ length: 40 }, (_, at) => seen(`f(${at})`, [`m${at}`]));
    expect(select(all)).toHaveLength(25);
    expect(select(all, { most: 3 })).toHaveLength(3);
  });

  test("gives the same whatever the order of what comes in", () => {
    const all = Array.from({ length: 30 }, (_, at) => seen(`f(${at})`, [`m${at % 7}`, `m${at % 5}`, `n${at % 3}`]));
    expect(new Set(select(all.toReversed()))).toEqual(new Set(select(all)));
  });
});

test("what is too long to read is never chosen", () => {
  const endless = seen(`f('${"x y ".repeat(3000)}')`, ["a"]);
  expect(select([endless])).toEqual([]);
});

test("a call that only a mistake would make counts for its kills, not for the lines it reaches", () => {
  const mistake = (kills: string[]) =>
    observe(`${FILE}::f`, "f(None)", raises("TypeError", "no"), { kills, lines: [{ path: FILE, lines: [1, 2] }] });
  expect(select([mistake([])])).toEqual([]);
  expect(select([mistake(["a"])])).toEqual(["f(None)"]);
});

test("an expectation that reads like the outcome is no suspected bug", () => {
  const met_after_all = observe(`${FILE}::f`, "f(1)", value("['a', 'b']"), {
    expectation: { source: "docstring", met: false, expected: '["a","b"]' },
  });
  expect(select([met_after_all])).toEqual([]);
});

describe("beside a suspected bug", () => {
  const bug = seen("f('2d')", ["shared", "day"], {
    expectation: { source: "criterion", met: false, expected: "9" },
    criterion: "AC-4",
  });
  const met = seen("f('1h')", ["shared", "hour"], {
    expectation: { source: "criterion", met: true, expected: "1" },
    criterion: "AC-1",
  });
  const blessing = seen("f('7d')", ["shared", "day", "other"]);

  test("what pins the same doubtful code is left out", () => {
    expect(select([bug, met, blessing])).toEqual(["f('2d')", "f('1h')"]);
  });

  test("other code is pinned as ever", () => {
    expect(select([bug, met, seen("f('9h')", ["shared", "other"])])).toEqual(["f('2d')", "f('1h')", "f('9h')"]);
  });
});
