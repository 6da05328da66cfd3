import type { Limits } from "../../src/runs/limits.ts";

const { POSITIVE_INFINITY } = Number;

/** An operator who limits nothing. */
export const noLimits: Limits = {
  runs: 100_000,
  cooldown: 0,
  daily: { runs: POSITIVE_INFINITY, tokens: POSITIVE_INFINITY, usd: POSITIVE_INFINITY },
};
