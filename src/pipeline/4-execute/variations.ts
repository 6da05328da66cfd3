import type { Request } from "../../frameworks/protocol.ts";

type Variation = Request<"run">["variations"][number];

const DAY = 24 * 60 * 60;

const plain: Variation = {
  id: "default",
  hash_seed: 0,
  order: "file",
  order_seed: 0,
  timezone: "UTC",
  locale: "C.UTF-8",
  clock_shift_seconds: 0,
  alone: false,
  with_suite: [],
};

/**
 * The runs of a candidate on the head, each different on purpose: a test that depends on what differs is flaky.
 * The first one is the reference and measures coverage.
 */
const differences: Partial<Variation>[] = [
  { id: "default" },
  { id: "hash-seed", hash_seed: 4242 },
  { id: "reversed", order: "reversed" },
  { id: "random-order", order: "random", order_seed: 7 },
  // A POSIX zone works without the zone files that slim images lack; fourteen hours ahead changes the date.
  { id: "timezone+locale", timezone: "XYZ-14", locale: "tr_TR.UTF-8" },
  // 403 days and eleven hours change the year, the month, the weekday and the half of the day.
  { id: "clock", clock_shift_seconds: 403 * DAY + 11 * 60 * 60 },
  { id: "alone", alone: true },
];

/** The variations of one candidate. `suite` are the paths of the project's own tests to run beside it; none, no `with-suite`. */
export function variationsFor(suite: string[]): Variation[] {
  const all = differences.map((difference) => ({ ...plain, ...difference }));
  return suite.length === 0 ? all : [...all, { ...plain, id: "with-suite", with_suite: suite }];
}

/** One run of the reference kind, e.g. on the base. */
export function referenceVariation(): Variation {
  return plain;
}
