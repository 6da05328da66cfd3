import type { Handover } from "../../domain/handover.ts";
import type { ChangedFile } from "../../domain/snapshot.ts";
import { UserError } from "../../errors.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { frameworks } from "../../frameworks/index.ts";
import type { Ports, SourceTree } from "../../ports.ts";
import { detectFramework } from "./detect-framework.ts";
import { inScope } from "./scope.ts";

/** A pinned change of a project we can test. */
export interface Change {
  base: SourceTree;
  head: SourceTree;
  framework: Framework;
  files: ChangedFile[];
  /** The files with lines to test: added or modified, readable on the head and in the scope of the handover. */
  source: ChangedFile[];
}

/** Pins base and head and reads what changed between them. Throws `UserError` when there is nothing to test. */
export async function readChange(handover: Handover, forge: Ports["forge"]): Promise<Change> {
  const { base_sha, head_sha } = await forge.pin(handover);
  const diff = await forge.diff(base_sha, head_sha);
  const base = await forge.readTree(base_sha);
  const head = await forge.readTree(head_sha);
  const paths = head.files.map((file) => file.path);
  const changed = diff.filter((file) => file.status !== "deleted").map((file) => file.path);
  const framework = detectFramework(frameworks, paths, changed);
  const files = diff.map((file): ChangedFile => ({ ...file, kind: framework.kindOf(file.path) }));
  const readable = new Set(paths);
  const testable = files.filter((file) => file.kind === "source" && file.lines.length > 0 && readable.has(file.path));
  if (testable.length === 0) throw new UserError(nothingToTest(handover, framework, files));
  const source = testable.filter((file) => inScope(file.path, handover));
  if (source.length === 0) throw new UserError(nothingInScope(handover, testable));
  return { base, head, framework, files, source };
}

function nothingInScope({ paths, settings }: Handover, testable: ChangedFile[]): string {
  const asked = paths.length > 0 ? `under ${paths.join(", ")}` : `left by exclude: ${settings.exclude.join(", ")}`;
  return `There is no changed source ${asked} (changed source: ${shorten(testable)}).`;
}

function nothingToTest({ base_ref, head_ref }: Handover, framework: Framework, files: ChangedFile[]): string {
  const language = framework.language.charAt(0).toUpperCase() + framework.language.slice(1);
  return `There is no changed source: no added or modified line of ${language} source between ${base_ref} and ${head_ref} (changed: ${shorten(files)}).`;
}

function shorten(files: ChangedFile[]): string {
  const shown = files.slice(0, 3).map((file) => file.path);
  const more = files.length > shown.length ? ` and ${files.length - shown.length} more` : "";
  return shown.join(", ") + more;
}
