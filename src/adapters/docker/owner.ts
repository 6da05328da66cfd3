import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** On every container and volume of ours: whose it is, so that what a dead process left can be told from a live run's. */
export const RUN_LABEL = "tfactory.run";
/** Seconds since 1970 when it was made. */
export const TIME_LABEL = "tfactory.time";

/** Something on an engine another machine also uses may live this long, for its process cannot be asked. */
const FOREIGN_HOURS = 12;

export function ourLabels(): Record<string, string> {
  return { [RUN_LABEL]: ownerOf(process.pid), [TIME_LABEL]: String(Math.floor(Date.now() / 1000)) };
}

/** `host/pid/start`: the start tells a process from a later one with the same number. */
function ownerOf(pid: number): string {
  return `${hostname()}/${pid}/${startOf(pid) ?? 0}`;
}

/** Whether what carries these labels belongs to a process that still lives. */
export function isOwnedByLiving(labels: Record<string, string>): boolean {
  const [host, pid, start] = (labels[RUN_LABEL] ?? "").split("/");
  if (host !== hostname()) return Date.now() / 1000 - Number(labels[TIME_LABEL] ?? 0) < FOREIGN_HOURS * 3600;
  return isAlive(Number(pid)) && String(startOf(Number(pid)) ?? 0) === start;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)), in clock ticks since boot; `null` where there is no /proc. */
function startOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // the name in parentheses may hold spaces and parentheses itself
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    return null;
  }
}
