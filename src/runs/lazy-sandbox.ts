import type { Sandbox } from "../ports.ts";

/**
 * A sandbox that is connected when it is first needed: a mistake in what was asked is told without an engine. A failed
 * connection is not tried again.
 */
export function lazySandbox(connect: () => Promise<Sandbox>): Sandbox {
  let connected: Promise<Sandbox> | undefined;
  const sandbox = () => {
    connected ??= connect();
    return connected;
  };
  return {
    prepare: async (framework, tree, signal) => (await sandbox()).prepare(framework, tree, signal),
    ask: async (request) => (await sandbox()).ask(request),
  };
}
