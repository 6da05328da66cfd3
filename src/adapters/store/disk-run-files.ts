import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Report } from "../../domain/report.ts";
import type { Store } from "../../ports.ts";
import type { RunFiles } from "../../runs/run-files.ts";
import { isOver, RunRecord } from "../../runs/runs.ts";

const NAMES = { record: "run.json", report: "report.json", steps: "steps" };

/**
 * Runs in a folder, one folder each: its record, its report, and its finished steps until it is over. A file is replaced whole
 * or not at all. `onUnfit` hears of what is there and does not fit: older code wrote it, or the disk broke.
 */
export class DiskRunFiles implements RunFiles, Store {
  readonly #folder: string;
  readonly #onUnfit: (path: string, error: unknown) => void;
  /** The last write of each run: writes of one run are done one after the other. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(folder: string, onUnfit: (path: string, error: unknown) => void) {
    this.#folder = folder;
    this.#onUnfit = onUnfit;
  }

  async all(): Promise<RunRecord[]> {
    await mkdir(this.#folder, { recursive: true });
    const names = (await readdir(this.#folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const records = await Promise.all(names.map(({ name }) => this.#read(join(this.#folder, name, NAMES.record), RunRecord)));
    return records.filter((record) => record !== null);
  }

  async save({ report, ...record }: RunRecord): Promise<void> {
    const folder = join(this.#folder, record.id);
    await this.#inTurn(record.id, async () => {
      if (report !== null) await replace(folder, NAMES.report, report);
      await replace(folder, NAMES.record, { ...record, report: null });
      if (isOver(record) && record.finished_at !== null) await rm(join(folder, NAMES.steps), { recursive: true, force: true });
    });
  }

  report(run_id: string): Promise<Report | null> {
    return this.#read(join(this.#folder, run_id, NAMES.report), Report);
  }

  async read(run_id: string, step: string): Promise<unknown> {
    const text = await readIfThere(join(this.#folder, run_id, NAMES.steps, fileOf(step)));
    return text === null ? undefined : JSON.parse(text);
  }

  async write(run_id: string, step: string, value: unknown): Promise<void> {
    await replace(join(this.#folder, run_id, NAMES.steps), fileOf(step), value);
  }

  async #read<T>(path: string, schema: { parse(value: unknown): T }): Promise<T | null> {
    try {
      const text = await readIfThere(path);
      return text === null ? null : schema.parse(JSON.parse(text));
    } catch (error) {
      this.#onUnfit(path, error);
      return null;
    }
  }

  async #inTurn(run_id: string, write: () => Promise<void>): Promise<void> {
    const before = this.#writing.get(run_id) ?? Promise.resolve();
    const own = before.then(write, write);
    this.#writing.set(run_id, own);
    try {
      await own;
    } finally {
      if (this.#writing.get(run_id) === own) this.#writing.delete(run_id);
    }
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Beside it, then in its place: a crash leaves the old file or the new one. */
async function replace(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(`${path}.new`, JSON.stringify(value));
  await rename(`${path}.new`, path);
}

/** A step's name is `evaluate:` and an id of a plan: as a file name it stays in its folder. */
function fileOf(step: string): string {
  return `${encodeURIComponent(step).replaceAll(".", "%2E")}.json`;
}
