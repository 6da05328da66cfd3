import { join } from "node:path";
import { UserError } from "../../errors.ts";
import type { ModelConfig } from "../../model-config.ts";
import type { Model } from "../../ports.ts";
import { Budget, type BudgetLimits } from "../../runs/budget.ts";
import { MemorySpending } from "../../runs/memory-spending.ts";
import type { Amount, Spending } from "../../runs/spending.ts";
import { withBudget } from "../../runs/with-budget.ts";
import { withCassette } from "../disk/cassettes.ts";
import { SpendingFolder } from "../disk/spending-folder.ts";
import { AnthropicModel } from "./anthropic-model.ts";
import { measuringOf } from "./measuring.ts";
import { type ModelTime, realModelTime } from "./model-time.ts";
import { Profiles } from "./profiles.ts";
import { Provider } from "./provider.ts";

/** The run that asks. `limits` are its repository's own: they lower the operator's and never lift them. */
export interface AskingRun {
  run_id: string;
  repository: string;
  limits?: Partial<Amount>;
}
/** The model of one run and the budget behind it, for the report. */
export interface RunModel {
  model: Model;
  budget: Budget;
}
export type ModelOfRun = (run: AskingRun) => RunModel;

/**
 * Connects the configured model once per process; what comes back builds the model of each run. What a server can do is asked
 * with the first question. `shared`: where several machines keep what they spent. Throws `UserError` when nobody could be asked, `InfrastructureError` when spending can not be kept.
 */
export async function connectModel(config: ModelConfig, time: ModelTime = realModelTime, shared?: Spending): Promise<ModelOfRun> {
  const { base_url, api_key, cassette, roles, effort, limits } = config;
  const provider = new Provider({ base_url, api_key }, time);
  if (provider.official && api_key === null && cassette?.mode !== "replay")
    throw new UserError("ANTHROPIC_API_KEY is not set, so no model can be asked.");
  const profiles = new Profiles(provider);
  const measuring = measuringOf(provider, profiles, roles);
  const spending = shared ?? (await spendingOf(config, time));
  return ({ run_id, repository, limits: own = {} }) => {
    const asked = new AnthropicModel(provider, profiles, roles, effort);
    const model = cassette === null ? asked : withCassette(asked, cassette.folder, cassette.mode);
    const budget = new Budget({ run_id, repository, limits: lowered(limits, own) }, spending, () => time.now());
    return { model: withBudget(model, budget, cassette?.mode === "replay" ? offline(measuring) : measuring), budget };
  };
}

/** A replay spends nothing. */
async function spendingOf({ cassette, data }: ModelConfig, time: ModelTime): Promise<Spending> {
  return cassette?.mode === "replay" ? new MemorySpending() : SpendingFolder.open(join(data, "spending"), () => time.now());
}

function offline(measuring: ReturnType<typeof measuringOf>): typeof measuring {
  return { ...measuring, counted: async () => null };
}

function lowered(limits: BudgetLimits, own: Partial<Amount>): BudgetLimits {
  const { tokens, usd, calls, minutes } = limits.run;
  const run = {
    tokens: Math.min(tokens, own.tokens ?? tokens),
    usd: Math.min(usd, own.usd ?? usd),
    calls: Math.min(calls, own.calls ?? calls),
    minutes: Math.min(minutes, own.minutes ?? minutes),
  };
  return { ...limits, run };
}
