/** The person or the system asked the process to stop. */
export class Interrupted extends Error {
  override name = "Interrupted";
  readonly exit_code: number;

  constructor(name: NodeJS.Signals) {
    super("The run was not finished.");
    this.exit_code = 128 + (NUMBERS[name] ?? 15);
  }
}

const NUMBERS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Gives work a signal that aborts with `Interrupted` on Ctrl-C or a termination request, so that it can take its
 * containers down. A second Ctrl-C does not wait for that.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const names = Object.keys(NUMBERS) as NodeJS.Signals[];
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(new Interrupted(name).exit_code);
    controller.abort(new Interrupted(name));
  };
  for (const name of names) process.on(name, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted(); // whatever broke while we were stopping broke because of that
    throw error;
  } finally {
    for (const name of names) process.off(name, stop);
  }
}
