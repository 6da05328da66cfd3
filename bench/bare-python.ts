import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Mutant } from "../src/domain/snapshot.ts";

/**
 * The bench's own project in a folder of the host with a virtualenv of the host's Python: what the sandbox is compared with.
 * Only code of this bench runs there. Throws when the host has no `python3` with `venv`.
 */
export async function makeBarePython(files: { path: string; source: string }[]) {
  const folder = mkdtempSync(join(tmpdir(), "tfactory-bench-"));
  for (const { path, source } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  const interpreter = join(folder, ".env/bin/python");
  execFileSync("python3", ["-m", "venv", join(folder, ".env")]);
  execFileSync(interpreter, ["-m", "pip", "install", "-q", "--disable-pip-version-check", "pytest"], { stdio: "ignore" });
  const python = (...args: string[]) => execFileSync(interpreter, args, { cwd: folder, stdio: "ignore" });

  return {
    python,
    /** Writes one mutant into the source, runs the whole suite in a fresh interpreter, and puts the source back. */
    mutated(mutant: Mutant | undefined): void {
      if (mutant === undefined) return;
      const original = Buffer.from(files.find(({ path }) => path === mutant.path)?.source ?? "");
      const text = Buffer.concat([
        original.subarray(0, mutant.start),
        Buffer.from(mutant.replacement),
        original.subarray(mutant.end),
      ]);
      writeFileSync(join(folder, mutant.path), text);
      try {
        python("-m", "pytest", "-q", "-p", "no:cacheprovider");
      } catch {
        // a killed mutant makes pytest exit with 1: that is the measured work
      } finally {
        writeFileSync(join(folder, mutant.path), original);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
