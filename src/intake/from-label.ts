import { noOptions } from "./commands/command.ts";
import { ignored, plainIntent, type Reading } from "./intent.ts";
import { PullRequestEvent } from "./payloads.ts";
import { deafTo, type Identity, placeOf } from "./senders.ts";

/** The label that asks for tests. It is taken off when the run ends, so that it can be put on again. */
export const LABEL = "tfactory:test";

/** `pull_request.labeled`: the label on an open pull request is `/tfactory test`. Anyone with triage can put it on. */
export function fromLabel(payload: unknown, delivery_id: string, self: Identity): Reading {
  const event = PullRequestEvent.parse(payload);
  if (event.action !== "labeled") return ignored(`a pull request was ${event.action}`);
  if (event.label?.name !== LABEL) return ignored("another label");
  if (event.pull_request.state !== "open") return ignored("the pull request is closed");
  const deaf = deafTo(event, self);
  if (deaf !== null) return ignored(deaf);
  return {
    status: "asked",
    intent: {
      trigger: "label",
      key: `delivery:${delivery_id}`,
      ...placeOf(event),
      pull_request: { number: event.pull_request.number },
      comment_id: null,
      asked_at: event.pull_request.updated_at,
      ...plainIntent,
      command: { name: "test", options: noOptions },
    },
  };
}
