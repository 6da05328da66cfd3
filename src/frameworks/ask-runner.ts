import { z } from "zod";
import { InfrastructureError } from "../errors.ts";
import type { Sandbox, SandboxRequest } from "../ports.ts";
import { type Answer, type Request, type Verb, verbs } from "./protocol.ts";

export type Asked<V extends Verb> =
  | { status: "answered"; answer: Answer<V>; seconds: number }
  | { status: "failed"; reason: string; seconds: number };

/**
 * Asks a runner one verb and parses what it says. Anything but a well-formed answer is `failed` with a sentence:
 * the container's output is hostile until it has gone through the verb's schema. Throws `InfrastructureError` when it is
 * the engine that failed: every later question would fail too.
 */
export async function askRunner<V extends Verb>(
  sandbox: Pick<Sandbox, "ask">,
  verb: V,
  body: Request<V>,
  request: Omit<SandboxRequest, "verb" | "body">,
): Promise<Asked<V>> {
  const said = await sandbox.ask({ ...request, verb, body });
  const failed = (reason: string): Asked<V> => ({ status: "failed", reason: `${verb}: ${reason}`, seconds: said.seconds });
  switch (said.status) {
    case "timed-out":
      return failed(`stopped after ${Math.round(said.seconds)} s`);
    case "out-of-memory":
      return failed("the container ran out of memory");
    case "flooded":
      return failed(`more than ${said.bytes} bytes of output`);
    case "crashed":
      return failed(said.reason);
    case "engine-failed":
      throw new InfrastructureError(`The run was ended because ${said.reason}.`);
    case "answered": {
      const parsed = verbs[verb].answer.safeParse(said.body);
      if (!parsed.success) return failed(`the runner's answer does not fit the protocol: ${z.prettifyError(parsed.error)}`);
      return { status: "answered", answer: parsed.data as Answer<V>, seconds: said.seconds };
    }
  }
}
