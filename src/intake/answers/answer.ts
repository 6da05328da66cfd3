import type { ReplyKind } from "../../ports.ts";
import type { Intent } from "../intent.ts";
import type { PullRequest } from "../repository.ts";
import type { IntakeWorld, Office } from "../world.ts";

/** What a command says back; `null`: what it started is answer enough. */
export type Answer = { kind: ReplyKind; markdown: string } | null;

/** A command whose sender may give it, where it was given. */
export interface Granted<Given extends Intent["command"] = Intent["command"]> {
  intent: Intent & { command: Given };
  pull: PullRequest;
  office: Office;
  world: IntakeWorld;
}

/** A refusal that is about what was asked, not about who asked: every time it is asked it is answered. */
export function no(markdown: string): Answer {
  return { kind: "done", markdown };
}
