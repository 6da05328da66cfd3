import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SCRIPT = fileURLToPath(new URL("../postgres.sh", import.meta.url));
const run = promisify(execFile);

export interface APostgres {
  url: string;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A real PostgreSQL server with nothing in it, installed when there is none. */
export async function aPostgres(): Promise<APostgres> {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-pg-"));
  await chmod(folder, 0o755);
  const { stdout } = await run(SCRIPT, ["start", folder]);
  return {
    url: stdout.trim(),
    restart: async () => void (await run(SCRIPT, ["restart", folder])),
    stop: async () => {
      await run(SCRIPT, ["stop", folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
