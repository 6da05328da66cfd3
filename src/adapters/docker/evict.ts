import type Docker from "dockerode";
import { ENVIRONMENTS } from "./commit-environment.ts";
import { EngineError, engineCall } from "./engine-call.ts";
import { TIME_LABEL } from "./owner.ts";

export interface EvictionLimits {
  days: number;
  /** Of all environments together, without the runner images below them. */
  bytes: number;
  /** One that was made this recently is never evicted: a run may be about to use it. */
  spared_minutes: number;
}
export const EVICTION_LIMITS: EvictionLimits = { days: 30, bytes: 20 * 1024 ** 3, spared_minutes: 120 };

export interface StoredEnvironment {
  name: string;
  /** Seconds since 1970. */
  made_at: number;
  bytes: number;
}

/** Removes environments that are too old, and the oldest while all together are too large. Gives the names of those removed. */
export async function evictEnvironments(docker: Docker, limits: EvictionLimits = EVICTION_LIMITS): Promise<string[]> {
  const removed: string[] = [];
  for (const name of chooseEvicted(await listEnvironments(docker), limits, Date.now() / 1000)) {
    try {
      await engineCall("remove image", docker.getImage(name).remove());
      removed.push(name);
    } catch (error) {
      // a container uses it, or another process was faster
      if (!(error instanceof EngineError && (error.status === 409 || error.status === 404))) throw error;
    }
  }
  return removed;
}

/** Which environments go, oldest first. */
export function chooseEvicted(stored: StoredEnvironment[], limits: EvictionLimits, now: number): string[] {
  const by_age = stored.toSorted((a, b) => a.made_at - b.made_at);
  let bytes = by_age.reduce((sum, environment) => sum + environment.bytes, 0);
  const evicted: string[] = [];
  for (const environment of by_age) {
    const age = now - environment.made_at;
    if (age < limits.spared_minutes * 60) break;
    if (age < limits.days * 24 * 3600 && bytes <= limits.bytes) break;
    evicted.push(environment.name);
    bytes -= environment.bytes;
  }
  return evicted;
}

async function listEnvironments(docker: Docker): Promise<StoredEnvironment[]> {
  const list = (reference: string) => engineCall("list images", docker.listImages({ filters: { reference: [reference] } }));
  const images = await list(ENVIRONMENTS);
  // the engine counts the layers of the runner image into each environment, though they exist once
  const sizes = new Map((await list("tfactory-*")).map(({ Id, Size }) => [Id, Size]));
  return images.flatMap(({ RepoTags, ParentId, Labels, Created, Size }) =>
    (RepoTags ?? []).map((name) => ({
      name,
      made_at: Number(Labels?.[TIME_LABEL] ?? Created),
      bytes: Math.max(0, Size - (sizes.get(ParentId) ?? 0)),
    })),
  );
}
