import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

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

/** A folder with one small case. */
async function aCase(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-eval-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const project = {
    "pyproject.toml": '[project]\nname = "prices"\nversion = "1"\n',
    "tests/test_old.py": "def test_old():\n    pass\n",
  };
  const files = {
    base: { ...project, "prices.py": "def gross(net: int) -> int:\n    return net\n" },
    head: { ...project, "prices.py": "def gross(net: int) -> int:\n    return net + net // 5\n" },
  };
  for (const [side, tree] of Object.entries(files))
    for (const [path, text] of Object.entries(tree)) {
      await mkdir(dirname(join(folder, "prices", side, path)), { recursive: true });
      await writeFile(join(folder, "prices", side, path), text);
    }
  await writeFile(join(folder, "prices", "spec.md"), "# Acceptance criteria\n\n- `gross(100) == 120`\n");
  return folder;
}

test(
  "the explorer is evaluated on a folder of cases without a key",
  async () => {
    const { code, stdout, stderr } = await evaluate("--cases", await aCase(), "--author", "explorer", "--json");
    expect(code, stderr).toBe(0);
    const { author, cases, total } = JSON.parse(stdout);
    expect(author).toBe("explorer");
    expect(cases).toMatchObject([{ id: "prices", status: "done" }]);
    expect(total).toMatchObject({ calls: 0, usd: 0, criteria: { total: 1 } });
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
