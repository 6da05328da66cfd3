import { assertNever } from "../../errors.ts";
import { helpText } from "../commands/help.ts";
import type { Answer, Granted } from "./answer.ts";
import { answerCancel } from "./cancel.ts";
import { answerConfig } from "./config.ts";
import { answerDrop } from "./drop.ts";
import { answerExplain } from "./explain.ts";
import { answerStatus } from "./status.ts";
import { answerTest } from "./test.ts";
import { answerUndo } from "./undo.ts";

/** Does what a command asks and gives what to say to it. */
export async function answerCommand(granted: Granted): Promise<Answer> {
  const { command } = granted.intent;
  switch (command.name) {
    case "test":
    case "plan":
      return answerTest({ ...granted, intent: { ...granted.intent, command } });
    case "explain":
    case "why-not":
      return answerExplain({ ...granted, intent: { ...granted.intent, command } });
    case "drop":
      return answerDrop({ ...granted, intent: { ...granted.intent, command: { name: "drop", test: command.test } } });
    case "status":
      return answerStatus(granted);
    case "cancel":
      return answerCancel(granted);
    case "undo":
      return answerUndo(granted);
    case "config":
      return answerConfig(granted);
    case "help":
      return { kind: "help", markdown: helpText() };
    default:
      return assertNever(command);
  }
}
