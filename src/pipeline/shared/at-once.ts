type Work<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Two pieces of work at a time. The first that fails stops the other; its error is thrown when neither is running any more.
 */
export async function atOnce<One, Other>(signal: AbortSignal, one: Work<One>, other: Work<Other>): Promise<[One, Other]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const stopping = async <T>(work: Work<T>): Promise<T> => {
    try {
      return await work(either);
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  const [first, second] = await Promise.allSettled([stopping(one), stopping(other)]);
  either.throwIfAborted();
  if (first.status === "rejected") throw first.reason;
  if (second.status === "rejected") throw second.reason;
  return [first.value, second.value];
}
