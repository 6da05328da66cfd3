import type { Snapshot } from "../../domain/snapshot.ts";
import { InfrastructureError } from "../../errors.ts";
import type { Ports } from "../../ports.ts";
import type { Change } from "./read-change.ts";

/** The image with the project's own dependencies. Throws `InfrastructureError` with the end of the log when it can not be made. */
export async function prepareEnvironment(
  { framework, head }: Pick<Change, "framework" | "head">,
  { sandbox, events }: Pick<Ports, "sandbox" | "events">,
  signal: AbortSignal,
): Promise<Snapshot["environment"]> {
  const item = "the project's dependencies";
  events({ event: "progress", stage: "snapshot", item, done: null, total: null, seconds: null });
  const environment = await sandbox.prepare(framework.id, head, signal);
  if (environment.status === "ready") return { image: environment.image, notes: environment.notes };
  const tail = environment.log_tail.trim();
  throw new InfrastructureError(
    `The project's dependencies could not be installed: ${environment.reason}${tail === "" ? "" : `\n${tail}`}`,
  );
}
