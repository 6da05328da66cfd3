import { z } from "zod";
import { UserError } from "./errors.ts";

/** Every environment variable TFactory has or reads by name, in the order of `.env.example`. Unset and empty are the same. */
export const environment = z.object({
  DOCKER_HOST: z.string().optional(),
  DOCKER_TLS_VERIFY: z.string().optional(),
  DOCKER_CERT_PATH: z.string().optional(),
  TFACTORY_RUNTIME: z
    .string()
    .regex(/^[\w.-]+$/, "is not the name of a container runtime")
    .optional(),
  TFACTORY_PARALLEL: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "must be at least 1")
    .max(16, "must be at most 16")
    .default(2),
});

export interface Config {
  /** Container runtime for everything that runs code of a repository, e.g. `runsc`; `null`: the engine's own. */
  readonly runtime: string | null;
  /** Targets worked on at a time. */
  readonly parallel: number;
  /** The whole environment, for the programs we start and for how this machine reaches its engine and package index. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The configuration of this process, frozen. Throws `UserError` that names each variable that does not fit. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new UserError(`The environment does not fit: ${problems.join("; ")}.`);
  }
  const { TFACTORY_RUNTIME, TFACTORY_PARALLEL } = parsed.data;
  return Object.freeze({
    runtime: TFACTORY_RUNTIME ?? null,
    parallel: TFACTORY_PARALLEL,
    environment: Object.freeze({ ...env }),
  });
}
