import type { Sent } from "../../../domain/sent.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { isSecretFile } from "./secret-files.ts";
import { type Shown, showCode, showProse } from "./show-hidden.ts";

/** A text that is to be sent to a model. */
export interface Piece {
  /** What kind of text, for the listing: `criterion`, `diff`, `source`, ... */
  what: string;
  /** Where it stands: a path, an issue's number. */
  from: string;
  text: string;
  /** `prose` is Markdown that people read as a page; `code` is read as it is written. */
  kind: "prose" | "code";
  /** UTF-8 bytes it may have at most; left out: `PIECE_BYTES`. */
  limit_bytes?: number;
}

/** What of a repository leaves the host for a model, and what does not. */
export interface Boundary {
  /** The text as it may be sent. The same piece always gives the same text. Nothing else of a repository may be in a question. */
  admit(piece: Piece): Promise<string>;
  /** Everything admitted so far, once per kind and place, in that order. */
  sent(): Sent[];
}

/** As much of one file as a question needs; about 16,000 tokens. */
const PIECE_BYTES = 64 * 1024;

/**
 * A boundary that has let nothing through yet. Secrets are replaced, files that are there to hold secrets stay whole, what nobody
 * sees is taken out of prose and written as escapes in code, and what is too long is cut at a line's end.
 */
export function openBoundary(): Boundary {
  const listed = new Map<string, Sent>();
  return {
    async admit(piece) {
      const { text, kept_back } = await madeFit(piece);
      const key = JSON.stringify([piece.what, piece.from]);
      const before = listed.get(key);
      const bytes = Math.max(before?.bytes ?? 0, Buffer.byteLength(text));
      const all = [...new Set([...(before?.kept_back ?? []), ...kept_back])];
      listed.set(key, { what: piece.what, from: piece.from, bytes, kept_back: all });
      return text;
    },
    sent: () => [...listed.values()].toSorted((a, b) => compare(a.what, b.what) || compare(a.from, b.from)),
  };
}

async function madeFit({ from, text, kind, limit_bytes }: Piece): Promise<{ text: string; kept_back: string[] }> {
  if (isSecretFile(from)) return { text: "", kept_back: ["all of it: a file of this name holds secrets"] };
  const limit = limit_bytes ?? PIECE_BYTES;
  const cut = cutAt(text, limit);
  // Hidden characters first: one inside a secret must not hide it.
  const shown = kind === "prose" ? showProse(cut.text) : showCode(cut.text);
  const masked = await maskSecrets(shown.text);
  const again = cutAt(masked.text, limit); // escapes make a text longer
  const missing = cut.missing + again.missing;
  return {
    text: missing === 0 ? again.text : `${again.text}[${missing} more bytes are not shown]\n`,
    kept_back: [
      ...masked.secrets.map((secret) => `a secret (${secret.kind}, line ${secret.line})`),
      ...hidden(shown, kind),
      ...(missing === 0 ? [] : [`${missing} bytes over the limit of ${limit}`]),
    ],
  };
}

function hidden({ characters, passages }: Shown, kind: Piece["kind"]): string[] {
  return [
    ...(passages === 0 ? [] : [`${passages} ${passages === 1 ? "passage" : "passages"} that the page does not show`]),
    ...(characters === 0 || kind === "code" ? [] : [`${characters} invisible ${characters === 1 ? "character" : "characters"}`]),
  ];
}

/** The first lines that fit. A line is never cut inside, so that no secret is halved beyond recognition. */
function cutAt(text: string, limit: number): { text: string; missing: number } {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= limit) return { text, missing: 0 };
  const end = bytes.lastIndexOf("\n", limit - 1) + 1;
  return { text: bytes.subarray(0, end).toString("utf8"), missing: bytes.byteLength - end };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
