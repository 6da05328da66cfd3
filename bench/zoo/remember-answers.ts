import type { SandboxAnswer, SandboxRequest } from "../../src/ports.ts";
import type { MeteredSandbox } from "../../src/runs/meter-sandbox.ts";

/**
 * A sandbox that gives the same answer to the same question without asking again, but for the questions that are to be asked
 * anew each time. With it a repetition costs only what is to be repeated.
 */
export function rememberAnswers(sandbox: MeteredSandbox, isAskedAnew: (request: SandboxRequest) => boolean): MeteredSandbox {
  const answers = new Map<string, Promise<SandboxAnswer>>();
  return {
    ...sandbox,
    ask: (request) => {
      if (isAskedAnew(request)) return sandbox.ask(request);
      const { image, tree, overlay, verb, body } = request;
      const key = JSON.stringify([image, tree.sha, overlay, verb, body]);
      const answer = answers.get(key) ?? sandbox.ask(request);
      answers.set(key, answer);
      return answer;
    },
  };
}
