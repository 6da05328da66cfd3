/** What a patch says about one file: the added or modified lines on the new side, and how many old lines went. */
export interface FilePatch {
  lines: number[];
  deleted_lines: number;
  patch: string;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * Reads the output of `git diff-tree -p`: one entry per `diff --git` section, in order. Names are not read here: a
 * section's name can be ambiguous, its place in the listing is not. Lines inside a hunk are counted, so that no content
 * can pass for a header.
 */
export function parsePatch(text: string): FilePatch[] {
  const sections: FilePatch[] = [];
  let kept: string[] = [];
  let [old_left, new_left, new_line] = [0, 0, 0];
  for (const line of text.split("\n")) {
    const in_hunk = old_left > 0 || new_left > 0;
    if (!in_hunk && line.startsWith("diff --git ")) {
      finish(sections, kept);
      kept = [];
      sections.push({ lines: [], deleted_lines: 0, patch: "" });
    }
    kept.push(line);
    const section = sections.at(-1);
    if (section === undefined) continue;
    if (!in_hunk) {
      const hunk = HUNK.exec(line);
      if (hunk === null) continue;
      [old_left, new_line, new_left] = [Number(hunk[1] ?? 1), Number(hunk[2]), Number(hunk[3] ?? 1)];
    } else if (line.startsWith("+")) {
      section.lines.push(new_line++);
      new_left--;
    } else if (line.startsWith("-")) {
      section.deleted_lines++;
      old_left--;
    } else if (!line.startsWith("\\")) {
      new_line++;
      new_left--;
      old_left--;
    }
  }
  finish(sections, kept);
  return sections;
}

function finish(sections: FilePatch[], kept: string[]): void {
  const section = sections.at(-1);
  if (section !== undefined) section.patch = kept.join("\n");
}
