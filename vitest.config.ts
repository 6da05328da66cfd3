import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that wait for containers take minutes: begun last, one of them would run alone while the other core idles. */
class LongestFirst extends BaseSequencer {
  static readonly #order = ["runner-suite", "test/e2e/zoo", "test/e2e/run.", "test/docker/", "test/e2e/", "test/adapters/"];

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LongestFirst.#order.findIndex((part) => moduleId.includes(part));
      return at === -1 ? LongestFirst.#order.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** Tests of these keep nothing in their modules: their files share a process and what it has loaded. */
const SHARED = ["authors", "bench", "cli", "frameworks", "mcp", "pipeline"].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: "apart", include: ["test/**/*.test.ts"], exclude: SHARED } },
      { extends: true, test: { name: "shared", include: SHARED, isolate: false } },
    ],
    // the containers of one file leave a core idle while the next one starts
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 600_000,
    // CI systems ask for colours; the tests read what is said
    env: { NO_COLOR: "1" },
  },
});
