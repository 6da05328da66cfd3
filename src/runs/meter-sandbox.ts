import type { Sandbox } from "../ports.ts";

/** The same sandbox, and the seconds its containers have run so far. */
export function meterSandbox(sandbox: Sandbox): { sandbox: Sandbox; seconds: () => number } {
  let used = 0;
  const metered: Sandbox = {
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
  };
  return { sandbox: metered, seconds: () => Math.round(used * 100) / 100 };
}
