import type { Evidence } from "../../../domain/evidence.ts";
import { isModel } from "../fail-closed.ts";
import { notMeasured } from "./signal.ts";

/** The votes of a judge. None is configured yet, and a test no model wrote needs none. */
export function relevance(author: string): Evidence["relevance"] {
  return notMeasured(isModel(author) ? "no judge: none is configured" : "no judge: no model wrote this test");
}
