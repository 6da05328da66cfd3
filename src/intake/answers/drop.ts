import { inlineCode, prose } from "../../pipeline/6-triage/render/untrusted.ts";
import { findTest } from "../../pipeline/shared/find-test.ts";
import { type Answer, type Granted, no } from "./answer.ts";
import { lastCommitted, markTakenBack, whyNot } from "./undo.ts";
import { shortSha } from "./words.ts";

/** `drop`: a commit that takes one test out of our file, or why not. */
export async function answerDrop({ intent, pull, office, world }: Granted<{ name: "drop"; test: string }>): Promise<Answer> {
  const run = await lastCommitted(world.runs, intent.repository.id, pull.number);
  const report = run?.report ?? null;
  if (run === null || report === null) return no("There is no commit of TFactory on this pull request to take a test out of.");
  const found = findTest(
    report.tests.map((test) => ({ test })),
    intent.command.test,
  );
  if (found.status !== "found") return no(notFound(intent.command.test, found));
  const { test } = found.one;
  const dropped = await office.forge.drop(test, report, { ...run.handover, requested_by: intent.sender.login });
  if (dropped.status !== "committed") return no(`${inlineCode(test.name)} was not taken out: ${prose(whyNot(dropped))}.`);
  const tests = report.tests.filter((one) => one !== test);
  await world.runs.amend(run.id, { report: { ...report, tests } });
  await markTakenBack(run, dropped.commit_sha, test, office);
  return { kind: "done", markdown: `${inlineCode(test.name)} is taken out by ${shortSha(dropped.commit_sha)}.` };
}

/** A name that fits no test, or more than one. */
export function notFound(name: string, found: Exclude<ReturnType<typeof findTest>, { status: "found" }>): string {
  if (found.status === "ambiguous")
    return `${inlineCode(name)} could be any of these: ${found.choices.map((one) => inlineCode(one)).join(", ")}.`;
  const nearest = found.nearest === null ? "" : ` Did you mean ${inlineCode(found.nearest)}?`;
  return `The last report has no test ${inlineCode(name)}.${nearest}`;
}
