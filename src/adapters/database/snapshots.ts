import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** The last ones are kept: the newest may be what the disk was writing when the power failed. */
const KEPT = 2;
const NAME = /^\d{8}T\d{9}Z\.tar\.gz$/;

/** Writes a snapshot whole or not at all, really onto the disk, and removes all but the last. */
export async function keepSnapshot(folder: string, archive: Blob, now: Date): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${now.toISOString().replace(/[-:.]/g, "")}.tar.gz`);
  const file = await open(`${path}.new`, "w");
  try {
    await file.writeFile(Buffer.from(await archive.arrayBuffer()));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  for (const old of (await snapshotsIn(folder)).slice(KEPT)) await rm(old, { force: true });
}

/** Paths of snapshots, the newest first. */
export async function snapshotsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const whole = names.filter((name) => NAME.test(name)).toSorted();
  return whole.toReversed().map((name) => join(folder, name));
}

export async function readSnapshot(path: string): Promise<Blob> {
  return new Blob([await readFile(path)]);
}
