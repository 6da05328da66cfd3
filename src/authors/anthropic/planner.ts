import type { Finding } from "../../domain/candidate.ts";
import type { Plan, Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import { PlanAnswer } from "./answers.ts";
import { findingsOf, idsOf, listed, symbolsOf } from "./describe.ts";
import { fence } from "./fence.ts";
import { MOST_TARGETS, planFromAnswer } from "./plan-from-answer.ts";
import { renderPrompt } from "./prompts.ts";
import type { Studio } from "./studio.ts";

/** A plan with problems is asked for once more; what is usable of the second one is used. */
const ATTEMPTS = 2;
const MAX_TOKENS = 16_000;
const CHANGE_BYTES = 48 * 1024;

/** The model's plan, or `fallback`, the plan of code, when it gives none that can be used. */
export async function askPlan(studio: Studio, snapshot: Snapshot, fallback: Plan, signal: AbortSignal): Promise<Plan> {
  if (fallback.targets.length === 0) return fallback;
  const { prompts, desk } = studio;
  const [context, tree] = [await studio.context(snapshot), await studio.tree(snapshot)];
  const paths = new Set(tree.files.map((file) => file.path));
  const change = await changeOf(studio, snapshot);
  const symbols = snapshot.symbols.filter(({ kind }) => kind !== "module").map(({ id }) => id);
  let best: Plan | null = null;
  let before = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { system, task } = renderPrompt(prompts, "plan.md", {
      symbols: symbolsOf({ symbols }),
      change,
      before,
      most_targets: String(MOST_TARGETS),
    });
    const asked = await desk.ask({ role: "planner", system, context, task, schema: PlanAnswer, max_tokens: MAX_TOKENS }, signal);
    if (asked.status === "none") break;
    const framework = frameworkById(snapshot.framework);
    const { plan, problems } = planFromAnswer(asked.answer, fallback, snapshot, framework, paths);
    if (plan.targets.length > 0) best = plan;
    if (problems.length === 0) return plan;
    before = `${listed("the last plan's problems", problems)}\n\n`;
  }
  return best ?? fallback;
}

/** The target in another way, or `null` when the model knows none. */
export async function askReplan(
  studio: Studio,
  target: Target,
  snapshot: Snapshot,
  findings: Finding[],
  signal: AbortSignal,
): Promise<Target | null> {
  const { prompts, desk } = studio;
  const { system } = renderPrompt(prompts, "plan.md", { symbols: "", change: "", before: "", most_targets: "" });
  const { task } = renderPrompt(prompts, "replan.md", {
    symbols: symbolsOf(target),
    criteria: idsOf(target.criteria),
    behaviours: listed("behaviours", target.behaviours),
    findings: findingsOf(findings),
  });
  const context = await studio.context(snapshot);
  const asked = await desk.ask({ role: "planner", system, context, task, schema: PlanAnswer, max_tokens: MAX_TOKENS }, signal);
  const [other] = asked.status === "answered" ? asked.answer.targets : [];
  if (other === undefined) return null;
  const known = new Set(snapshot.symbols.map(({ id }) => id));
  const symbols = other.symbols.filter((id) => known.has(id));
  return { ...target, symbols: symbols.length > 0 ? symbols : target.symbols, behaviours: other.behaviours };
}

/** The diff of the source files. */
async function changeOf({ boundary }: Studio, { files }: Snapshot): Promise<string> {
  const texts: string[] = [];
  for (const { path, kind, patch } of files) {
    if (kind !== "source" || patch === "") continue;
    const piece = { what: "diff", from: path, text: patch, kind: "code", limit_bytes: CHANGE_BYTES } as const;
    texts.push(fence(`diff of ${path}`, await boundary.admit(piece)));
  }
  return texts.join("\n\n") || "Not shown.";
}
