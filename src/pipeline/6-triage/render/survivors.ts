import type { Report } from "../../../domain/report.ts";
import type { Mutant } from "../../../domain/snapshot.ts";
import { mutantDiff } from "./mutant-diff.ts";
import { inlineCode } from "./untrusted.ts";
import { count } from "./words.ts";

const SHOWN = 5;
const FOLDED = 20;

/** Edits of changed lines that no test notices, as hints for the next test to write. */
export function survivorsSection({ survivors, lane_results }: Report): string[] {
  if (survivors.length === 0) return [];
  const known = Object.values(lane_results).some((lane) => lane.mutants.killed_before !== null);
  const who = known ? "no test notices" : "none of these tests notices (what the existing tests notice is not known)";
  const more = survivors.slice(SHOWN, SHOWN + FOLDED);
  const rest = survivors.length - SHOWN - more.length;
  return [
    "## Still untested",
    `${count(survivors.length, "edit")} of the changed lines that ${who}. A test that fails under one of them is worth writing.`,
    ...survivors.slice(0, SHOWN).map(hint),
    ...(more.length === 0
      ? []
      : [
          [
            `<details><summary>${more.length} more</summary>`,
            "",
            more.map(hint).join("\n\n"),
            ...(rest > 0 ? ["", `and ${rest} more in report.json`] : []),
            "",
            "</details>",
          ].join("\n"),
        ]),
  ];
}

function hint(mutant: Mutant): string {
  return `${inlineCode(`${mutant.path}:${mutant.line}`)} nothing fails when this line says\n\n${mutantDiff(mutant)}`;
}
