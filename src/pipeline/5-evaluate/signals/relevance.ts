import type { Evidence } from "../../../domain/evidence.ts";
import type { Votes } from "../../../domain/vote.ts";
import { isModel } from "../fail-closed.ts";
import { measured, notMeasured } from "./signal.ts";

/** The judge's votes, as far as there are any. A test no model wrote needs none. */
export function relevance(author: string, votes: Votes | null): Evidence["relevance"] {
  if (!isModel(author)) return notMeasured("no judge: no model wrote this test");
  if (votes === null) return notMeasured("no judge: none is configured");
  if (votes.status === "none") return notMeasured(votes.reason);
  return measured({ votes: votes.votes, ...(votes.why === "" ? {} : { why: votes.why }) });
}
