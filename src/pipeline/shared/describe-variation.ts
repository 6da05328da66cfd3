/** The run with a fraction of a core. A test that does not end in it is slow, not flaky. */
export const SLOW_CPU = "slow-cpu";

/** What differs in each run on the head, to be read after "the result differs". */
const phrases: Readonly<Record<string, string>> = {
  "in-file": "in its file, in file order",
  reversed: "in reversed order",
  "random-order": "in a random order",
  alone: "alone in its process",
  [SLOW_CPU]: "with a tenth of a core",
  "hash-seed": "with another hash seed",
  "timezone+locale": "in another time zone and locale",
  clock: "on another date, at another time of day",
  "month-end": "on the last day of a month, minutes before midnight",
  "leap-day": "on the 29th of February, minutes before midnight",
  "dst-gap": "minutes before the clocks go forward",
  "dst-overlap": "in the hour that comes twice when the clocks go back",
  "in-suite": "after the existing suite in the same session",
};

/** A variation in words: `in reversed order`. One without words is named as it is. */
export function describeVariation(id: string): string {
  return phrases[id] ?? `under ${id}`;
}
