import { appendFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { SpendingFolder } from "../../../src/adapters/disk/spending-folder.ts";
import { InfrastructureError } from "../../../src/errors.ts";
import { NOTHING } from "../../../src/runs/spending.ts";

const limits = { tokens: 100, usd: 1, calls: 10, minutes: 5 };
const run = { key: "run 1", limits };
let folder: string;
let now: Date;
const open = () => SpendingFolder.open(folder, () => now);

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), "tfactory-spending-"));
  onTestFinished(() => rm(root, { recursive: true }));
  folder = join(root, "spending");
  now = new Date("2026-01-01T23:59:00Z");
});

test("what was spent is still spent when the next process opens the folder", async () => {
  await (await open()).reserve([run], { ...NOTHING, tokens: 70 });
  expect(await (await open()).reserve([run], { ...NOTHING, tokens: 31 })).toMatchObject({ spent: 70 });
});

test("a run that goes on after midnight (UTC) keeps its sum; the new day has its own file", async () => {
  const spending = await open();
  await spending.reserve([run, { key: "2026-01-01", limits }], { ...NOTHING, tokens: 70 });
  now = new Date("2026-01-02T00:01:00Z");
  expect(await spending.reserve([run], { ...NOTHING, tokens: 31 })).toMatchObject({ spent: 70 });
  await spending.book([run, { key: "2026-01-01" }], { ...NOTHING, tokens: -20 });
  expect((await spending.spent("run 1")).tokens).toBe(50);
  expect((await spending.spent("2026-01-01")).tokens).toBe(50);
  expect((await readdir(folder)).toSorted()).toEqual(["2026-01-01.jsonl", "2026-01-02.jsonl"]);
});

test("two who opened the same folder do not pass a limit together", async () => {
  const [one, other] = [await open(), await open()];
  const asked = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? one : other).reserve([run], { ...NOTHING, calls: 1 }));
  expect((await Promise.all(asked)).filter((full) => full === null)).toHaveLength(10);
});

test("a line that a crash cut off is as if it had not been written, and the next one is whole", async () => {
  const spending = await open();
  await spending.reserve([run], { ...NOTHING, tokens: 10 });
  await appendFile(join(folder, "2026-01-01.jsonl"), '\n{"keys":["run 1"],"tok');
  await spending.reserve([run], { ...NOTHING, tokens: 20 });
  expect((await spending.spent("run 1")).tokens).toBe(30);
});

test("files of days long past are removed, nothing else is", async () => {
  await mkdir(folder, { recursive: true });
  for (const name of ["2025-11-30.jsonl", "2025-12-02.jsonl", "notes.txt"]) await writeFile(join(folder, name), "");
  await open();
  expect((await readdir(folder)).toSorted()).toEqual(["2025-12-02.jsonl", "notes.txt"]);
});

test("only its owner can read it", async () => {
  await (await open()).reserve([run], { ...NOTHING, tokens: 10 });
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, "2026-01-01.jsonl"))).mode & 0o777).toBe(0o600);
});

test("spending that can not be kept stops the run: nothing is asked for free", async () => {
  await writeFile(folder, "a file is in the way");
  await expect(open()).rejects.toThrow(InfrastructureError);
  await rm(folder);
  const spending = await open();
  await rm(folder, { recursive: true });
  await writeFile(folder, "a file is in the way");
  await expect(spending.reserve([run], NOTHING)).rejects.toThrow(/can not be kept/);
});
