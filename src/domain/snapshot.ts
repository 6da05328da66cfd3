import { z } from "zod";
import { Criterion } from "./criterion.ts";
import { FileArcs, FileLines } from "./lines.ts";

/** One file of the merge-base diff. `lines` are the added or modified lines on the head. */
export const ChangedFile = z.strictObject({
  path: z.string(),
  old_path: z.string().nullable(),
  status: z.enum(["added", "modified", "deleted", "renamed"]),
  kind: z.enum(["source", "test", "other"]),
  lines: z.array(z.int()),
  deleted_lines: z.int(),
  patch: z.string(),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

export const Parameter = z.strictObject({
  name: z.string(),
  kind: z.enum(["positional-only", "positional", "variadic", "keyword-only", "keywords"]),
  annotation: z.string().nullable(),
  default: z.string().nullable(),
});
export type Parameter = z.infer<typeof Parameter>;

/** A function, method or class of the project as a reader sees it from outside. `id` is `path::qualname`. */
export const Signature = z.strictObject({
  id: z.string(),
  path: z.string(),
  module: z.string(),
  qualname: z.string(),
  kind: z.enum(["function", "method", "property", "class", "module"]),
  signature: z.string(),
  doc: z.string().nullable(),
});
export type Signature = z.infer<typeof Signature>;

/** A symbol touched by the diff. */
export const ChangedSymbol = Signature.extend({
  line: z.int(),
  end_line: z.int(),
  changed_lines: z.array(z.int()),
  is_public: z.boolean(),
  is_async: z.boolean(),
  is_generator: z.boolean(),
  is_new: z.boolean(),
  decorators: z.array(z.string()),
  parameters: z.array(Parameter),
  returns: z.string().nullable(),
  /** Modules that re-export it, shortest first. */
  exported_from: z.array(z.string()),
});
export type ChangedSymbol = z.infer<typeof ChangedSymbol>;

export const ProjectFacts = z.strictObject({
  source_roots: z.array(z.string()),
  test_dirs: z.array(z.string()),
  test_style: z.enum(["functions", "classes"]),
  fixtures: z.array(z.strictObject({ name: z.string(), path: z.string() })),
  language_version: z.string(),
  framework_version: z.string(),
});
export type ProjectFacts = z.infer<typeof ProjectFacts>;

/** One text edit of a changed line that a good test should notice. Offsets are UTF-8 bytes into the head's file. */
export const Mutant = z.strictObject({
  id: z.string(),
  path: z.string(),
  line: z.int(),
  start: z.int(),
  end: z.int(),
  original: z.string(),
  replacement: z.string(),
  operator: z.string(),
});
export type Mutant = z.infer<typeof Mutant>;

/** The project's own suite on the untouched head: what is covered, killed and already failing before we add anything. */
export const Baseline = z.strictObject({
  status: z.enum(["green", "red", "empty", "partial", "unmeasured"]),
  reason: z.string().nullable(),
  passed: z.int(),
  failed: z.array(z.string()),
  seconds: z.number(),
  covered: z.array(FileLines),
  arcs: z.array(FileArcs),
  /** Ids of mutants the existing tests kill by assertion. `null`: not measured. */
  killed: z.array(z.string()).nullable(),
  /** Ids of mutants that existing tests reach and none kills by assertion. */
  survived: z.array(z.string()),
  /** Ids of mutants under which existing tests only ever ran out of time. */
  timed_out: z.array(z.string()),
  /** Ids of mutants that were not tried on every existing test that they should have been, and that none killed. */
  not_run: z.array(z.string()),
  /** Ids of mutants that compile to the same code as the original: left out of every count. */
  equivalent: z.array(z.string()),
});
export type Baseline = z.infer<typeof Baseline>;

/** Everything pinned: enough to go on from another machine. Shas, an image id and text; never a path of a machine. */
export const Snapshot = z.strictObject({
  repository: z.string(),
  base_sha: z.string(),
  head_sha: z.string(),
  spec_id: z.string(),
  framework: z.string(),
  environment: z.strictObject({ image: z.string(), notes: z.array(z.string()) }),
  files: z.array(ChangedFile),
  symbols: z.array(ChangedSymbol),
  dependencies: z.array(Signature),
  /** Changed lines that hold a statement. Coverage and mutation count only these. */
  executable: z.array(FileLines),
  criteria: z.array(Criterion),
  /** Headings of the specification that gave no criterion. */
  unrepresented_sections: z.array(z.string()),
  project: ProjectFacts,
  mutants: z.array(Mutant),
  baseline: Baseline,
  warnings: z.array(z.string()),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** The part of a snapshot it takes to run tests of a change: which commits, in what, for how long, under which mutants. */
export type Pinned = Pick<Snapshot, "base_sha" | "head_sha" | "framework" | "environment" | "mutants" | "baseline">;
