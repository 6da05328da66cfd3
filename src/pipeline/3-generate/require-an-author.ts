import type { Generated } from "../../domain/candidate.ts";
import { InfrastructureError } from "../../errors.ts";

/**
 * A run in which the author could do its work on no target has found nothing out, so it must not end as "nothing worth
 * keeping". Throws `InfrastructureError` with the first reason. One target that worked is a partial result.
 */
export function requireAnAuthor(generated: Generated[]): void {
  const [first] = generated;
  if (first?.status === "failed" && generated.every(({ status }) => status === "failed")) {
    throw new InfrastructureError(`The author could not do its work: ${first.reason}`);
  }
}
