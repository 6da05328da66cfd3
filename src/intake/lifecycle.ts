import { InstallationEvent, PullRequestEvent } from "./payloads.ts";
import type { Delivery } from "./receive.ts";
import type { IntakeWorld } from "./world.ts";

/** What happens to a pull request or an installation while we work on it. No call to GitHub. */
export async function noteLifecycle({ name, payload }: Delivery, { runs, pushes, wipe }: IntakeWorld): Promise<void> {
  if (name === "pull_request") {
    const { action, repository, pull_request, sender } = PullRequestEvent.parse(payload);
    if (action === "closed") await runs.cancel(repository.id, pull_request.number, "The pull request was closed.");
    if (action === "synchronize") {
      const push = { head_sha: pull_request.head.sha, login: sender.login, at: pull_request.updated_at };
      await pushes.note(repository.id, pull_request.number, push);
    }
  }
  if (name === "installation" || name === "installation_repositories") {
    const { action, installation, repositories = [], repositories_removed = [] } = InstallationEvent.parse(payload);
    const all = name === "installation" && (action === "deleted" || action === "suspend");
    const removed = name === "installation_repositories" && action === "removed" ? repositories_removed.map(({ id }) => id) : [];
    if (all || removed.length > 0) await runs.forget(installation.id, all ? null : removed);
    await wipe(all && action === "deleted" ? repositories.map(({ id }) => id) : removed);
  }
}
