import { randomBytes } from "node:crypto";
import type { Clock } from "../ports.ts";

/** The machine's clock. Ids sort by time and are short enough to type: `20260131-142503-9f3c`. */
export const systemClock: Clock = {
  now: () => new Date(),
  seconds: () => performance.now() / 1000,
  id: () => {
    const stamp = new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
    return `${stamp}-${randomBytes(2).toString("hex")}`;
  },
};
