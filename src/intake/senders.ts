import type { Asked, Sender } from "./intent.ts";
import type { Place } from "./payloads.ts";

/** Who we are on GitHub, and which other Apps may ask us. */
export interface Identity {
  app_id: number;
  slug: string;
  /** Slugs of Apps the operator trusts to start runs. */
  bots: readonly string[];
}

/** Why a sender is not listened to; `null`: go on. An App's user is its slug and `[bot]`, which no person can be called. */
export function deafTo({ sender }: Pick<Place, "sender">, self: Identity): string | null {
  if (sender.login === `${self.slug}[bot]`) return "it is our own doing";
  if (sender.type !== "Bot") return null;
  return self.bots.some((slug) => sender.login === `${slug}[bot]`) ? null : `${sender.login} is a bot that is not allowed`;
}

export function placeOf({ installation, repository, sender }: Place): Pick<Asked, "installation_id" | "repository" | "sender"> {
  const who: Sender = { login: sender.login, bot: sender.type === "Bot" };
  return { installation_id: installation.id, repository: { id: repository.id, name: repository.full_name }, sender: who };
}
