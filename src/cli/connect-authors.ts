import { type AskingRun, connectModel } from "../adapters/anthropic/connect-model.ts";
import { readPrompts } from "../adapters/disk/read-prompts.ts";
import { type AuthorName, authorsWith, createAuthor } from "../authors/index.ts";
import type { Config } from "../config.ts";
import { UserError } from "../errors.ts";
import type { Author, Ports } from "../ports.ts";
import type { Spending } from "../runs/spending.ts";
import { withMemo } from "../runs/with-memo.ts";

export type AuthorOf = (name: AuthorName, run: AskingRun, ports: Pick<Ports, "sandbox" | "forge" | "events" | "store">) => Author;

/** The authors of this configuration, the default first. Throws `UserError` for a default that needs a model nobody configured. */
export function authorsOf({ author, model }: Pick<Config, "author" | "model">): readonly AuthorName[] {
  if (author === "anthropic" && model === null) throw new UserError(`TFACTORY_AUTHOR is anthropic, but ${NO_MODEL}`);
  return authorsWith(model !== null, author);
}

/** The author that was asked for by name, else the default. Throws `UserError` for one there is not. */
export function chosenAuthor(asked: AuthorName | undefined, config: Pick<Config, "author" | "model">): AuthorName {
  if (asked === "anthropic" && config.model === null) throw new UserError(`The author anthropic needs a model, and ${NO_MODEL}`);
  return asked ?? authorsOf(config)[0] ?? "explorer";
}

const NO_MODEL = "no model is configured: set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL for a server of your own.";

/**
 * Connects the configured model once; what comes back makes the author of each run. `spending`: where machines that share it
 * keep what they spent. Throws what `connectModel` throws.
 */
export async function connectAuthors({ model }: Pick<Config, "model">, spending?: Spending): Promise<AuthorOf> {
  if (model === null) return (_name, _run, ports) => createAuthor(null, ports);
  const [modelOf, prompts] = await Promise.all([connectModel(model, undefined, spending), readPrompts()]);
  return (name, run, ports) => {
    if (name === "explorer") return createAuthor(null, ports);
    const { model: asked, budget } = modelOf(run);
    const remembering = withMemo(asked, run.run_id, ports.store);
    return createAuthor({ model: remembering, prompts, budgets: () => budget.standing() }, ports);
  };
}
