import { access, constants, mkdir, statfs } from "node:fs/promises";
import { bad, type Checkup, good, warning } from "../../domain/checkup.ts";

/** Environment images and mirrors of a busy server; a run alone takes about one. */
const COMFORTABLE_GIB = 20;
const LEAST_GIB = 2;

/** Whether the data folder can be written to and how much room its disk has. */
export async function examineDisk(folder: string): Promise<Checkup[]> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [bad("disk", `${folder} can not be written to: ${why}`, "Set TFACTORY_DATA to a folder of the server's own.")];
  }
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / 2 ** 30;
  const says = `${free.toFixed(0)} GiB are free at ${folder}`;
  if (free < LEAST_GIB) return [bad("disk", says, `Runs need at least ${LEAST_GIB} GiB.`)];
  return [
    free < COMFORTABLE_GIB
      ? warning("disk", says, `${COMFORTABLE_GIB} GiB keep environments from being built again.`)
      : good("disk", says),
  ];
}
