import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

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
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
