import type { KeptFile } from "../../../domain/report.ts";
import { renderPatch } from "../../shared/render-patch.ts";
import { utf8Length } from "./fit.ts";

/** Room for other things stays in a comment. */
const PATCH_BYTES = 40_000;
/** What a terminal would act on when it is pasted, or a reader would not see: controls and bidirectional marks. */
const UNSAFE = /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * The files as something to copy into a terminal: `git apply` reads the patch up to a line that is in none of them. A patch is
 * exact or worthless, so nothing in it is neutralised: it stands in a fence that nothing in it can close. Files that have no
 * room, or hold what does not belong into a terminal, are `missing`.
 */
export function patchBlock(files: KeptFile[]): { patch: string | null; missing: KeptFile[] } {
  const fitting: KeptFile[] = [];
  let bytes = 0;
  for (const file of files) {
    const size = utf8Length(renderPatch([file]));
    if (bytes + size > PATCH_BYTES || UNSAFE.test(`${file.path}${file.source}`)) continue;
    fitting.push(file);
    bytes += size;
  }
  const missing = files.filter((file) => !fitting.includes(file));
  return { patch: fitting.length === 0 ? null : applying(renderPatch(fitting)), missing };
}

function applying(patch: string): string {
  let end = "END_OF_TESTS";
  while (patch.includes(end)) end += "_";
  const ticks = "`".repeat(Math.max(4, ...(patch.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${ticks}sh\ngit apply <<'${end}'\n${patch}${end}\n${ticks}`;
}
