/** Milliseconds of processor time this thread spends until `work` is done: a busy machine makes it wait, which does not count. */
export async function busyMilliseconds(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
