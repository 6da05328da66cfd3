import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sweep } from "../../src/adapters/docker/sweep.ts";
import { Report } from "../../src/domain/report.ts";
import { ScratchRepository } from "../adapters/git/scratch-repository.ts";
import { engineProxy } from "./engine-proxy.ts";
import { leftOver, testEngine } from "./left-over.ts";
import { startCliForTest } from "./start-cli.ts";

const project = (dependencies: string[] = []) =>
  `[project]\nname = "shop"\nversion = "1"\ndependencies = ${JSON.stringify(dependencies)}\n\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n`;
const green = "from price import total\n\n\ndef test_total():\n    assert total(1, 1) == 2\n";

/** A small shop whose branch adds a discount. */
function shop(before: Record<string, string> = {}): ScratchRepository {
  const repository = new ScratchRepository();
  repository.commit({
    "pyproject.toml": project(),
    "price.py": "def total(price, count):\n    return price * count * 2 - count\n",
    "tests/test_price.py": green.replace("== 2", "== 1"),
    ...before,
  });
  repository.branch("feature").commit({
    "price.py": "def total(price, count):\n    if count >= 10:\n        return price * count - count\n    return price * count\n",
    "tests/test_price.py": green.replace("== 2", "== 1"),
  });
  return repository;
}

test("an engine that does not answer is one sentence and exit code 3", async () => {
  const { result } = startCliForTest(["run"], { cwd: shop().path, env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } });
  const { code, stderr, stdout } = await result;
  expect(code).toBe(3);
  expect(stderr.trim().split("\n").at(-1)).toMatch(/^failed: .*unix:\/\/\/nowhere\/docker\.sock.*\S$/);
  expect(stdout).toBe("");
});

test("dependencies that can not be installed are said with the installer's reason, exit code 3", async () => {
  const { path } = shop({ "pyproject.toml": project(["tfactory-no-such-package==9.9.9"]) });
  const { code, stderr, pid } = await startCliForTest(["run", "--quiet"], { cwd: path }).result;
  expect(stderr).toMatch(/^failed: The project's dependencies could not be installed: .*tfactory-no-such-package/);
  expect(code).toBe(3);
  expect(await leftOver(pid)).toEqual([]);
});

test("Ctrl-C takes the containers down and exits with 130", async () => {
  const started = startCliForTest(["run"], { cwd: shop().path });
  await started.says("reading the changed files");
  started.signal("SIGINT");
  const { code, stderr, pid } = await started.result;
  expect(stderr.trim().split("\n").at(-1)).toBe("Stopped. The run was not finished.");
  expect(code).toBe(130);
  expect(await leftOver(pid)).toEqual([]);
});

test("an engine that is gone in the middle ends the run with one sentence and exit code 3", async () => {
  const { docker_host, cut } = await engineProxy();
  const started = startCliForTest(["run"], { cwd: shop().path, env: { DOCKER_HOST: docker_host } });
  await started.says("Writing tests");
  cut();
  const { code, stderr, stdout, pid } = await started.result;
  expect(code, stderr).toBe(3);
  expect(stderr.trim().split("\n").at(-1), stdout).toMatch(/^failed: .*engine/i);
  await sweep(await testEngine());
  expect(await leftOver(pid)).toEqual([]);
});

/** An existing suite that does everything at once, and links out of the tree beside it. */
const hostile = {
  "tests/test_fails.py": "def test_bad():\n    assert 1 == 2\n",
  "tests/test_forks.py":
    "import os\nimport time\n\n\ndef test_bad():\n    while True:\n        try:\n            if os.fork() == 0:\n                time.sleep(600)\n        except OSError:\n            time.sleep(0.1)\n",
  "tests/test_floods.py":
    "import os\n\n\ndef test_bad():\n    for _ in range(100_000):\n        os.write(1, b'x' * 10_000)\n        os.write(2, b'y' * 10_000)\n    assert False\n",
};

test("a suite that fails, forks without end and floods its output, and links out of the tree, do not keep the change from being tested", async () => {
  const repository = shop(hostile);
  symlinkSync("/etc/passwd", join(repository.path, "secrets.py"));
  symlinkSync("/etc", join(repository.path, "tests", "etc"));
  repository.commit();
  const { code, stdout, stderr, pid } = await startCliForTest(["run", "--json"], { cwd: repository.path }).result;
  expect(code, stderr.slice(-2000)).toBe(0);
  const report = Report.parse(JSON.parse(stdout));
  expect(report.tests.length).toBeGreaterThan(0);
  expect(report.files.every(({ path }) => path.startsWith("tests/test_"))).toBe(true);
  expect(report.warnings.join("\n")).toMatch(/3 existing tests already fail on the head: .*test_fails\.py/);
  expect(stdout + stderr).not.toContain("root:");
  expect(await leftOver(pid)).toEqual([]);
}, 600_000);
