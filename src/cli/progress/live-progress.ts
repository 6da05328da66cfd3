import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import type { RunEvent } from "../../domain/run.ts";
import { stageTitles } from "../../pipeline/6-triage/render/stage-titles.ts";
import { plainText } from "../plain-text.ts";
import { showSeconds } from "./duration.ts";
import type { Progress } from "./progress.ts";

interface Line {
  title: string;
  started: number;
  seconds: number | null;
  /** What is worked on, with its own count. */
  item: string;
  /** How many of the stage's items are done. */
  count: string;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const REDRAW_MILLISECONDS = 120;

/** For a person at a terminal: one block, a line per stage, redrawn in place. */
export function liveProgress(
  terminal: { write(text: string): unknown; columns?: number },
  now: () => number = Date.now,
): Progress {
  const lines = new Map<string, Line>();
  const notes: string[] = [];
  let drawn = 0;
  let frame = 0;

  const draw = (sign?: string) => {
    frame += 1;
    const columns = terminal.columns ?? 80;
    const above = notes.splice(0).map((note) => clipLine(`  ${pc.dim("note:")} ${note}`, columns));
    const block = [...lines.values()].map((line) =>
      clipLine(show(line, sign ?? pc.cyan(FRAMES[frame % FRAMES.length] ?? ""), now()), columns),
    );
    const back = drawn > 0 ? `\u001b[${drawn}A\r` : "";
    terminal.write(`${back}${[...above, ...block].map((line) => `${line}\u001b[K\n`).join("")}`);
    drawn = block.length;
  };
  const timer = setInterval(() => draw(), REDRAW_MILLISECONDS);
  timer.unref();
  terminal.write("\u001b[?25l");

  const tell = (event: RunEvent) => {
    if (event.event === "note" && event.item !== null) notes.push(plainText(event.item));
    if (event.stage === null) return;
    const line = lines.get(event.stage);
    if (event.event === "stage-started") {
      lines.set(event.stage, { title: stageTitles[event.stage], started: now(), seconds: null, item: "", count: "" });
    } else if (event.event === "stage-finished" && line !== undefined) {
      line.seconds = event.seconds ?? 0;
    } else if (event.event === "progress" && line !== undefined) {
      const count = event.done === null ? "" : `${event.done}${event.total === null ? "" : `/${event.total}`}`;
      if (event.item === null) line.count = count;
      else line.item = `${plainText(event.item)} ${count}`.trimEnd();
    }
  };
  const close = () => {
    clearInterval(timer);
    draw(pc.red("✗"));
    terminal.write("\u001b[?25h");
  };
  return { tell, close };
}

function show({ title, started, seconds, item, count }: Line, sign: string, now: number): string {
  const time = pc.dim(showSeconds(seconds ?? (now - started) / 1000));
  if (seconds !== null) return `${pc.green("✓")} ${title.padEnd(19)} ${time}`;
  return `${sign} ${pc.bold(title.padEnd(19))} ${time}  ${[count, item].filter(Boolean).join(" · ")}`;
}

/** A line longer than the terminal would wrap and break the redraw. */
function clipLine(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < columns ? line : `${plain.slice(0, Math.max(1, columns - 2))}…`;
}
