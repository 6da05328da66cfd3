import { isStated } from "../../domain/criterion.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { inlineCode, prose, tableRow } from "../../pipeline/6-triage/render/untrusted.ts";
import type { Replies } from "../../ports.ts";
import type { RunRecord } from "../../runs/runs.ts";

/** More rows than this are a list, not an answer. */
const ROWS = 30;

/** Says on the pull request what a run that only plans came to. */
export async function answerPlan(
  { id, handover: { pull_request, github } }: RunRecord,
  planned: { snapshot: Snapshot; plan: Plan } | { failure: string },
  replies: Replies,
): Promise<void> {
  if (pull_request === null) return;
  const markdown = "failure" in planned ? `There is no plan: ${prose(planned.failure)}` : renderPlan(planned);
  await replies.reply(pull_request, "plan", String(github?.comment_id ?? id), markdown);
}

/** What a run would test, in Markdown. */
export function renderPlan({ snapshot, plan }: { snapshot: Snapshot; plan: Plan }): string {
  const { base_sha, head_sha, symbols, criteria, mutants, baseline } = snapshot;
  const names = new Map(symbols.map((symbol) => [symbol.id, symbol.qualname]));
  const rows = plan.targets.map(({ symbols, criteria, behaviours, test_path }) =>
    tableRow([
      symbols.map((id) => inlineCode(names.get(id) ?? id)).join(", "),
      criteria.join(", "),
      behaviours.map((behaviour) => prose(behaviour, 120)).join("; "),
      inlineCode(test_path),
    ]),
  );
  const untestable = plan.untestable.map(({ criterion, reason }) => `- ${criterion} can not be tested here: ${prose(reason)}`);
  const shas = `${inlineCode(base_sha.slice(0, 7))} to ${inlineCode(head_sha.slice(0, 7))}`;
  return [
    `**${counted(plan.targets.length, "target")}** for ${shas}: ${counted(symbols.length, "changed symbol")}, ${counted(criteria.filter(isStated).length, "criterion", "criteria")}, ${counted(mutants.length, "mutant")} to kill. The existing suite is ${baseline.status}. Nothing was written.`,
    ...(rows.length === 0
      ? []
      : [["| what | criteria | behaviours | test file |", "|---|---|---|---|", ...rows.slice(0, ROWS)].join("\n")]),
    ...(rows.length > ROWS ? [`… and ${rows.length - ROWS} more.`] : []),
    ...(untestable.length === 0 ? [] : [untestable.join("\n")]),
    ...(snapshot.warnings.length === 0 ? [] : [snapshot.warnings.map((warning) => `- ${prose(warning)}`).join("\n")]),
    "`/tfactory test` writes and proves these tests.",
  ].join("\n\n");
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
