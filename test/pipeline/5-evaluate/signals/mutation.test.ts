import { describe, expect, test } from "vitest";
import { mutation } from "../../../../src/pipeline/5-evaluate/signals/mutation.ts";
import { failed, matrix } from "../../builders.ts";

const name = "tests/test_a.py::test_a";

describe("mutation", () => {
  test("puts each mutant the test reaches into one bucket, and only an assertion is a kill", () => {
    const results = matrix(
      {
        m1: { [name]: "killed-by-assertion" },
        m2: { [name]: "killed-by-error" },
        m3: { [name]: "survived" },
        m4: { [name]: "timed-out" },
        m5: { other: "killed-by-assertion" },
      },
      [name],
    );
    expect(mutation([name], { status: "measured", results })).toEqual({
      status: "measured",
      value: { kills: ["m1"], killed_by_error: ["m2"], survived: ["m3"], timed_out: ["m4"], not_run: [] },
    });
  });

  test("a parametrised test kills what any of its cases kills", () => {
    const cases = [`${name}[1]`, `${name}[2]`];
    const results = matrix({ m1: { [`${name}[1]`]: "survived", [`${name}[2]`]: "killed-by-assertion" } }, cases);
    expect(mutation(cases, { status: "measured", results })).toMatchObject({ value: { kills: ["m1"], survived: [] } });
  });

  test("equivalent and invalid mutants are in no bucket", () => {
    const results = matrix({ m1: { [name]: "killed-by-assertion" } }, [name]);
    for (const status of ["equivalent", "invalid"] as const)
      results.mutants.push({ id: status, status, reason: null, results: [] });
    expect(mutation([name], { status: "measured", results })).toMatchObject({ value: { kills: ["m1"], survived: [] } });
  });

  test("is not measured when the runner failed, with its reason", () => {
    const reason = "mutate: stopped after 180 s";
    expect(mutation([name], { status: "not-measured", reason })).toEqual({ status: "not-measured", reason });
  });

  test("is not measured when the test does not pass on the untouched code of that run", () => {
    const results = matrix({ m1: { [name]: "killed-by-assertion" } }, []);
    results.baseline.push({ group: "candidate", outcome: failed(name) });
    expect(mutation([name], { status: "measured", results })).toMatchObject({ status: "not-measured" });
  });

  test("without a kill it is not measured while mutants wait for their turn", () => {
    const results = matrix({ m1: { [name]: "survived" } }, [name]);
    results.mutants.push({ id: "m2", status: "not-run", reason: "the time for it ran out", results: [] });
    expect(mutation([name], { status: "measured", results })).toEqual({
      status: "not-measured",
      reason: "1 of 2 mutants were not run: the time for it ran out",
    });
  });

  test("a mutant that was not tried on all that reach it is no survivor; one that was killed before the time ran out is", () => {
    const results = matrix({ m1: { [name]: "killed-by-assertion" }, m2: { [name]: "survived" }, m3: {} }, [name]);
    for (const mutant of results.mutants) mutant.reason = "cut short: the budget was used up";
    expect(mutation([name], { status: "measured", results })).toMatchObject({
      value: { kills: ["m1"], survived: [], not_run: ["m2", "m3"] },
    });
  });

  test("a kill stands even while other mutants wait", () => {
    const results = matrix({ m1: { [name]: "killed-by-assertion" } }, [name]);
    results.mutants.push({ id: "m2", status: "not-run", reason: null, results: [] });
    expect(mutation([name], { status: "measured", results })).toMatchObject({ value: { kills: ["m1"] } });
  });
});
