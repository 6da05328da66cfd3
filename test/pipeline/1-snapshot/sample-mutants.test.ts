import { expect, test } from "vitest";
import type { Mutant } from "../../../src/domain/snapshot.ts";
import { sampleMutants } from "../../../src/pipeline/1-snapshot/sample-mutants.ts";

/** `count` mutants of one line. */
function mutantsOn(line: number, count: number): Mutant[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${line}.${index}`,
    path: "a.py",
    line,
    start: 0,
    end: 1,
    original: "+",
    replacement: "-",
    operator: "arithmetic",
  }));
}
const perLine = (mutants: Mutant[]) =>
  Object.fromEntries(
    Map.groupBy(mutants, ({ line }) => line)
      .entries()
      .map(([line, all]) => [line, all.length]),
  );

test("fewer mutants than the limit are all kept", () => {
  const mutants = mutantsOn(1, 3);
  expect(sampleMutants(mutants, 3, 1)).toEqual(mutants);
});

test("every line gets one before any gets a second", () => {
  const mutants = [...mutantsOn(1, 100), ...mutantsOn(2, 1), ...mutantsOn(3, 4)];
  expect(perLine(sampleMutants(mutants, 9, 1))).toEqual({ 1: 4, 2: 1, 3: 4 });
});

test("more lines than room: as many lines as there is room, one each", () => {
  const mutants = Array.from({ length: 50 }, (_, line) => mutantsOn(line, 3)).flat();
  const sample = sampleMutants(mutants, 20, 1);
  expect(Object.values(perLine(sample))).toEqual(Array(20).fill(1));
});

test("the same seed gives the same sample in the order of the file, another seed another one", () => {
  const mutants = Array.from({ length: 40 }, (_, line) => mutantsOn(line, 5)).flat();
  const sample = sampleMutants(mutants, 60, 7);
  expect(sampleMutants(mutants, 60, 7)).toEqual(sample);
  expect(sample).toEqual(mutants.filter((mutant) => sample.includes(mutant)));
  expect(sampleMutants(mutants, 60, 8)).not.toEqual(sample);
});
