/** Runs `work` so many times, one after the other, and gives the seconds of each. */
export async function timeEach(times: number, work: (index: number) => unknown): Promise<number[]> {
  const seconds: number[] = [];
  for (let index = 0; index < times; index++) {
    const started = performance.now();
    await work(index);
    seconds.push((performance.now() - started) / 1000);
  }
  return seconds;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value that so many percent of the values do not exceed. */
export function percentile(percent: number, values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}
