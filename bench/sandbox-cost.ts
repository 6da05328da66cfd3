import type { Sandbox } from "../src/ports.ts";
import { makeBarePython } from "./bare-python.ts";
import { median, timeEach } from "./measure.ts";
import { project } from "./project.ts";
import { askNothing, askRun } from "./sandbox-work.ts";

/** One line of a table: seconds of ours, of what it is compared with, and the quotient a reader looks for. */
export interface Row {
  what: string;
  ours: number;
  compared: number;
  ratio: number;
}

/** What the sandbox costs, against the same thing done bare on this machine. */
export async function sandboxCost(sandbox: Sandbox): Promise<Row[]> {
  const prepared = await sandbox.prepare("pytest", project.tree, new AbortController().signal);
  if (prepared.status !== "ready") throw new Error(prepared.reason);
  const { image } = prepared;
  const bare = await makeBarePython(project.files);
  try {
    const start = {
      compared: median(await timeEach(5, () => bare.python("-c", "pass"))),
      ours: median(await timeEach(5, () => askNothing(sandbox, image))),
    };
    const tests = {
      compared: median(await timeEach(3, () => bare.python("-m", "pytest", "-q", "-p", "no:cacheprovider"))),
      ours: median(await timeEach(3, () => askRun(sandbox, image))),
    };
    return [
      { what: "an empty request and its answer : a bare interpreter start", ...start, ratio: start.ours / start.compared },
      { what: `${project.tests} tests : the same tests bare`, ...tests, ratio: tests.ours / tests.compared },
    ];
  } finally {
    bare.remove();
  }
}
