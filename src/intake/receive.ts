import { InfrastructureError, UserError } from "../errors.ts";
import { answerCommand } from "./answers/index.ts";
import { authorizeSender } from "./authorize.ts";
import { helpText } from "./commands/help.ts";
import type { Asked, Reading } from "./intent.ts";
import { noteLifecycle } from "./lifecycle.ts";
import { readEvent } from "./read-event.ts";
import type { PullRequest, Repository } from "./repository.ts";
import type { IntakeWorld, Office } from "./world.ts";

/** One webhook delivery whose signature was checked. */
export interface Delivery {
  id: string;
  name: string;
  payload: unknown;
}

/**
 * Takes one delivery from GitHub: reads what it asks for, decides whether its sender may, queues it and answers. What
 * goes wrong is logged, and told where it can be. What an event asks for is done once, however often it is delivered. Throws
 * only `InfrastructureError`: it could not be kept, and is to be delivered again.
 */
export async function receive(delivery: Delivery, world: IntakeWorld): Promise<void> {
  const facts = { delivery: delivery.id, event: delivery.name };
  try {
    await noteLifecycle(delivery, world);
    const reading = await readEvent(delivery, world);
    if (reading.status === "ignored") return;
    const asked = reading.status === "asked" ? reading.intent : reading.asked;
    const keys = [...new Set([`delivery:${delivery.id}`, asked.key])];
    if (!(await world.seen.first(keys, delivery.id))) return;
    await world.turns.take(asked.installation_id, () => serve(reading, asked, world)).finally(() => world.seen.done(delivery.id));
  } catch (error) {
    world.log.error({ ...facts, err: error }, "a delivery could not be dealt with");
    if (error instanceof InfrastructureError) throw error;
  }
}

async function serve(reading: Exclude<Reading, { status: "ignored" }>, asked: Asked, world: IntakeWorld): Promise<void> {
  const office = await world.connect(asked);
  const acknowledged = asked.comment_id === null ? null : office.replies.react(asked.comment_id, "eyes");
  try {
    const [pull, authorized] = await Promise.all([findPull(asked, office.repository), authorizeSender(asked, office.repository)]);
    if (pull === null) return world.log.info({ key: asked.key }, "there is no such pull request");
    if (authorized.status === "refused") return await refuse(asked, pull, authorized.reason, office, world);
    await answer(reading, asked, pull, office, world);
  } catch (error) {
    world.log.error({ key: asked.key, err: error }, "a command failed");
    if ("number" in asked.pull_request) await tell(asked, asked.pull_request.number, "done", apology(error), office);
  } finally {
    await acknowledged;
  }
}

async function answer(
  reading: Exclude<Reading, { status: "ignored" }>,
  asked: Asked,
  pull: PullRequest,
  office: Office,
  world: IntakeWorld,
): Promise<void> {
  if (reading.status === "wrong") {
    if (asked.comment_id !== null) await office.replies.react(asked.comment_id, "confused");
    return tell(asked, pull.number, "help", correction(reading), office);
  }
  const said = await answerCommand({ intent: reading.intent, pull, office, world });
  if (said === null) return;
  if (said.kind === "refusal") return refuse(asked, pull, said.markdown, office, world);
  await tell(asked, pull.number, said.kind, said.markdown, office);
}

/** The open pull request that was meant. A branch with none or with several names none. */
async function findPull({ pull_request }: Asked, repository: Repository): Promise<PullRequest | null> {
  if ("number" in pull_request) return repository.pullRequest(pull_request.number);
  const open = await repository.openPullRequestsOf(pull_request.branch);
  return open.length === 1 ? (open[0] ?? null) : null;
}

/**
 * A thumb down each time, a sentence once per person, pull request and day. Whoever asks ten times in a second is told once
 * too: that is settled here, before GitHub can be asked what was said.
 */
async function refuse(asked: Asked, pull: PullRequest, reason: string, { replies }: Office, world: IntakeWorld): Promise<void> {
  const { comment_id, repository, sender } = asked;
  if (comment_id !== null) await replies.react(comment_id, "-1");
  const day = world.clock.now().toISOString().slice(0, 10);
  const first = await world.seen.first([`refusal:${repository.id}:${pull.number}:${sender.login}:${day}`]);
  if (first) await replies.reply(pull.number, "refusal", sender.login, reason);
}

async function tell(
  asked: Asked,
  pull_request: number,
  kind: Parameters<Office["replies"]["reply"]>[1],
  markdown: string,
  { replies }: Office,
): Promise<void> {
  await replies.reply(pull_request, kind, asked.comment_id === null ? asked.key : String(asked.comment_id), markdown);
}

function correction({ problem, nearest }: { problem: string; nearest: string | null }): string {
  const meant = nearest === null ? "" : `\n\nDid you mean \`${nearest.replaceAll("`", "'")}\`?`;
  return `${problem}${meant}\n\n<details><summary>All commands</summary>\n\n${helpText()}\n\n</details>`;
}

function apology(error: unknown): string {
  if (error instanceof UserError) return error.message; // what else is known is for the log, not for a pull request
  return "TFactory could not do that because GitHub or TFactory itself failed. Nothing was started; ask again in a while.";
}
