import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** A whole run, on a machine that has others to do. */
const MINUTES = 400_000;
const NO_KEY = { ...process.env, ANTHROPIC_API_KEY: "", ANTHROPIC_BASE_URL: "", TFACTORY_AUTHOR: "" };

/** `npm run eval` with these words, as a process of its own. */
async function evaluate(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const answered = run(process.execPath, [root("bench/eval.ts"), ...words], { env: NO_KEY, timeout: MINUTES });
  return answered.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

test(
  "the explorer is evaluated on a folder of cases without a key",
  async () => {
    const { code, stdout, stderr } = await evaluate("--cases", root("fixtures/repos"), "--author", "explorer", "--json");
    expect(code, stderr).toBe(0);
    const { author, cases, total } = JSON.parse(stdout);
    expect(author).toBe("explorer");
    expect(cases).toMatchObject([{ id: "pytest-duration", status: "done" }]);
    expect(total).toMatchObject({ calls: 0, usd: 0, criteria: { total: 8 } });
    expect(total.kept).toBeGreaterThan(0);
    expect(total.red).toBeGreaterThan(0);
    expect(total.mutants.after).toBeGreaterThan(total.mutants.before);
    expect(total.lines.after).toBeGreaterThan(total.lines.before);
  },
  MINUTES,
);

test("wrong use is one sentence and exit code 2", async () => {
  const { code, stderr } = await evaluate("--cases", ".", "--author", "anthropic");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^The author anthropic needs a model, and [^\n]+\n$/),
  });
});
