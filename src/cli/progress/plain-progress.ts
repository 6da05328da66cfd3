import type { RunEvent } from "../../domain/run.ts";
import { stageTitles } from "../../pipeline/6-triage/render/stage-titles.ts";
import { plainText } from "../plain-text.ts";
import { showSeconds } from "./duration.ts";
import type { Progress } from "./progress.ts";

/** Progress inside a stage is said at most this often, in milliseconds: a log is read afterwards. */
const INTERVAL = 5000;

/** For logs: a line per stage, per note, and now and then where a long stage is. */
export function plainProgress(write: (text: string) => void): Progress {
  let said_at = Number.NEGATIVE_INFINITY;
  let said_item: string | null = null;
  const tell = (event: RunEvent) => {
    const title = event.stage === null ? "" : stageTitles[event.stage];
    const item = event.item === null ? null : plainText(event.item);
    switch (event.event) {
      case "stage-started":
        said_at = Date.parse(event.at);
        said_item = null;
        return write(`${title} …\n`);
      case "stage-finished":
        return write(`${title}: done in ${showSeconds(event.seconds ?? 0)}\n`);
      case "note":
        return write(`  note: ${item}\n`);
      case "progress": {
        const named_anew = item !== null && event.done === null && item !== said_item;
        if (!named_anew && Date.parse(event.at) - said_at < INTERVAL) return;
        said_at = Date.parse(event.at);
        said_item = item ?? said_item;
        const count = event.done === null ? "" : ` ${event.done}${event.total === null ? "" : `/${event.total}`}`;
        return write(`  ${item ?? title}${count}\n`);
      }
      case "criteria-read":
      case "test-judged":
      case "run-finished":
        return;
    }
  };
  return { tell, close: () => undefined };
}
