import type { RunEvent } from "../../domain/run.ts";

/** Shows a run while it goes on. */
export interface Progress {
  tell(event: RunEvent): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

export const quiet: Progress = { tell: () => undefined, close: () => undefined };

/** For machines: one JSON document per event. */
export function jsonLines(write: (text: string) => void): Progress {
  return { tell: (event) => write(`${JSON.stringify(event)}\n`), close: () => undefined };
}
