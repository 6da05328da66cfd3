import { systemClock } from "../adapters/clock.ts";
import { connectSandbox } from "../adapters/docker/connect-sandbox.ts";
import { LocalForge } from "../adapters/git/local-forge.ts";
import type { Repository } from "../adapters/git/open-repository.ts";
import { inProcessStore } from "../adapters/store/in-process-store.ts";
import { createAuthor } from "../authors/index.ts";
import type { Config } from "../config.ts";
import { frameworks } from "../frameworks/index.ts";
import type { Author, Ports } from "../ports.ts";
import { lazySandbox } from "../runs/lazy-sandbox.ts";
import { type MeteredSandbox, meterSandbox } from "../runs/meter-sandbox.ts";
import type { Progress } from "./progress/progress.ts";

/** The world as a local run sees it. The engine is connected when the first container is needed, not before. Without an author the explorer writes. */
export function connectPorts(
  run_id: string,
  repository: Repository,
  { runtime, environment }: Config,
  progress: Progress,
  signal: AbortSignal,
  authorOf: (ports: Pick<Ports, "sandbox" | "forge" | "events" | "store">) => Author = (ports) => createAuthor(null, ports),
): Ports & { sandbox: MeteredSandbox } {
  const clock = systemClock;
  const events: Ports["events"] = (event) => progress.tell({ ...event, run_id, at: clock.now().toISOString() });
  const onStep = (item: string) => events({ event: "progress", stage: "snapshot", item, done: null, total: null, seconds: null });
  const images = frameworks.map((framework) => framework.id);
  const connect = () => connectSandbox({ frameworks: images, onStep, runtime, environment, signal });
  const sandbox = meterSandbox(lazySandbox(connect));
  const forge = new LocalForge(repository);
  const store = inProcessStore();
  const author = authorOf({ sandbox, forge, events, store });
  return { author, forge, sandbox, store, clock, events };
}
