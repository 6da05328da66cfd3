import type { Asked, Intent } from "./intent.ts";
import type { Push } from "./pushes.ts";
import { atLeast, type PullRequest, type Repository, type Role } from "./repository.ts";

/** `reason` is what the person is told. */
export type Authorization = { status: "allowed" } | { status: "refused"; reason: string };

const allowed: Authorization = { status: "allowed" };
function refused(reason: string): Authorization {
  return { status: "refused", reason };
}

/**
 * Whether whoever asked may ask anything here: write permission, read for the sender of this event. GitHub's own words about
 * people (`author_association`) are wrong for private members and say nothing about the present. A bot that comes this far is
 * one the operator allowed.
 */
export async function authorizeSender({ sender }: Asked, repository: Pick<Repository, "permission">): Promise<Authorization> {
  if (sender.bot) return allowed;
  const role = await roleOf(sender.login, repository);
  if (typeof role !== "string") return refused(role.reason);
  if (atLeast(role, "write")) return allowed;
  return refused(`Commands need write permission on this repository; you have ${role === "none" ? "no permission" : role}.`);
}

/**
 * Whether the code of this pull request may be run for whoever asked. The code of an author without write permission needs a
 * maintainer who says `--allow-untrusted`, and must be what that maintainer saw: a push after the request is refused.
 */
export async function authorizeCode(
  intent: Intent,
  pull: PullRequest,
  repository: Pick<Repository, "permission" | "committedAt">,
  push: Push | null,
): Promise<Authorization> {
  if (!pull.open) return refused("This pull request is closed.");
  if (intent.head_sha !== null && intent.head_sha !== pull.head_sha) {
    return refused(
      `The branch is at ${pull.head_sha.slice(0, 7)}, but this was asked about ${intent.head_sha.slice(0, 7)}. Ask again.`,
    );
  }
  const fork = pull.head_repository_id !== intent.repository.id;
  if (!fork && pull.author.bot) return allowed; // an App that could push the branch has write permission
  if (pull.author.login === intent.sender.login) return unmoved(intent, pull, repository, push, fork, true);
  const author = pull.author.bot ? "none" : await roleOf(pull.author.login, repository);
  if (typeof author !== "string") return refused(author.reason);
  const trusted = atLeast(author, "write");
  if (!trusted) {
    const untrusted = await maintainerSaidSo(intent, repository);
    if (untrusted.status === "refused") return untrusted;
  }
  return unmoved(intent, pull, repository, push, fork, trusted);
}

async function maintainerSaidSo({ sender, command }: Intent, repository: Pick<Repository, "permission">): Promise<Authorization> {
  const said = "options" in command && command.options.allow_untrusted;
  const how = "a maintainer can ask with `--allow-untrusted`";
  if (!said) return refused(`The author of this pull request has no write permission here. After a look at the code, ${how}.`);
  const role = sender.bot ? "none" : await roleOf(sender.login, repository);
  if (typeof role !== "string") return refused(role.reason);
  return atLeast(role, "maintain")
    ? allowed
    : refused(`The author has no write permission here: only ${how}, and you have ${role}.`);
}

/** Whoever pushes to a branch of this repository can write to it. To a fork anyone can push between the look and our reading. */
async function unmoved(
  { asked_at, looked_at }: Intent,
  pull: PullRequest,
  repository: Pick<Repository, "permission" | "committedAt">,
  push: Push | null,
  fork: boolean,
  trusted: boolean,
): Promise<Authorization> {
  if (!fork) return allowed;
  const moved = refused(`Commits were pushed after this was asked. Look at ${pull.head_sha.slice(0, 7)} and ask again.`);
  if (!trusted && looked_at !== null && looked_at !== pull.head_sha) return moved;
  if (asked_at === null) return allowed;
  if (push !== null && Date.parse(push.at) > Date.parse(asked_at) && push.head_sha === pull.head_sha) {
    const pusher = await roleOf(push.login, repository);
    if (typeof pusher !== "string" || !atLeast(pusher, "write")) return moved;
  }
  if (trusted) return allowed;
  return Date.parse(await repository.committedAt(pull.head_sha)) > Date.parse(asked_at) ? moved : allowed;
}

async function roleOf(login: string, repository: Pick<Repository, "permission">): Promise<Role | { reason: string }> {
  const permission = await repository.permission(login);
  if (permission.status === "known") return permission.role;
  return { reason: `The permission of ${login} could not be read (${permission.reason}), so nothing was started. Try again.` };
}
