import type { Report } from "../domain/report.ts";
import type { ChangedFile, Snapshot } from "../domain/snapshot.ts";
import { frameworks } from "../frameworks/index.ts";
import type { Ports } from "../ports.ts";
import { detectFramework } from "./1-snapshot/detect-framework.ts";
import { measureBaseline } from "./1-snapshot/measure-baseline.ts";
import { prepareEnvironment } from "./1-snapshot/prepare-environment.ts";
import type { Ground } from "./replay/claimed-mutants.ts";

/**
 * The snapshot of a report's run as far as judging its tests again needs it: its commits, their difference, the environment
 * and the existing suite, all taken anew; the mutants and the texts of the criteria are the report's. Every changed line
 * counts, for only a line with a statement can be covered. Throws like a run does.
 */
export async function pinReport(
  report: Report,
  ports: Pick<Ports, "forge" | "sandbox" | "events">,
  signal: AbortSignal,
): Promise<{ snapshot: Snapshot; ground: Ground }> {
  const { base_sha, head_sha, mutants } = report;
  const base = await ports.forge.readTree(base_sha);
  const head = await ports.forge.readTree(head_sha);
  const diff = await ports.forge.diff(base_sha, head_sha);
  const paths = head.files.map((file) => file.path);
  const changed = diff.map((file) => file.path);
  const framework = detectFramework(frameworks, paths, changed);
  const files = diff.map((file): ChangedFile => ({ ...file, kind: framework.kindOf(file.path) }));
  const source = files.filter((file) => file.kind === "source" && file.lines.length > 0 && paths.includes(file.path));
  const environment = await prepareEnvironment({ framework, head }, ports, signal);
  const project: Snapshot["project"] = {
    source_roots: [],
    test_dirs: report.test_dirs,
    test_style: "functions",
    fixtures: [],
    language_version: "",
    framework_version: "",
  };
  const change = { base, head, framework, files, source };
  const { baseline } = await measureBaseline(change, environment.image, project, [], ports, signal);
  const snapshot: Snapshot = {
    repository: report.repository,
    base_sha,
    head_sha,
    spec_id: report.spec_id,
    framework: framework.id,
    environment,
    files,
    symbols: [],
    dependencies: [],
    executable: source.map(({ path, lines }) => ({ path, lines })),
    criteria: report.criteria.map(({ id, text }) => ({
      id,
      text,
      origin: { source: "spec", path: null, line: null },
      ...framework.examplesIn(text),
    })),
    unrepresented_sections: [],
    project,
    mutants,
    baseline: { ...baseline, killed: report.killed_before },
    warnings: [],
  };
  return { snapshot, ground: { mutants, files, head } };
}
