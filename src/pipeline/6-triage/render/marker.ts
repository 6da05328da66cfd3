/** How a comment of ours is told from any other, together with who wrote it: a marker alone can be forged. */
const PREFIX = "<!-- tfactory:v1";

/** What the one report comment of a pull request begins with, whatever run it tells of. */
export const REPORT_MARKER = `${PREFIX} run=`;

/** The first line of a report comment. */
export function reportMarker(run_id: string): string {
  return `${REPORT_MARKER}${token(run_id)} -->`;
}

/** The first line of an answer to a person; the same for the same kind and key. */
export function replyMarker(kind: string, key: string): string {
  return `${PREFIX} reply=${token(kind)}/${token(key)} -->`;
}

/** A text that can end no HTML comment. */
function token(text: string): string {
  return text.replace(/[^A-Za-z0-9._]/g, (character) => `_${character.codePointAt(0)?.toString(16)}`).slice(0, 120);
}
