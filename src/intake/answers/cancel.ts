import type { Answer, Granted } from "./answer.ts";
import { checkLink } from "./words.ts";

/** `cancel`: its check run tells the end; here only that it was heard. */
export async function answerCancel({ intent, pull, world }: Granted): Promise<Answer> {
  const why = `Cancelled by ${intent.sender.login}.`;
  const cancelled = await world.runs.cancel(intent.repository.id, pull.number, why);
  const markdown = cancelled === null ? "No run of this pull request is going on." : `${checkLink(cancelled)} is being stopped.`;
  return { kind: "done", markdown };
}
