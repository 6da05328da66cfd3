import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import type { Report } from "../../src/domain/report.ts";
import { aReport } from "../fakes/a-report.ts";
import { aTerminal } from "./a-terminal.ts";

/** A folder with `report.json` in it; gone after the test. */
export function folderWith(overrides: Partial<Report> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "tfactory-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  writeFileSync(join(path, "report.json"), JSON.stringify(aReport(overrides)));
  return path;
}

/** A command line typed in a folder, where no engine can be reached. */
export async function typed(cwd: string, ...argv: string[]) {
  const terminal = aTerminal({ cwd, env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } });
  const code = await main(argv, terminal);
  return { code, said: terminal.said(), printed: terminal.printed() };
}
