import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { VerdictKind } from "../../src/domain/verdict.ts";

export const ZOO = fileURLToPath(new URL("../../fixtures/zoo/", import.meta.url));
/** What every habitat's repository starts from. */
export const COMMON = "common";

/** The habitats `npm test` judges: every side of the judge, in the time a person waits. `npm run zoo` judges all. */
export const TESTED: readonly string[] = ["dates", "files", "text"];

/** One labelled test function, as its author thinks of it before any judge has seen it. */
const Case = z.strictObject({
  /** The test function's name, with its class: `TestStack::test_pop`. */
  test: z.string(),
  label: z.enum(["good", "bad"]),
  kind: z.string().regex(/^[a-z-]+$/),
  /** One sentence: why it has this label. */
  why: z.string().regex(/\S/),
  /** The criteria it claims; without any, its expectation pins what the head does. */
  criteria: z.array(z.string()).default([]),
  /** The verdicts that count as right, where they differ from `RIGHT`. */
  right: z.array(VerdictKind).optional(),
  /** The test of the same file it repeats: right is that not both are kept. */
  copy_of: z.string().optional(),
});
const Cases = z.record(z.string().endsWith(".py"), z.array(Case));

export interface ZooCase extends z.infer<typeof Case> {
  habitat: string;
  /** The file's name in `cases/`. */
  file: string;
  right: VerdictKind[];
}
export interface ZooFile {
  name: string;
  source: string;
  cases: ZooCase[];
}
/** A small project with a change, and labelled test files for that change. */
export interface Habitat {
  name: string;
  folder: string;
  spec: string;
  files: ZooFile[];
}

const RIGHT: Record<ZooCase["label"], VerdictKind[]> = { good: ["accept", "flag"], bad: ["reject"] };
/** How a flaky test fails on the day is chance; one that could not be run was not judged. */
const FLAKY: VerdictKind[] = ["reject", "suspected-bug"];

/** Whether the result of such a test may differ from run to run. */
export function isFlaky({ label, kind }: Pick<ZooCase, "label" | "kind">): boolean {
  return label === "bad" && (kind.startsWith("flaky-") || kind === "float-equality");
}

/** Every habitat of `fixtures/zoo`. Throws when a label does not parse or a case file has no labels. */
export function readZoo(): Habitat[] {
  const folders = readdirSync(ZOO, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== COMMON);
  return folders.map(({ name }) => {
    const folder = join(ZOO, name);
    const labels = Cases.parse(JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")));
    const unlabelled = readdirSync(join(folder, "cases")).filter((file) => !(file in labels));
    if (unlabelled.length > 0) throw new Error(`${name}/cases.json says nothing about ${unlabelled.join(", ")}`);
    const files = Object.entries(labels).map(([file, cases]) => ({
      name: file,
      source: readFileSync(join(folder, "cases", file), "utf8"),
      cases: cases.map((one): ZooCase => ({ ...one, habitat: name, file, right: one.right ?? usuallyRight(one) })),
    }));
    return { name, folder, spec: readFileSync(join(folder, "spec.md"), "utf8"), files };
  });
}

function usuallyRight(one: z.infer<typeof Case>): VerdictKind[] {
  return isFlaky(one) ? FLAKY : RIGHT[one.label];
}
