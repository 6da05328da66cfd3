/** The run with a fraction of a core. A test that does not end in it is slow, not flaky. */
export const SLOW_CPU = "slow-cpu";

/** The run where only what is left to chance differs. */
export const SEEDS = "seeds";

/** Runs that have chances of their own beside what they are named after. */
export const SEEDED: readonly string[] = ["timezone+locale+home", "clock", "month-end", "leap-day", "dst-gap", "dst-overlap"];

/** What differs in each run on the head, to be read after "the result differs". */
const phrases: Readonly<Record<string, string>> = {
  "in-file": "in its file, in file order",
  again: "when run again where the first run left its files",
  reversed: "in reversed order",
  "random-order": "in a random order",
  alone: "alone in its process, which it has to leave as it was",
  "folder-order": "with folders listed in another order",
  "file-times": "on a file system that keeps times to two seconds",
  "late-threads": "with threads that begin late",
  draws: "when run often, for it draws random values",
  [SLOW_CPU]: "with a tenth of a core",
  [SEEDS]: "with other hashes, object addresses and orders of folders",
  "timezone+locale+home": "in another time zone, locale and home folder",
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
