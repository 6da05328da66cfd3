import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "./errors.ts";
import { type ModelConfig, modelOf, modelVariables } from "./model-config.ts";
import type { Limits } from "./runs/limits.ts";

const optional = z.string().optional();
function wholeNumber(least: number, most: number, preset: number) {
  return z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .default(preset);
}

/** Every environment variable TFactory has or reads by name, in the order of `.env.example`. Unset and empty are the same. */
export const environment = z.object({
  DOCKER_HOST: optional,
  DOCKER_TLS_VERIFY: optional,
  DOCKER_CERT_PATH: optional,
  TFACTORY_RUNTIME: z
    .string()
    .regex(/^[\w.-]+$/, "is not the name of a container runtime")
    .optional(),
  TFACTORY_PARALLEL: wholeNumber(1, 16, 2),
  APP_ID: z.coerce.number("is not a number").int("is not a whole number").positive("must be positive").optional(),
  PRIVATE_KEY: optional,
  PRIVATE_KEY_PATH: optional,
  WEBHOOK_SECRET: optional,
  WEBHOOK_PATH: z.string().startsWith("/", "must start with /").default("/api/github/webhooks"),
  WEBHOOK_PROXY_URL: z.url("is not a URL").optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535, 3000),
  GITHUB_API_URL: z
    .url({ protocol: /^https?$/, error: "is not a URL" })
    .transform((url) => url.replace(/\/+$/, ""))
    .default("https://api.github.com"),
  TFACTORY_DATA: z.string().default(() => join(homedir(), ".tfactory")),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "is not the address of a PostgreSQL database")
    .optional(),
  TFACTORY_WORKERS: wholeNumber(1, 16, 1),
  // A token of GitHub lives an hour; a run that takes longer would lose its own
  TFACTORY_RUN_MINUTES: wholeNumber(1, 55, 30),
  TFACTORY_STALL_MINUTES: wholeNumber(1, 55, 15),
  TFACTORY_MAX_RUNS: wholeNumber(1, 100_000, 100_000),
  TFACTORY_DAILY_RUNS: wholeNumber(1, 1_000_000, 1_000_000),
  TFACTORY_COOLDOWN_SECONDS: wholeNumber(0, 86_400, 0),
  TFACTORY_BOTS: z
    .string()
    .default("")
    .transform((text) => text.split(",").flatMap((slug) => slug.trim() || [])),
  TFACTORY_STATUS_TOKEN: optional,
  TFACTORY_EVENTS_URL: z.url({ protocol: /^https?$/, error: "is not a URL" }).optional(),
  TFACTORY_EVENTS_SECRET: optional,
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"], "is not a level of logging").default("info"),
  TFACTORY_AUTHOR: z.enum(["anthropic", "explorer"], "is not an author: anthropic or explorer").optional(),
  ...modelVariables,
});

