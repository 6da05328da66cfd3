import type { KeptFile } from "../../domain/report.ts";

/** A patch that adds these files, for `git apply` or `patch -p1`. */
export function renderPatch(files: KeptFile[]): string {
  return files.map(renderFile).join("");
}

function renderFile({ path, source }: KeptFile): string {
  const lines = source.split("\n");
  const ends_with_newline = lines.at(-1) === "";
  if (ends_with_newline) lines.pop();
  const header = `diff --git ${quote(`a/${path}`)} ${quote(`b/${path}`)}\nnew file mode 100644\n`;
  if (lines.length === 0) return header;
  const added = lines.map((line) => `+${line}\n`).join("");
  const end = ends_with_newline ? "" : "\\ No newline at end of file\n";
  return `${header}--- /dev/null\n+++ ${quote(`b/${path}`)}\n@@ -0,0 +1,${lines.length} @@\n${added}${end}`;
}

/** git's own quoting (core.quotePath): C escapes, and octal for every byte that is not plain ASCII. */
function quote(name: string): string {
  if (/^[!#-[\]-~]*$/.test(name)) return name;
  const escaped = [...Buffer.from(name)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${escaped.join("")}"`;
}
