import type { Report } from "../../../domain/report.ts";
import { fold } from "./fold.ts";
import { inlineCode, prose, tableRow } from "./untrusted.ts";
import { count } from "./words.ts";

const SHOWN = 60;
const SHOWN_KEPT_BACK = 5;

/** What left the host for a model, text by text, with what was kept back of each; those with something kept back first. */
export function sentSection({ sent }: Report): string[] {
  if (sent.length === 0) return [];
  const bytes = sent.reduce((sum, one) => sum + one.bytes, 0);
  const ordered = sent.toSorted((a, b) => Number(b.kept_back.length > 0) - Number(a.kept_back.length > 0));
  const rows = ordered.slice(0, SHOWN).map(({ what, from, bytes: size, kept_back }) => {
    const shown = kept_back.slice(0, SHOWN_KEPT_BACK).map((words) => prose(words, 120));
    const more = kept_back.length > SHOWN_KEPT_BACK ? [`and ${kept_back.length - SHOWN_KEPT_BACK} more`] : [];
    return tableRow([
      inlineCode(what, 40),
      inlineCode(from, 120),
      size.toLocaleString("en-US"),
      [...shown, ...more].join("<br>"),
    ]);
  });
  const rest = ordered.length > SHOWN ? [`and ${ordered.length - SHOWN} more in report.json`] : [];
  return [
    fold(
      `Sent to the model: ${count(sent.length, "text")}, ${bytes.toLocaleString("en-US")} bytes`,
      ["| what | from | bytes | kept back |", "|---|---|---|---|", ...rows].join("\n"),
      ...rest,
    ),
  ];
}
