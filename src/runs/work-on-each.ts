import pLimit from "p-limit";

/**
 * Does the same work for every item, at most `parallel` at a time, and gives the results in the items' order. The first
 * that fails stops the others; its error is thrown when none of them is running any more. `tell` hears how many are done.
 */
export async function workOnEach<Item, Result>(
  items: readonly Item[],
  parallel: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  tell: (done: number) => void,
): Promise<Result[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const limit = pLimit(parallel);
  let done = 0;
  const results = await Promise.allSettled(
    items.map((item) =>
      limit(async () => {
        either.throwIfAborted();
        const result = await work(item, either).catch((error: unknown) => {
          failure.abort(error);
          throw error;
        });
        tell(++done);
        return result;
      }),
    ),
  );
  either.throwIfAborted();
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}
