import type { Finding } from "../../domain/candidate.ts";
import type { BudgetStanding } from "../../domain/model-usage.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Author, Model, Ports } from "../../ports.ts";
import { createExplorer } from "../explorer/index.ts";
import { openBoundary } from "./boundary/open-boundary.ts";
import { withBoundary } from "./boundary/with-boundary.ts";
import { FillIn } from "./fill-in.ts";
import { askVotes } from "./judge.ts";
import { ModelDesk } from "./model-desk.ts";
import { moreTargets } from "./more-targets.ts";
import { askPlan, askReplan } from "./planner.ts";
import type { Prompts } from "./prompts.ts";
import { openStudio } from "./studio.ts";
import { Writer } from "./writer.ts";

/** Rounds of the model after its plan. A third rarely finds what two did not. */
const MODEL_ROUNDS = 2;

/** A model to ask, with what it is asked by. */
export interface ModelWorld {
  model: Model;
  prompts: Prompts;
  /** How far the budgets of the run are used; left out: it has none. */
  budgets?: (() => Promise<BudgetStanding[]>) | undefined;
}

/**
 * The author that asks a model, with the explorer as the net under it: a plan the model can not give is made by code, and what
 * its tests leave open after its rounds, the explorer fills in. It proposes; what is kept is decided from evidence.
 */
export function createAnthropic(
  { model, prompts, budgets }: ModelWorld,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
): Author {
  const note = (item: string) => ports.events({ event: "note", stage: "generate", item, done: null, total: null, seconds: null });
  const boundary = openBoundary();
  const desk = new ModelDesk(withBoundary(model, (kind) => note(`a secret was kept from the model: ${kind}`)));
  const studio = openStudio(desk, prompts, boundary, ports.forge);
  const writer = new Writer(studio, model.name);
  const explorer = createExplorer(ports);
  const fill_in = new FillIn(explorer, ports.forge);

  return {
    name: "anthropic",

    async plan(snapshot, signal) {
      return askPlan(studio, snapshot, await explorer.plan(snapshot, signal), signal);
    },

    write: (target, ...rest) => (fill_in.owns(target) ? fill_in : writer).write(target, ...rest),

    mends,

    async replan(target, snapshot, findings, signal) {
      return fill_in.owns(target) || !desk.is_open ? null : askReplan(studio, target, snapshot, findings, signal);
    },

    async continue(gaps, snapshot, signal) {
      if (gaps.targets.some((target) => fill_in.owns(target))) return [];
      if (desk.is_open && gaps.round <= MODEL_ROUNDS && (gaps.round === 1 || gaps.gained > 0)) {
        const targets = moreTargets(gaps, snapshot, frameworkById(snapshot.framework), await studio.tree(snapshot));
        if (targets.length > 0) return targets;
      }
      return fill_in.targets(gaps, snapshot, signal);
    },

    judge: (...trial) => askVotes(studio, ...trial),

    async spent() {
      return { usage: desk.usage, sent: boundary.sent(), notes: desk.notes, budgets: (await budgets?.()) ?? [] };
    },
  };
}

/** A wrong name, and what the verdict table would reject the test for: the model can mend both before anything runs. */
function mends({ kind, severity }: Finding): boolean {
  return kind === "symbol" || kind === "fixture" || (severity === "high" && (kind === "flake" || kind === "smell"));
}
