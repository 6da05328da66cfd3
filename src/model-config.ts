import { join } from "node:path";
import { z } from "zod";
import type { Question } from "./ports.ts";
import type { BudgetLimits } from "./runs/budget.ts";
import { type Amount, MEASURES } from "./runs/spending.ts";

/** What it takes to ask a language model. */
export interface ModelConfig {
  /** `null`: the server wants none, or nothing is asked because answers are replayed. */
  readonly api_key: string | null;
  /** The root of the Messages API, without `/v1`. */
  readonly base_url: string;
  readonly roles: Readonly<Record<Question<unknown>["role"], string>>;
  /** `null`: what the model does by itself. */
  readonly effort: "low" | "medium" | "high" | "xhigh" | "max" | null;
  readonly limits: BudgetLimits;
  readonly cassette: { readonly mode: "record" | "replay"; readonly folder: string } | null;
  /** The folder that outlives the process: what was spent is kept there. */
  readonly data: string;
}

const modelName = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,200}$/, "is not the name of a model")
  .optional();

/** `2.5 usd, 300000 tokens`: what is named replaces the preset, the rest of it stays. */
function budget(preset: Amount) {
  return z
    .string()
    .default("")
    .transform((text, context): Amount => {
      const amount = { ...preset };
      for (const part of text.split(",").flatMap((one) => one.trim() || [])) {
        const [, figure, word] = /^(\d+(?:\.\d+)?) +(\w+)$/.exec(part) ?? [];
        const measure = MEASURES.find((one) => one === word);
        if (measure === undefined)
          context.addIssue(`has "${part}", which is not like "2 usd", "300000 tokens", "50 calls" or "10 minutes"`);
        else amount[measure] = Number(figure);
      }
      return amount;
    });
}

/** The environment variables of the model, in the order of `.env.example`. */
export const modelVariables = {
  ANTHROPIC_API_KEY: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, "is not a key")
    .optional(),
  ANTHROPIC_BASE_URL: z
    .url({ protocol: /^https?$/, error: "is not a URL" })
    .refine((url) => !URL.canParse(url) || new URL(url).password === "", "must not hold a password")
    .transform((url) => url.replace(/\/+$/, "").replace(/\/v1$/, ""))
    .optional(),
  TFACTORY_MODEL: modelName,
  TFACTORY_MODEL_PLANNER: modelName,
  TFACTORY_MODEL_ORACLE: modelName,
  TFACTORY_MODEL_GENERATOR: modelName,
  TFACTORY_MODEL_REPAIRER: modelName,
  TFACTORY_MODEL_JUDGE: modelName,
  TFACTORY_EFFORT: z.enum(["low", "medium", "high", "xhigh", "max"], "is not an effort").optional(),
  TFACTORY_BUDGET_RUN: budget({ tokens: 2_000_000, usd: 2, calls: 150, minutes: 25 }),
  TFACTORY_BUDGET_REPOSITORY_DAY: budget({ tokens: 20_000_000, usd: 20, calls: 1500, minutes: 250 }),
  TFACTORY_BUDGET_DAY: budget({ tokens: 50_000_000, usd: 50, calls: 4000, minutes: 600 }),
  TFACTORY_CASSETTE: z.enum(["record", "replay"], "is neither record nor replay").optional(),
  TFACTORY_CASSETTE_FOLDER: z.string().optional(),
};
const variables = z.object(modelVariables);

const WRITES = "claude-sonnet-5-5";
const MENDS_AND_JUDGES = "claude-haiku-5-5";

/** A key, a server of one's own or recorded answers: any of them is a model. `data` is the folder that outlives the process. */
export function modelOf(read: z.infer<typeof variables>, data: string): ModelConfig | null {
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, TFACTORY_MODEL, TFACTORY_CASSETTE } = read;
  if (ANTHROPIC_API_KEY === undefined && ANTHROPIC_BASE_URL === undefined && TFACTORY_CASSETTE !== "replay") return null;
  const folder = read.TFACTORY_CASSETTE_FOLDER ?? join(data, "cassettes");
  return Object.freeze({
    api_key: ANTHROPIC_API_KEY ?? null,
    base_url: ANTHROPIC_BASE_URL ?? "https://api.anthropic.com",
    roles: Object.freeze({
      planner: read.TFACTORY_MODEL_PLANNER ?? TFACTORY_MODEL ?? WRITES,
      oracle: read.TFACTORY_MODEL_ORACLE ?? TFACTORY_MODEL ?? WRITES,
      generator: read.TFACTORY_MODEL_GENERATOR ?? TFACTORY_MODEL ?? WRITES,
      repairer: read.TFACTORY_MODEL_REPAIRER ?? TFACTORY_MODEL ?? MENDS_AND_JUDGES,
      judge: read.TFACTORY_MODEL_JUDGE ?? TFACTORY_MODEL ?? MENDS_AND_JUDGES,
    }),
    effort: read.TFACTORY_EFFORT ?? null,
    limits: Object.freeze({
      run: read.TFACTORY_BUDGET_RUN,
      "repository-day": read.TFACTORY_BUDGET_REPOSITORY_DAY,
      day: read.TFACTORY_BUDGET_DAY,
    }),
    cassette: TFACTORY_CASSETTE === undefined ? null : Object.freeze({ mode: TFACTORY_CASSETTE, folder }),
    data,
  });
}
