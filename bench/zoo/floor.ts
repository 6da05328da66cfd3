import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ZOO } from "./read-zoo.ts";
import type { Score } from "./score.ts";

const FILE = join(ZOO, "floor.json");

/** The best that was reached. It only rises: `raise` refuses what is worse in any figure. */
export const Floor = z.strictObject({
  false_accept_rate: z.number().min(0).max(1),
  good_kept_rate: z.number().min(0).max(1),
  misjudged: z.int().nonnegative(),
});
export type Floor = z.infer<typeof Floor>;

/** The whole zoo, and the part of it that `npm test` has the time for. */
const Floors = z.strictObject({ whole: Floor, tested: Floor });
export type Part = keyof z.infer<typeof Floors>;

export type Comparison = { status: "below"; worse: string[] } | { status: "met" } | { status: "above"; raised: Floor };

/** Rates are compared as printed, to a tenth of a percent. */
export function compareWithFloor(score: Pick<Score, keyof Floor>, floor: Floor): Comparison {
  const reached = floorOf(score);
  const worse = [
    ...(reached.false_accept_rate > floor.false_accept_rate
      ? [`bad tests accepted: ${percent(reached.false_accept_rate)}, the floor is ${percent(floor.false_accept_rate)}`]
      : []),
    ...(reached.good_kept_rate < floor.good_kept_rate
      ? [`good tests kept: ${percent(reached.good_kept_rate)}, the floor is ${percent(floor.good_kept_rate)}`]
      : []),
    ...(reached.misjudged > floor.misjudged ? [`misjudged: ${reached.misjudged}, the floor is ${floor.misjudged}`] : []),
  ];
  if (worse.length > 0) return { status: "below", worse };
  const same = Object.entries(floor).every(([figure, value]) => reached[figure as keyof Floor] === value);
  return same ? { status: "met" } : { status: "above", raised: reached };
}

/** The figures of a score that the floor holds. */
export function floorOf({ false_accept_rate, good_kept_rate, misjudged }: Pick<Score, keyof Floor>): Floor {
  return { false_accept_rate: rounded(false_accept_rate), good_kept_rate: rounded(good_kept_rate), misjudged };
}

export function readFloor(part: Part): Floor {
  return readFloors()[part];
}

function readFloors(): z.infer<typeof Floors> {
  return Floors.parse(JSON.parse(readFileSync(FILE, "utf8")));
}

/** Writes the figures of a whole run that is above the floor of a part; anything else changes nothing. */
export function raiseFloor(comparison: Comparison, part: Part): boolean {
  if (comparison.status !== "above") return false;
  writeFileSync(FILE, `${JSON.stringify({ ...readFloors(), [part]: comparison.raised }, null, 2)}\n`);
  return true;
}

export function percent(rate: number): string {
  return `${(rate * 100).toFixed(1)} %`;
}

function rounded(rate: number): number {
  return Math.round(rate * 1000) / 1000;
}
