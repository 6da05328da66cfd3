import { z } from "zod";
import { UserError } from "./errors.ts";

/** Every environment variable TFactory reads, in the order of `.env.example`. Unset and empty are the same. */
export const environment = z.object({
  /** Where the container engine listens: `unix:///path`, `tcp://host:port` or `ssh://…`. Unset: found by itself. */
  DOCKER_HOST: z.string().optional(),
  /** Folder with `ca.pem`, `cert.pem` and `key.pem` for a `DOCKER_HOST` that asks for TLS. */
  DOCKER_CERT_PATH: z.string().optional(),
  /** Container runtime for everything that runs code of a repository, e.g. `runsc` for gVisor. Unset: the engine's own. */
  TFACTORY_RUNTIME: z
    .string()
    .regex(/^[\w.-]+$/, "is not the name of a runtime")
    .optional(),
  /** Targets worked on at a time, each in at most one container of 2 CPUs and 2 GiB. */
  TFACTORY_PARALLEL: z.coerce.number().int().min(1).max(16).default(2),
  /** How much is logged to stderr: silent, error, warn, info or debug. */
  TFACTORY_LOG: z.enum(["silent", "error", "warn", "info", "debug"]).default("silent"),
});

export interface Config {
  readonly docker_host: string | null;
  readonly docker_cert_path: string | null;
  readonly runtime: string | null;
  readonly parallel: number;
  readonly log: z.infer<typeof environment>["TFACTORY_LOG"];
}

/** The configuration of this process, frozen. Throws `UserError` with the name of each variable that does not fit. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new UserError(`The environment does not fit: ${problems.join("; ")}.`);
  }
  const { DOCKER_HOST, DOCKER_CERT_PATH, TFACTORY_RUNTIME, TFACTORY_PARALLEL, TFACTORY_LOG } = parsed.data;
  return Object.freeze({
    docker_host: DOCKER_HOST ?? null,
    docker_cert_path: DOCKER_CERT_PATH ?? null,
    runtime: TFACTORY_RUNTIME ?? null,
    parallel: TFACTORY_PARALLEL,
    log: TFACTORY_LOG,
  });
}
