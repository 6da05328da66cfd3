import { parseDocument } from "yaml";
import { z } from "zod";
import { defaultSettings, type Handover, QualityGate, type Settings } from "./domain/handover.ts";
import { lanes } from "./lanes/index.ts";
import { nearestName } from "./nearest-name.ts";

/** Where a repository says how it wants to be tested. Read from the base branch only: a pull request can not change it. */
export const REPO_CONFIG = ".tfactory.yml";
/** A larger file is no configuration a person keeps. */
const LIMIT_BYTES = 64 * 1024;

const globs = z.array(z.string().min(1)).max(100);

export const RepoConfig = z.strictObject({
  version: z.literal(1).describe("The version of this format."),
  frameworks: z.array(z.string()).optional().describe("Test frameworks to use. Not honoured yet: the framework is detected."),
  test_paths: globs.optional().describe("Where tests may be written. Not honoured yet: the framework's own places are used."),
  exclude: globs.optional().describe("Files, folders and globs of changed source that get no tests."),
  setup: z
    .array(z.string())
    .optional()
    .describe("Commands that install the project. Not honoured yet: dependencies are detected."),
  spec: globs
    .optional()
    .describe("Globs of the files that may be the specification of a pull request, for example specs/*/spec.md."),
  lanes: z
    .array(z.enum(lanes.map((lane) => lane.id)))
    .min(1)
    .optional()
    .describe("Kinds of tests to write."),
  deliver: z.enum(["commit", "pr", "patch"]).optional().describe("How tests are delivered when the command does not say it."),
  max_tests: z.int().min(1).max(100).optional().describe("Keep at most this many tests per run."),
  commit_flagged: z.boolean().optional().describe("Whether tests with a flag are committed too."),
  budget: z
    .strictObject({
      usd: z.number().positive().optional().describe("The most a model may cost in one run; never more than the server allows."),
      tokens: z
        .int()
        .positive()
        .optional()
        .describe("The most tokens a model may take in one run; never more than the server allows."),
      minutes: z.number().positive().optional().describe("A run is stopped after this time; never more than the server allows."),
    })
    .optional(),
  quality_gate: QualityGate.optional().describe("What must hold for a run to count as good enough."),
  author: z.enum(["explorer", "anthropic"]).optional().describe("Who proposes tests."),
});
export type RepoConfig = z.infer<typeof RepoConfig>;

/** The JSON Schema of `.tfactory.yml`, shipped as `docs/tfactory.schema.json` so that editors complete it. */
export function repoConfigSchema(): object {
  const described = z.toJSONSchema(RepoConfig, { target: "draft-7", io: "input" });
  return { ...described, title: "TFactory", description: `The ${REPO_CONFIG} of a repository.` };
}

/** `problems`: one sentence each, naming the key. */
export type ReadRepoConfig = { status: "read"; config: RepoConfig } | { status: "invalid"; problems: string[] };

/** Reads the text of a `.tfactory.yml`. It is data of whoever may write to the base branch: plain YAML, no tags, few aliases. */
export function readRepoConfig(text: string): ReadRepoConfig {
  if (Buffer.byteLength(text) > LIMIT_BYTES) return invalid([`The file is larger than ${LIMIT_BYTES / 1024} KB.`]);
  const document = parseDocument(text, { schema: "core", uniqueKeys: true, merge: false, logLevel: "silent" });
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) return invalid([`It is not valid YAML: ${firstLine(broken.message)}.`]);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 10 }) ?? {};
  } catch (error) {
    return invalid([`It is not valid YAML: ${firstLine(error instanceof Error ? error.message : String(error))}.`]);
  }
  const parsed = RepoConfig.safeParse(value);
  return parsed.success ? { status: "read", config: parsed.data } : invalid(parsed.error.issues.flatMap(problemsOf));
}

function invalid(problems: string[]): ReadRepoConfig {
  return { status: "invalid", problems };
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/[:.\s]+$/, "");
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return [`\`${path || "the file"}\`: ${issue.message}.`];
  const known = keysAt(path);
  return issue.keys.map((key) => {
    const nearest = nearestName(key, known);
    const name = path === "" ? key : `${path}.${key}`;
    return `There is no key \`${name}\`${nearest === null ? "" : `; the nearest is \`${nearest}\``}.`;
  });
}

function keysAt(path: string): string[] {
  if (path === "budget") return Object.keys(RepoConfig.shape.budget.unwrap().shape);
  if (path === "quality_gate") return Object.keys(QualityGate.shape);
  return Object.keys(RepoConfig.shape);
}

/** Keys a run does not follow yet. Each that is set becomes a warning in the report: nothing is accepted in silence. */
const NOT_HONOURED: readonly { key: string; set(config: RepoConfig): boolean; instead: string }[] = [
  { key: "frameworks", set: (config) => config.frameworks !== undefined, instead: "the framework is detected" },
  { key: "test_paths", set: (config) => config.test_paths !== undefined, instead: "tests go where the framework has them" },
  { key: "setup", set: (config) => config.setup !== undefined, instead: "the project's dependencies are detected" },
];

/** What a repository settled about a run, with our defaults for the rest. `authors` are those this server has. */
export function settle(
  config: RepoConfig | null,
  authors: readonly string[],
): Pick<Handover, "lanes" | "delivery" | "max_tests"> & { settings: Settings } {
  const author = config?.author ?? null;
  const warnings =
    config === null
      ? []
      : NOT_HONOURED.filter(({ set }) => set(config)).map(
          ({ key, instead }) => `${REPO_CONFIG}: ${key} is not honoured yet; ${instead}.`,
        );
  if (author !== null && !authors.includes(author))
    warnings.push(`${REPO_CONFIG}: author ${author} is not available on this server; ${authors[0]} writes the tests.`);
  return {
    lanes: config?.lanes ?? lanes.map((lane) => lane.id),
    delivery: config?.deliver ?? "commit",
    max_tests: config?.max_tests ?? DEFAULT_MAX_TESTS,
    settings: {
      exclude: config?.exclude ?? defaultSettings.exclude,
      spec: config?.spec ?? defaultSettings.spec,
      commit_flagged: config?.commit_flagged ?? defaultSettings.commit_flagged,
      author: author !== null && authors.includes(author) ? author : null,
      minutes: config?.budget?.minutes ?? null,
      usd: config?.budget?.usd ?? null,
      tokens: config?.budget?.tokens ?? null,
      quality_gate: config?.quality_gate ?? null,
      warnings,
    },
  };
}

/** As many as a reviewer reads. */
const DEFAULT_MAX_TESTS = 20;
