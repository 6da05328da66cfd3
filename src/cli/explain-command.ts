import { resolve } from "node:path";
import { readReport } from "../adapters/disk/read-report.ts";
import type { Report } from "../domain/report.ts";
import { UserError } from "../errors.ts";
import { type Entry, entriesOf, explainTest } from "../pipeline/6-triage/render/explain/explain-test.ts";
import { renderEntries, renderExplanation } from "../pipeline/6-triage/render/explain/render-explanation.ts";
import { plainLine } from "../pipeline/6-triage/render/untrusted.ts";
import { findTest } from "../pipeline/shared/find-test.ts";
import { exitCodes } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

export interface ExplainOptions {
  report: string;
  /** Any test of the report; left out: a line for each. */
  test?: string | undefined;
  json?: boolean;
}

/** `tfactory explain`: why a test of a report is where it is. Gives the exit code; throws what the person did wrong. */
export async function explainCommand(options: ExplainOptions, terminal: Terminal): Promise<number> {
  const report = await readReport(resolve(terminal.cwd, options.report));
  const entries = entriesOf(report);
  if (options.test === undefined) return listTests(entries, report, options, terminal);
  const explanation = explainTest(report, named(entries, options.test));
  terminal.stdout.write(options.json ? `${JSON.stringify(explanation, null, 2)}\n` : `\n${renderExplanation(explanation)}\n`);
  return exitCodes.kept;
}

function listTests(entries: Entry[], report: Report, { json }: ExplainOptions, { stdout }: Terminal): number {
  if (entries.length === 0) throw new UserError("This report has no test, so there is nothing to explain.");
  const text = json
    ? `${JSON.stringify(
        entries.map((entry) => explainTest(report, entry)),
        null,
        2,
      )}\n`
    : `\n${renderEntries(entries)}\n`;
  stdout.write(text);
  return exitCodes.kept;
}

function named(entries: Entry[], name: string): Entry {
  const found = findTest(entries, name);
  switch (found.status) {
    case "found":
      return found.one;
    case "ambiguous":
      throw new UserError(
        `${plainLine(name)} could be any of these: ${found.choices.map((one) => plainLine(one, 300)).join(", ")}.`,
      );
    case "unknown": {
      const nearest = found.nearest === null ? "" : ` Did you mean ${plainLine(found.nearest, 300)}?`;
      throw new UserError(`This report has no test ${plainLine(name)}.${nearest}`);
    }
  }
}
