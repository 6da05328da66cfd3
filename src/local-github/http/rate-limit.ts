import type { Viewer } from "../auth/viewer.ts";

/** Requests an hour for whoever has shown who they are, and for everyone else. */
const ANONYMOUS = 60;
const HOUR_SECONDS = 3600;

export interface Budget {
  limit: number;
  used: number;
  /** Seconds since 1970. */
  reset: number;
}

export interface RateLimits {
  of(viewer: Viewer): Budget;
}

export function openRateLimits(limit: number, now: () => Date): RateLimits {
  const budgets = new Map<string, Budget>();
  return {
    of(viewer) {
      const key = keyOf(viewer);
      const seconds = Math.floor(now().getTime() / 1000);
      const found = budgets.get(key);
      if (found !== undefined && found.reset > seconds) return found;
      const fresh = { limit: viewer.kind === "anonymous" ? ANONYMOUS : limit, used: 0, reset: seconds + HOUR_SECONDS };
      budgets.set(key, fresh);
      return fresh;
    },
  };
}

export function rateHeaders({ limit, used, reset }: Budget): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(Math.max(0, limit - used)),
    "x-ratelimit-used": String(used),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-resource": "core",
  };
}

function keyOf(viewer: Viewer): string {
  if (viewer.kind === "installation") return `installation ${viewer.installation.id}`;
  if (viewer.kind === "user") return `user ${viewer.account.id}`;
  return viewer.kind === "app" ? `app ${viewer.app.id}` : "anonymous";
}
