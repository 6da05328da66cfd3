import { plainVariation, type Variation } from "../../frameworks/plain-variation.ts";
import { SEEDED, SEEDS, SLOW_CPU } from "../shared/describe-variation.ts";

const DAY = 24 * 60 * 60;
/** The United States' rule, in POSIX form: the zone files that slim images lack are not needed. */
const WITH_DAYLIGHT_SAVING = "EST5EDT,M3.2.0,M11.1.0";

/**
 * The runs of a candidate on the head, each different on purpose: a test that depends on what differs is flaky.
 * The first one is the reference and measures coverage. Neighbours that differ only in how cases are run share an
 * interpreter, so those come first. Instants are fixed, so that the same tests always see the same.
 */
const differences: (Partial<Variation> & { id: string })[] = [
  { id: "in-file" },
  { id: "again", again: true },
  { id: "reversed", order: "reversed" },
  { id: "random-order", order: "random", order_seed: 7 },
  { id: "alone", alone: true },
  { id: "folder-order", folders_reversed: true },
  { id: "file-times", coarse_file_times: true, rides_on: "folder-order" },
  { id: "late-threads", late_threads: true },
  // What goes wrong one time in twenty is seen with a chance of 96 in a hundred.
  { id: "draws", draws: 64 },
  { id: SLOW_CPU, cpu_percent: 10 },
  { id: SEEDS },
  // Fourteen hours ahead changes the date.
  { id: "timezone+locale+home", timezone: "XYZ-14", locale: "tr_TR.UTF-8", user: "ada" },
  // 403 days and eleven hours change the year, the month, the weekday and the half of the day.
  { id: "clock", clock_shift_seconds: 403 * DAY + 11 * 60 * 60 },
  // The next month has no 31st, and the day ends within minutes.
  { id: "month-end", clock_at: "2027-01-31T23:57:00Z" },
  // The next year has no such day.
  { id: "leap-day", clock_at: "2028-02-29T23:57:00Z" },
  // 01:57: what comes ten minutes later does not exist.
  { id: "dst-gap", timezone: WITH_DAYLIGHT_SAVING, clock_at: "2027-03-14T06:57:00Z" },
  // 01:30 for the second time.
  { id: "dst-overlap", timezone: WITH_DAYLIGHT_SAVING, clock_at: "2027-11-07T06:30:00Z" },
];

/**
 * The variations of one candidate. `suite` are the paths of the project's own tests to run beside it; none, no `in-suite`.
 * `failed` are those of them that fail or hang without it: they are left out.
 */
export function variationsFor(suite: string[], failed: string[]): Variation[] {
  const all = seeded(differences.map((difference) => ({ ...plainVariation(difference.id), ...difference })));
  return suite.length === 0 ? all : [...all, besideSuite("in-suite", suite, failed)];
}

/**
 * Where an interpreter starts anyway, it has a seed of its own: what depends on chance and would be right every other time
 * is seen by one of them.
 */
function seeded(variations: Variation[]): Variation[] {
  const seeds = [SEEDS, ...SEEDED];
  return variations.map((one) => (seeds.includes(one.id) ? { ...one, seed: seeds.indexOf(one.id) + 1, told_in: SEEDS } : one));
}

/** A run of the reference kind after the project's own tests at these paths, without those that `failed` before. */
export function besideSuite(id: string, suite: string[], failed: string[]): Variation {
  return { ...plainVariation(id), with_suite: suite, without: suite.length === 0 ? [] : failed };
}

/** What the variations cost together, in runs on a whole core: a tenth of one takes up to ten times as long. */
export function runsIn(variations: Variation[]): number {
  return variations.reduce((sum, { cpu_percent }) => sum + 100 / cpu_percent, 0);
}
