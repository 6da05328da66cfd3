/** Work that is begun before it is known whether its result is of use. */
export interface Bet<T> {
  /** Its result, or `null` when the bet is lost, before or meanwhile. Throws what the work throws. */
  work(signal: AbortSignal): Promise<T | null>;
  /** Stops the work: its result is of no use. */
  lose(): void;
}

export function betOn<T>(work: (signal: AbortSignal) => Promise<T>): Bet<T> {
  const lost = new AbortController();
  return {
    lose: () => lost.abort(),
    work: async (signal) => {
      if (lost.signal.aborted) return null;
      try {
        const result = await work(AbortSignal.any([signal, lost.signal]));
        return lost.signal.aborted ? null : result;
      } catch (error) {
        signal.throwIfAborted();
        if (lost.signal.aborted) return null;
        throw error;
      }
    },
  };
}
