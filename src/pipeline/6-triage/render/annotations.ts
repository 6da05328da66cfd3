import type { Report } from "../../../domain/report.ts";
import { contradictionOf } from "./contradiction.ts";
import { plainLine } from "./untrusted.ts";

/** As the Checks API takes it; a line of the head. */
export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: "notice" | "warning";
  title: string;
  message: string;
}

const TITLE = 255;
const MESSAGE = 4000;
/** More would hide the diff they stand in. */
const MOST = 200;

/** Suspected bugs and mutants no test notices, at the lines they are about. Text here is shown as it is, without Markdown. */
export function annotationsOf({ suspected_bugs, survivors, mutants, killed_before }: Report): Annotation[] {
  const bugs = suspected_bugs.flatMap((test): Annotation[] => {
    const path = test.symbol?.split("::", 1)[0];
    const { head } = test.evidence;
    const failure = head.status === "measured" && head.value.outcome.status === "failed" ? head.value.outcome.failure : null;
    const near = [...survivors, ...mutants].find((mutant) => mutant.path === path)?.line;
    const line = failure?.where === "product" && failure.path === path ? (failure.line ?? near) : near;
    if (path === undefined || line === undefined) return [];
    const said = failure === null ? "" : `\n${failure.exception}: ${failure.message}`;
    return [at(path, line, "warning", "Suspected bug", `${contradictionOf(test).replace(/[*`]/g, "")}${said}`)];
  });
  const unnoticed = survivors.map((mutant) => {
    const edit = `${plainLine(mutant.original, 80)} → ${plainLine(mutant.replacement, 80) || "nothing"}`;
    const passing = mutant.reached ? "The tests that run this line still pass." : "No test reaches this line.";
    const unknown = "The new tests still pass; what the existing ones notice is not known.";
    const after = killed_before === null ? unknown : passing;
    return at(
      mutant.path,
      mutant.line,
      "notice",
      `Not noticed: ${edit}`,
      `${mutant.original}\nbecomes\n${mutant.replacement}\n${after}`,
    );
  });
  return [...bugs, ...unnoticed].slice(0, MOST);
}

function at(
  path: string,
  line: number,
  annotation_level: Annotation["annotation_level"],
  title: string,
  message: string,
): Annotation {
  const lines = message.split("\n").map((text) => plainLine(text, 400));
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level,
    title: plainLine(title, TITLE),
    message: lines.join("\n").slice(0, MESSAGE),
  };
}
