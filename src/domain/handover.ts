import { z } from "zod";
import { Criterion } from "./criterion.ts";

/** What must hold for a run to count as good enough. */
export const QualityGate = z.strictObject({
  min_accepted: z.int().nonnegative().optional(),
  /** Flagged tests per kept test, 0 to 1. */
  max_flag_rate: z.number().min(0).max(1).optional(),
  block_on_suspected_bug: z.boolean().optional(),
});
export type QualityGate = z.infer<typeof QualityGate>;

/** What the repository settled for every run of it, with the default where it settled nothing. */
export const Settings = z.strictObject({
  /** Globs of changed paths that are left alone. */
  exclude: z.array(z.string()),
  /** Globs of the files that may be the specification. */
  spec: z.array(z.string()),
  commit_flagged: z.boolean(),
  author: z.string().nullable(),
  minutes: z.number().positive().nullable(),
  /** What a model may take in one run, when that is less than the server allows. */
  usd: z.number().positive().nullable(),
  tokens: z.int().positive().nullable(),
  quality_gate: QualityGate.nullable(),
  /** What was settled but can not be honoured, in sentences for the report. */
  warnings: z.array(z.string()),
});
export type Settings = z.infer<typeof Settings>;

/** What was asked: enough to do the whole run, from any way in. */
export const Handover = z.strictObject({
  request_id: z.string(),
  repository: z.string(),
  pull_request: z.int().nullable(),
  base_ref: z.string(),
  head_ref: z.string(),
  /** The commit that was asked about; `null`: whatever `head_ref` is when the run begins. */
  head_sha: z.string().nullable(),
  /** `tests`: the whole run. `plan`: only what would be tested; nothing is written. */
  goal: z.enum(["tests", "plan"]),
  /** The specification's text. `path` is shown to people, never opened; without an `origin` it is a file someone gave. */
  spec: z
    .strictObject({
      path: z.string(),
      text: z.string(),
      origin: Criterion.shape.origin.shape.source.optional(),
      /** More documents of the same source: the other issues a pull request closes. */
      also: z.array(z.strictObject({ path: z.string(), text: z.string() })).optional(),
    })
    .nullable(),
  /** The pull request's title, for when nobody states a criterion. */
  title: z.string().optional(),
  /** The specification that was named but not read yet: a path on the head, or `#` and the number of an issue. */
  spec_ref: z.string().nullable(),
  lanes: z.array(z.string()),
  /** Only these changed files, folders or globs; none: all. */
  paths: z.array(z.string()),
  /** Only these criteria, by id; none: all. */
  criteria: z.array(z.string()),
  delivery: z.enum(["commit", "pr", "patch"]),
  requested_by: z.string(),
  max_tests: z.int().positive(),
  settings: Settings,
  github: z
    .strictObject({
      installation_id: z.int(),
      repository_id: z.int(),
      /** Whether the head is in another repository, by repository id. */
      fork: z.boolean(),
      trigger: z.enum(["comment", "label", "dispatch", "check"]),
      comment_id: z.int().nullable(),
    })
    .nullable(),
});
export type Handover = z.infer<typeof Handover>;

/** A repository that settled nothing. */
export const defaultSettings: Settings = {
  exclude: [],
  spec: [],
  commit_flagged: true,
  author: null,
  minutes: null,
  usd: null,
  tokens: null,
  quality_gate: null,
  warnings: [],
};

/** The part of a handover that asks for everything: the whole change, every criterion, nothing of GitHub. */
export const everything = {
  head_sha: null,
  goal: "tests",
  spec_ref: null,
  paths: [],
  criteria: [],
  settings: defaultSettings,
  github: null,
} satisfies Partial<Handover>;
