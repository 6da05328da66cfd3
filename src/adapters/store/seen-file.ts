import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SEEN_FOR, type Seen } from "../../intake/seen.ts";
import type { Clock } from "../../ports.ts";

/** Keys in a file, a line each with its time; what is too old is left out when the file is opened. */
export class SeenFile implements Seen {
  readonly #path: string;
  readonly #clock: Pick<Clock, "now">;
  readonly #keys: Map<string, number>;

  private constructor(path: string, clock: Pick<Clock, "now">, keys: Map<string, number>) {
    this.#path = path;
    this.#clock = clock;
    this.#keys = keys;
  }

  static async open(path: string, clock: Pick<Clock, "now">): Promise<SeenFile> {
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path, "utf8").catch(() => "");
    const oldest = clock.now().getTime() - SEEN_FOR;
    const keys = new Map(
      text
        .split("\n")
        .flatMap(readLine)
        .filter(([, at]) => at >= oldest),
    );
    await writeFile(`${path}.new`, [...keys].map(line).join(""));
    await rename(`${path}.new`, path);
    return new SeenFile(path, clock, keys);
  }

  async first(key: string): Promise<boolean> {
    const now = this.#clock.now().getTime();
    const at = this.#keys.get(key);
    if (at !== undefined && now - at < SEEN_FOR) return false;
    this.#keys.set(key, now);
    await appendFile(this.#path, line([key, now]));
    return true;
  }
}

function line([key, at]: [string, number]): string {
  return `${at} ${JSON.stringify(key)}\n`;
}

/** A line that a crash cut off is as if it had not been written. */
function readLine(text: string): [string, number][] {
  const [, at, key] = /^(\d+) (".*")$/.exec(text) ?? [];
  if (key === undefined) return [];
  try {
    return [[String(JSON.parse(key)), Number(at)]];
  } catch {
    return [];
  }
}
