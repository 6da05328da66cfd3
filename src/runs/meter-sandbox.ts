import type { Sandbox } from "../ports.ts";

/** A sandbox that knows how many seconds its containers have been used so far, by everyone who asks through it. */
export interface MeteredSandbox extends Sandbox {
  seconds(): number;
}

export function meterSandbox(sandbox: Sandbox): MeteredSandbox {
  let used = 0;
  return {
    prepare: async (framework, tree, signal) => {
      const environment = await sandbox.prepare(framework, tree, signal);
      if (environment.status === "ready") used += environment.seconds;
      return environment;
    },
    ask: async (request) => {
      const answer = await sandbox.ask(request);
      used += answer.seconds;
      return answer;
    },
    seconds: () => Math.round(used * 100) / 100,
  };
}
