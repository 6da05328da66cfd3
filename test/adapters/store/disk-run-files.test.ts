import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DiskRunFiles } from "../../../src/adapters/store/disk-run-files.ts";
import { SeenFile } from "../../../src/adapters/store/seen-file.ts";
import { SEEN_FOR } from "../../../src/intake/seen.ts";
import { RunRecord } from "../../../src/runs/runs.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { aReport } from "../../fakes/a-report.ts";
import { FixedClock } from "../../fakes/fixed-clock.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tfactory-runs-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
function aRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  return RunRecord.parse({
    id: "run-1",
    handover: aHandover(),
    status: "pending",
    stage: null,
    created_at: "2026-01-01T00:00:00Z",
    finished_at: null,
    report: null,
    failure: null,
    check_run_id: null,
    check_run_url: null,
    commit_sha: null,
    attempts: 0,
    ...overrides,
  });
}
function open(path: string) {
  const unfit: string[] = [];
  return { files: new DiskRunFiles(path, (file) => void unfit.push(file)), unfit };
}

test("what one process keeps the next one finds, the report apart", async () => {
  const path = folder();
  const report = aReport({ run_id: "run-1" });
  await open(path).files.save(aRecord({ status: "done", report }));
  const { files, unfit } = open(path);
  expect(await files.all()).toEqual([aRecord({ status: "done" })]);
  expect(await files.report("run-1")).toEqual(report);
  expect(await files.report("run-2")).toBeNull();
  expect(unfit).toEqual([]);
});

test("a record saved without its report keeps the report that is there", async () => {
  const { files } = open(folder());
  await files.save(aRecord({ report: aReport() }));
  await files.save(aRecord({ commit_sha: "a" }));
  expect([await files.report("run-1"), (await files.all())[0]?.commit_sha]).toEqual([aReport(), "a"]);
});

test("many changes at once leave the last one", async () => {
  const { files } = open(folder());
  await Promise.all(Array.from({ length: 50 }, (_, attempts) => files.save(aRecord({ attempts }))));
  expect((await files.all())[0]?.attempts).toBe(49);
});

test("a record that is broken is told and left out, the others are there", async () => {
  const path = folder();
  const { files, unfit } = open(path);
  await files.save(aRecord());
  await files.save(aRecord({ id: "run-2" }));
  writeFileSync(join(path, "run-2", "run.json"), '{"id": "run');
  expect((await files.all()).map(({ id }) => id)).toEqual(["run-1"]);
  expect(unfit).toEqual([join(path, "run-2", "run.json")]);
});

test("steps are found again until the run is over, whatever they are called", async () => {
  const path = folder();
  const { files } = open(path);
  await files.save(aRecord());
  for (const step of ["snapshot", "evaluate:../../../escape", ".."]) {
    await files.write("run-1", step, { step });
    expect(await open(path).files.read("run-1", step)).toEqual({ step });
  }
  expect(readdirSync(path)).toEqual(["run-1"]);
  expect(readdirSync(join(path, "run-1")).toSorted()).toEqual(["run.json", "steps"]);
  await files.save(aRecord({ status: "done", finished_at: "2026-01-01T00:00:00Z" }));
  expect(await files.read("run-1", "snapshot")).toBeUndefined();
});

test("a key is new once in a week, across restarts and in a burst", async () => {
  const path = join(folder(), "deliveries");
  const clock = new FixedClock();
  const seen = await SeenFile.open(path, clock);
  const answers = await Promise.all(Array.from({ length: 100 }, () => seen.first('comment:"1"\n')));
  expect(answers.filter((first) => first)).toHaveLength(1);
  const again = await SeenFile.open(path, clock);
  expect([await again.first('comment:"1"\n'), await again.first("other")]).toEqual([false, true]);
  clock.advance(SEEN_FOR / 1000);
  expect(await again.first("other")).toBe(true);
  const later = await SeenFile.open(path, clock);
  expect([await later.first('comment:"1"\n'), await later.first("other")]).toEqual([true, false]);
});

test("a line that a crash cut off does not keep the server from starting", async () => {
  const path = join(folder(), "deliveries");
  writeFileSync(path, '1767225600000 "whole"\n1767225600000 "bad \\x"\n17672256000');
  const seen = await SeenFile.open(path, new FixedClock());
  expect([await seen.first("whole"), await seen.first("cut")]).toEqual([false, true]);
});
