import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { SpendingFolder } from "../../src/adapters/disk/spending-folder.ts";
import { MemorySpending } from "../../src/runs/memory-spending.ts";
import { NOTHING, type Spending } from "../../src/runs/spending.ts";

const noon = () => new Date("2026-01-01T12:00:00Z");
const kinds: [string, () => Promise<Spending>][] = [
  ["in memory", async () => new MemorySpending()],
  [
    "in a folder",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "tfactory-spending-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      return SpendingFolder.open(join(folder, "spending"), noon);
    },
  ],
];
const limits = { tokens: 100, usd: 1, calls: 10, minutes: 5 };
const run = { key: "run 1", limits };
const day = { key: "2026-01-01", limits: { ...limits, tokens: 150 } };

describe.each(kinds)("spending %s", (_name, open) => {
  test("begins with nothing", async () => {
    expect(await (await open()).spent("run 1")).toEqual(NOTHING);
  });

  test("is added to every account that was named", async () => {
    const spending = await open();
    expect(await spending.reserve([run, day], { tokens: 60, usd: 0.5, calls: 2, minutes: 1 })).toBeNull();
    await spending.book([run, day], { tokens: -20, usd: -0.25, calls: -1, minutes: 0.5 });
    const left = { tokens: 40, usd: 0.25, calls: 1, minutes: 1.5 };
    expect(await spending.spent("run 1")).toEqual(left);
    expect(await spending.spent("2026-01-01")).toEqual(left);
    expect(await spending.spent("run 2")).toEqual(NOTHING);
  });

  test("a limit may be reached and not passed; the account that is full is named and none is changed", async () => {
    const spending = await open();
    expect(await spending.reserve([run, day], { ...NOTHING, tokens: 100 })).toBeNull();
    expect(await spending.reserve([run, day], { ...NOTHING, tokens: 1 })).toEqual({
      key: "run 1",
      measure: "tokens",
      spent: 100,
      limit: 100,
    });
    const other = { key: "run 2", limits };
    expect(await spending.reserve([other, day], { ...NOTHING, tokens: 51 })).toMatchObject({ key: "2026-01-01", spent: 100 });
    expect(await spending.spent("run 2")).toEqual(NOTHING);
    expect(await spending.reserve([other, day], { ...NOTHING, tokens: 50 })).toBeNull();
  });

  test.each(["tokens", "usd", "calls", "minutes"] as const)("the limit of %s holds", async (measure) => {
    const spending = await open();
    expect(await spending.reserve([run], { ...NOTHING, [measure]: limits[measure] + 0.1 })).toMatchObject({ measure });
    expect(await spending.reserve([run], { ...NOTHING, [measure]: limits[measure] })).toBeNull();
  });

  test("ten tenths of a dollar are a dollar", async () => {
    const spending = await open();
    for (let tenth = 0; tenth < 10; tenth++) expect(await spending.reserve([run], { ...NOTHING, usd: 0.1 })).toBeNull();
    expect(await spending.reserve([run], { ...NOTHING, usd: 0.001 })).not.toBeNull();
  });

  test("is not passed by many who ask at once", async () => {
    const spending = await open();
    const asked = Array.from({ length: 50 }, () => spending.reserve([run, day], { ...NOTHING, calls: 1 }));
    expect((await Promise.all(asked)).filter((full) => full === null)).toHaveLength(10);
    expect((await spending.spent("2026-01-01")).calls).toBe(10);
  });
});
