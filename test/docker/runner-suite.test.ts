import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { connectSandbox } from "../../src/adapters/docker/connect-sandbox.ts";
import type { Outcome } from "../../src/domain/outcome.ts";
import { askRunner } from "../../src/frameworks/ask-runner.ts";
import { frameworks } from "../../src/frameworks/index.ts";
import { plainVariation } from "../../src/frameworks/plain-variation.ts";
import type { SourceTree } from "../../src/ports.ts";

const signal = new AbortController().signal;

async function treeOf(folder: string): Promise<SourceTree> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !/__pycache__|\.pytest_cache/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => ({
    path: path.slice(folder.length),
    executable: false,
    content: await readFile(path),
  }));
  return { sha: "0".repeat(40), files: await Promise.all(files), skipped: [] };
}

/** A few tests are about a plug-in of a project that the image does not hold; they say so. */
function needsAPlugIn(outcome: Outcome): boolean {
  return outcome.status === "did-not-run" && outcome.reason.startsWith("skipped: could not import ");
}

test.each(frameworks.map(({ id, image }) => ({ id, image })))(
  "the runner of $id passes its own tests inside the image it ships in",
  async ({ id, image }) => {
    const sandbox = await connectSandbox({
      frameworks: [id],
      onStep: () => undefined,
      runtime: null,
      environment: process.env,
    });
    const tree = await treeOf(fileURLToPath(new URL(`../../docker/${image}/`, import.meta.url)));
    const environment = await sandbox.prepare(id, tree, signal);
    if (environment.status !== "ready") throw new Error(environment.reason);
    const asked = await askRunner(
      sandbox,
      "run",
      {
        select: ["tests", "environment/tests"],
        variations: [plainVariation("suite")],
        coverage_of: null,
        seconds_per_case: 300,
        seconds_per_variation: 1500,
      },
      { image: environment.image, tree, overlay: [], seconds: 1560, signal },
    );
    if (asked.status !== "answered") throw new Error(asked.reason);
    const [suite] = asked.answer.variations;
    expect(suite?.collection_errors).toEqual([]);
    expect(suite?.outcomes.filter((outcome) => outcome.status !== "passed" && !needsAPlugIn(outcome))).toEqual([]);
    expect(suite?.executed).toBeGreaterThan(300);
  },
  1_600_000,
);
