import { askRunner } from "../src/frameworks/ask-runner.ts";
import { plainVariation } from "../src/frameworks/plain-variation.ts";
import type { Answer, Request, Verb } from "../src/frameworks/protocol.ts";
import type { Sandbox } from "../src/ports.ts";
import { project } from "./project.ts";

async function ask<V extends Verb>(sandbox: Sandbox, image: string, verb: V, body: Request<V>): Promise<Answer<V>> {
  const where = { image, tree: project.tree, overlay: [], seconds: 300, signal: new AbortController().signal };
  const asked = await askRunner(sandbox, verb, body, where);
  if (asked.status === "failed") throw new Error(asked.reason);
  return asked.answer;
}

/** The smallest request there is: what a container costs. */
export function askNothing(sandbox: Sandbox, image: string) {
  return ask(sandbox, image, "inspect", { changes: [], base_symbols: null });
}

/** The whole suite once, without coverage. Throws when a test did not pass: then nothing was measured. */
export async function askRun(sandbox: Sandbox, image: string): Promise<void> {
  const { variations } = await ask(sandbox, image, "run", {
    select: ["tests"],
    variations: [plainVariation("bench")],
    coverage_of: null,
    seconds_per_case: 10,
    seconds_per_variation: 120,
  });
  const passed = variations[0]?.outcomes.filter(({ status }) => status === "passed").length;
  if (passed !== project.tests) throw new Error(`${passed} of ${project.tests} tests passed`);
}
