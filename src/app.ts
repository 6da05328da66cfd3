import type { Probot } from "probot";
import type { Delivery } from "./intake/receive.ts";

/** The webhooks that are listened to: what can ask for something, and what ends a run. Everything else costs nothing. */
export function app(receive: (delivery: Delivery) => Promise<void>): (probot: Probot) => void {
  return (probot) => {
    probot.on("issue_comment.created", receive);
    probot.on(["pull_request.labeled", "pull_request.synchronize", "pull_request.closed"], receive);
    probot.on("repository_dispatch", receive);
    probot.on(["check_run.rerequested", "check_run.requested_action", "check_suite.rerequested"], receive);
    probot.on(["installation.deleted", "installation.suspend", "installation_repositories.removed"], receive);
  };
}
