import { entriesOf, explainTest } from "../../pipeline/6-triage/render/explain/explain-test.ts";
import { renderExplanationMarkdown } from "../../pipeline/6-triage/render/explain/render-explanation.ts";
import { findTest } from "../../pipeline/shared/find-test.ts";
import { type Answer, type Granted, no } from "./answer.ts";
import { notFound } from "./drop.ts";

/** `explain` and `why-not`: everything the last report knows of one test, kept or not. */
export async function answerExplain({
  intent,
  pull,
  world,
}: Granted<{ name: "explain" | "why-not" | "drop"; test: string }>): Promise<Answer> {
  const history = await world.runs.history(intent.repository.id, pull.number);
  const report = history.find((run) => run.report !== null)?.report ?? null;
  if (report === null) return no("There is no report on this pull request yet. `/tfactory test` makes one.");
  const found = findTest(entriesOf(report), intent.command.test);
  if (found.status !== "found") return no(notFound(intent.command.test, found));
  return { kind: "explain", markdown: renderExplanationMarkdown(explainTest(report, found.one)) };
}
