import { type Html, html } from "../../html.ts";
import type { DiffFile } from "../git/diff.ts";

/** Longer patches are cut on a page; the whole is in git. */
const LINES = 1200;

/** The files of a diff, each with its patch and the line numbers of both sides. */
export function diffView(files: DiffFile[]): Html {
  const added = files.reduce((sum, file) => sum + file.additions, 0);
  const removed = files.reduce((sum, file) => sum + file.deletions, 0);
  return html`
<p class="about">${files.length} ${files.length === 1 ? "file" : "files"} changed <span class="plus">+${added}</span> <span class="minus">−${removed}</span></p>
${files.map(fileView)}`;
}

function fileView(file: DiffFile): Html {
  const name = file.old_path !== null && file.old_path !== file.path ? `${file.old_path} → ${file.path}` : file.path;
  return html`
<section class="file"><header><code>${name}</code> <span class="faint">${file.status}</span> <span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></header>
${file.patch === null ? html`<p class="faint">No text to show.</p>` : html`<table class="diff"><tbody>${patchRows(file.patch)}</tbody></table>`}
</section>`;
}

function patchRows(patch: string): Html[] {
  let before = 0;
  let after = 0;
  const lines = patch.split("\n");
  const rows = lines.slice(0, LINES).map((line) => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      return html`<tr class="hunk"><td></td><td></td><td>${line}</td></tr>`;
    }
    if (line.startsWith("+")) return html`<tr class="added"><td></td><td>${after++}</td><td>${line}</td></tr>`;
    if (line.startsWith("-")) return html`<tr class="removed"><td>${before++}</td><td></td><td>${line}</td></tr>`;
    if (line.startsWith("\\")) return html`<tr class="hunk"><td></td><td></td><td>${line}</td></tr>`;
    return html`<tr><td>${before++}</td><td>${after++}</td><td>${line}</td></tr>`;
  });
  const more = lines.length - LINES;
  return more > 0 ? [...rows, html`<tr class="hunk"><td></td><td></td><td>${more} more lines</td></tr>`] : rows;
}
