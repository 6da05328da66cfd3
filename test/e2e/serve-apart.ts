import { readServerConfig } from "../../src/config.ts";
import { startServer } from "../../src/main.ts";
import { anAuthor, aSlowSandbox } from "./fake-run.ts";

// The server in a process of its own, as `tfactory serve` is, with containers that wait until they are let go. It does what its
// parent tells it and answers each word with the memory it then has.

const { sandbox, release } = aSlowSandbox();
const server = await startServer(readServerConfig(process.env), { sandbox, author: anAuthor });
const words: Record<string, () => Promise<void>> = {
  measure: async () => undefined,
  settle: async () => {
    release();
    await server.idle();
  },
};

process.on("message", (word: string) => {
  void (words[word] ?? words.measure)?.().then(() => {
    gc?.();
    process.send?.(process.memoryUsage());
  });
});
process.send?.(server.webhook_url);
