/** A call to the engine that failed, with a sentence for a person. `gone`: the engine itself does not answer any more. */
export class EngineError extends Error {
  override name = "EngineError";
  readonly gone: boolean;
  readonly status: number | null;

  constructor(message: string, gone: boolean, status: number | null) {
    super(message);
    this.gone = gone;
    this.status = status;
  }
}

/** The caller's signal fired while a call was under way. */
export class Stopped extends Error {
  override name = "Stopped";
}

const PATIENCE_SECONDS = 60;

/**
 * Waits for a call to the engine, but not for ever and not after `signal`. `what` names the call in the error.
 * Throws `EngineError` or `Stopped`. The call itself may still be under way then: clean up by name.
 */
export async function engineCall<T>(
  what: string,
  call: Promise<T>,
  signal?: AbortSignal,
  seconds = PATIENCE_SECONDS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const limits = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new EngineError(`the container engine did not answer for ${seconds} s (${what})`, true, null)),
      seconds * 1000,
    );
    onAbort = () => reject(new Stopped("stopped"));
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
  call.catch(() => undefined); // one that loses the race is nobody's unhandled rejection
  try {
    return await Promise.race([call, limits]);
  } catch (error) {
    throw error instanceof EngineError || error instanceof Stopped ? error : describe(what, error);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener("abort", onAbort);
  }
}

const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ETIMEDOUT",
  "EACCES",
]);

function describe(what: string, error: unknown): EngineError {
  const { code, statusCode, message } = fieldsOf(error);
  if ((code !== null && CONNECTION_CODES.has(code)) || /socket hang up/.test(message))
    return new EngineError(`the container engine went away (${what}: ${code ?? "socket hang up"})`, true, null);
  if (/no space left on device/i.test(message))
    return new EngineError(`the disk of the container engine is full (${what})`, false, statusCode);
  const said = message
    .replace(/^\(HTTP code \d+\)\s*/, "")
    .replace(/\s+/g, " ")
    .trim();
  return new EngineError(`the container engine refused (${what}): ${said.slice(0, 300)}`, false, statusCode);
}

function fieldsOf(error: unknown): { code: string | null; statusCode: number | null; message: string } {
  if (!(error instanceof Error)) return { code: null, statusCode: null, message: String(error) };
  return {
    code: "code" in error && typeof error.code === "string" ? error.code : null,
    statusCode: "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : null,
    message: error.message,
  };
}
