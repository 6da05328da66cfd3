import { beforeAll, expect, test } from "vitest";
import { connectSandbox } from "../../src/adapters/docker/connect-sandbox.ts";
import type { Claim } from "../../src/domain/candidate.ts";
import type { Report } from "../../src/domain/report.ts";
import { runPipeline } from "../../src/pipeline/run-pipeline.ts";
import type { Sandbox } from "../../src/ports.ts";
import { meterSandbox } from "../../src/runs/meter-sandbox.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import { MemoryStore } from "../fakes/memory-store.ts";
import { ScriptedAuthor } from "../fakes/scripted-author.ts";

/** What two runs over the same input may differ in: which run it was, and how long things took. */
const VOLATILE = new Set(["run_id", "timings", "sandbox_seconds", "seconds"]);

const before = {
  "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n",
  "shop/__init__.py": "",
  "shop/price.py": "class Tag:\n    pass\n\n\ndef total(price, count):\n    return price\n",
  "shop/stock.py": "def left(stock, sold):\n    return stock\n",
  "tests/test_price.py": "from shop.price import total\n\n\ndef test_one():\n    assert total(3, 1) == 3\n",
};
const after = {
  ...before,
  "shop/price.py":
    "class Tag:\n    pass\n\n\ndef total(price, count):\n    if count > 10:\n        return price * count - 1\n    return price * count\n",
  "shop/stock.py": "def left(stock, sold):\n    return stock - sold if sold < stock else 0\n",
};

const candidates: Record<string, string> = {
  "shop/price.py": `from shop.price import Tag, total


def test_many():
    assert total(2, 20) == 39


def test_some():
    assert total(2, 3) == 6


def test_more_of_the_same():
    assert total(2, 4) == 8


def test_tags_are_equal():
    assert Tag() == Tag()


def test_sets_have_an_order():
    assert list({"red", "green", "blue", str(total(1, 1))})[0] == "red"


def test_a_file(tmp_path):
    assert str(tmp_path / str(total(1, 2))) == ""
`,
  "shop/stock.py": `from shop.stock import left


def test_left():
    assert left(5, 2) == 3


def test_none_left():
    assert left(2, 5) == 0


def test_breaks():
    assert left(None, 5) == 0
`,
};

function claimsOf(path: string): Claim[] {
  const names = [...(candidates[path] ?? "").matchAll(/^def (test_\w+)/gm)].map((match) => match[1] ?? "");
  return names.map((name) => ({ name, shows: "", symbol: null, criteria: [], oracle: "characterization" }));
}

/** The same two candidates for the same change, judged by the real runner, two at a time. */
async function judge(id: string, sandbox: Sandbox): Promise<Report> {
  const test_path = (path: string) => `tests/test_${path.slice(5, -3)}_tfactory.py`;
  const author = new ScriptedAuthor({
    plan: ({ symbols }) => ({
      targets: Object.keys(candidates).map((path) => ({
        id: path,
        symbols: symbols.filter((symbol) => symbol.path === path).map((symbol) => symbol.id),
        lane: "unit",
        framework: "pytest",
        criteria: [],
        behaviours: [],
        test_path: test_path(path),
      })),
      untestable: [],
    }),
    drafts: [
      ({ id: path }) => ({
        status: "written",
        candidate: {
          id: path,
          target: path,
          author: "explorer",
          path: test_path(path),
          source: candidates[path] ?? "",
          claims: claimsOf(path),
        },
      }),
    ],
  });
  const forge = new MemoryForge({ main: before, feature: after });
  const ports = {
    forge,
    author,
    store: new MemoryStore(),
    clock: new FixedClock(),
    sandbox: meterSandbox(sandbox),
    events: () => {},
  };
  const run = { id, handover: aHandover(), commit_flagged: true, parallel: 2 };
  return runPipeline(run, ports, new AbortController().signal);
}

/** The report as text, without what may differ. */
function stable(report: Report): string {
  return JSON.stringify(report, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value), 1);
}

let reports: [Report, Report];
beforeAll(async () => {
  const sandbox = await connectSandbox({ frameworks: ["pytest"], onStep: () => {}, runtime: null, environment: process.env });
  reports = [await judge("run-1", sandbox), await judge("run-2", sandbox)];
});

test("the same candidates for the same change give the same report, byte for byte but for times and ids", () => {
  const [first, second] = reports;
  expect(stable(second)).toBe(stable(first));
});

test("and it is a report in which much could have differed", () => {
  const [{ tests, dropped, mutants, warnings }] = reports;
  const rules = Object.fromEntries([...tests, ...dropped].map((one) => [one.name, one.verdict.rule]));
  expect({ rules, warnings }).toEqual({
    rules: {
      test_many: "12-accept",
      test_some: "12-accept",
      test_more_of_the_same: "12-accept",
      test_left: "12-accept",
      test_none_left: "12-accept",
      test_tags_are_equal: "5-fails-on-head",
      test_a_file: "5-fails-on-head",
      test_breaks: "5-fails-on-head",
      test_sets_have_an_order: "6-flaky",
    },
    warnings: expect.any(Array),
  });
  expect(tests.length).toBeGreaterThanOrEqual(4);
  expect(mutants.length).toBeGreaterThanOrEqual(10);
  expect(JSON.stringify(dropped)).toMatch(/Tag object at 0x\.\.\./);
});