export interface Config {
  /** Container runtime for everything that runs code of a repository, e.g. `runsc`; `null`: the engine's own. */
  readonly runtime: string | null;
  /** Targets worked on at a time; each has at most two containers. */
  readonly parallel: number;
  /** Who writes when nobody says it; `null`: a model when there is one. */
  readonly author: "anthropic" | "explorer" | null;
  /** The language model; `null`: none is configured, and the explorer writes. */
  readonly model: ModelConfig | null;
  /** The environment without our secrets, for the programs we start and for how this machine reaches its engine and package index. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Variables that nothing we start has any use for. */
export const SECRETS = [
  "PRIVATE_KEY",
  "WEBHOOK_SECRET",
  "ANTHROPIC_API_KEY",
  "DATABASE_URL",
  "TFACTORY_STATUS_TOKEN",
  "TFACTORY_EVENTS_SECRET",
] as const;

/** Takes our secrets out of the environment that programs we start inherit: git, the engine's client. */
export function forgetSecrets(env: NodeJS.ProcessEnv): void {
  for (const secret of SECRETS) delete env[secret];
}

export type ServerRole = "all" | "web" | "worker";

/** What it takes to serve a GitHub App. */
export interface ServerConfig extends Config {
  readonly app_id: number;
  /** The App's key itself, as PEM or in base64, or the file it is in. */
  readonly private_key: { readonly text: string } | { readonly path: string };
  readonly webhook: { readonly secret: string; readonly path: string; readonly proxy: string | null };
  readonly host: string;
  readonly port: number;
  /** The root of the REST API: `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  readonly api_url: string;
  /** What this process is for: taking webhooks, doing runs, or both. */
  readonly role: ServerRole;
  /** The folder that outlives the process. */
  readonly data: string;
  /** A PostgreSQL server; `null`: a database in the data folder, which one process at a time can use. */
  readonly database_url: string | null;
  /** Runs at a time in this process. */
  readonly workers: number;
  readonly minutes: number;
  /** A run that shows no progress for this long is stopped. */
  readonly stall_minutes: number;
  readonly limits: Limits;
  /** Slugs of other Apps whose comments are listened to. */
  readonly bots: readonly string[];
  /** What opens `/status` and `/metrics`; `null`: nothing does. */
  readonly status_token: string | null;
  /** Who is told the end of each run; `null`: nobody. */
  readonly receiver: { readonly url: string; readonly secret: string | null } | null;
  readonly log_level: z.infer<typeof environment>["LOG_LEVEL"];
}

/** The configuration of this process, frozen. Throws `UserError` that names each variable that does not fit. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return Object.freeze(common(parse(env), env));
}

/** The same for a server. Throws `UserError` also for what is missing, and for a webhook secret that anyone could guess. */
export function readServerConfig(env: NodeJS.ProcessEnv, role: ServerRole = "all"): ServerConfig {
  const read = parse(env);
  if (role !== "all" && read.DATABASE_URL === undefined)
    throw new UserError(
      `\`tfactory serve --${role}\` shares its runs with other processes, so it needs DATABASE_URL: the address of a PostgreSQL database.`,
    );
  const { APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH, WEBHOOK_SECRET } = read;
  const key =
    PRIVATE_KEY !== undefined ? { text: PRIVATE_KEY } : PRIVATE_KEY_PATH !== undefined ? { path: PRIVATE_KEY_PATH } : null;
  if (APP_ID === undefined || key === null || WEBHOOK_SECRET === undefined) {
    const missing = [
      APP_ID === undefined ? ["APP_ID"] : [],
      key === null ? ["PRIVATE_KEY or PRIVATE_KEY_PATH"] : [],
      WEBHOOK_SECRET === undefined ? ["WEBHOOK_SECRET"] : [],
    ].flat();
    throw new UserError(
      `A server needs ${missing.join(", ")} in its environment. \`tfactory setup\` makes a GitHub App and writes them.`,
    );
  }
  const weakness = weaknessOf(WEBHOOK_SECRET);
  if (weakness !== null)
    throw new UserError(`WEBHOOK_SECRET ${weakness}: anyone could forge a webhook. Use 32 random bytes or more.`);
  return Object.freeze({
    ...common(read, env),
    app_id: APP_ID,
    private_key: key,
    webhook: Object.freeze({ secret: WEBHOOK_SECRET, path: read.WEBHOOK_PATH, proxy: read.WEBHOOK_PROXY_URL ?? null }),
    host: read.HOST,
    port: read.PORT,
    api_url: read.GITHUB_API_URL,
    role,
    data: read.TFACTORY_DATA,
    database_url: read.DATABASE_URL ?? null,
    workers: read.TFACTORY_WORKERS,
    minutes: read.TFACTORY_RUN_MINUTES,
    stall_minutes: read.TFACTORY_STALL_MINUTES,
    limits: limitsOf(read),
    bots: Object.freeze(read.TFACTORY_BOTS),
    status_token: guarded("TFACTORY_STATUS_TOKEN", read.TFACTORY_STATUS_TOKEN),
    receiver: receiverOf(read),
    log_level: read.LOG_LEVEL,
  });
}

function limitsOf(read: z.infer<typeof environment>): Limits {
  const model = modelOf(read, read.TFACTORY_DATA);
  const { tokens, usd } = model?.limits.day ?? { tokens: Number.POSITIVE_INFINITY, usd: Number.POSITIVE_INFINITY };
  const daily = Object.freeze({ runs: read.TFACTORY_DAILY_RUNS, tokens, usd });
  return Object.freeze({ runs: read.TFACTORY_MAX_RUNS, cooldown: read.TFACTORY_COOLDOWN_SECONDS, daily });
}

function receiverOf({ TFACTORY_EVENTS_URL: url, TFACTORY_EVENTS_SECRET }: z.infer<typeof environment>): ServerConfig["receiver"] {
  const secret = guarded("TFACTORY_EVENTS_SECRET", TFACTORY_EVENTS_SECRET);
  return url === undefined ? null : Object.freeze({ url, secret });
}

/** A secret that may be left out, but not be a weak one. */
function guarded(name: string, secret: string | undefined): string | null {
  const weakness = secret === undefined ? null : weaknessOf(secret);
  if (weakness !== null) throw new UserError(`${name} ${weakness}: anyone could guess it. Use 32 random bytes or more.`);
  return secret ?? null;
}

const SECRET_LENGTH = 20;
/** Probot takes `development` when it is told none; the others are what example files say. */
const PLACEHOLDERS =
  /^(development|change[-_ ]?me|secret|password|default|example|test|your|webhook|placeholder|replace|todo|insert)/i;

/** Why a webhook secret protects nobody, to go after its name; `null`: it will do. */
export function weaknessOf(secret: string): string | null {
  if (PLACEHOLDERS.test(secret)) return "looks like a placeholder";
  if (secret.length < SECRET_LENGTH) return `is shorter than ${SECRET_LENGTH} characters`;
  return new Set(secret).size < 8 ? "repeats a few characters" : null;
}

function parse(env: NodeJS.ProcessEnv): z.infer<typeof environment> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const parsed = environment.safeParse(set);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new UserError(`The environment does not fit: ${problems.join("; ")}.`);
}

function common(read: z.infer<typeof environment>, env: NodeJS.ProcessEnv): Config {
  const others = Object.entries(env).filter(([name]) => !SECRETS.some((secret) => secret === name));
  return {
    runtime: read.TFACTORY_RUNTIME ?? null,
    parallel: read.TFACTORY_PARALLEL,
    author: read.TFACTORY_AUTHOR ?? null,
    model: modelOf(read, read.TFACTORY_DATA),
    environment: Object.freeze(Object.fromEntries(others)),
  };
}
