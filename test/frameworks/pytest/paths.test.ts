import { describe, expect, test } from "vitest";
import type { ProjectFacts } from "../../../src/domain/snapshot.ts";
import { mayCommit } from "../../../src/frameworks/pytest/commit-policy.ts";
import { detect, kindOf, testPath } from "../../../src/frameworks/pytest/paths.ts";

function facts(...test_dirs: string[]): ProjectFacts {
  return {
    source_roots: ["."],
    test_dirs,
    test_style: "functions",
    fixtures: [],
    language_version: "3.12",
    framework_version: "9",
  };
}

test.each([
  [["pkg/a.py", "pyproject.toml"], true],
  [["pkg/a.py", "requirements-dev.txt"], true],
  [["tests/test_a.py"], true],
  [["deep/conftest.py"], true],
  [["scripts/a.py", "package.json"], false],
  [["setup.py"], false],
  [["main.go", "pyproject.toml"], false],
  [[], false],
])("%j is a pytest project: %s", (paths, expected) => {
  expect(detect(paths)).toBe(expected);
});

test.each([
  ["src/pkg/a.py", "source"],
  ["a.py", "source"],
  ["pkg/testing_tools.py", "source"],
  ["tests/test_a.py", "test"],
  ["pkg/a_test.py", "test"],
  ["tests/helpers.py", "test"],
  ["conftest.py", "test"],
  ["docs/conf.py", "other"],
  ["setup.py", "other"],
  ["examples/a.py", "other"],
  ["pkg/a.pyi", "other"],
  ["README.md", "other"],
  ["tests/data.json", "other"],
] as const)("%s is %s", (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

describe("the test file of a source file", () => {
  const none = new Set<string>();

  test("is named after the module and the specification, in the project's test folder", () => {
    expect(testPath("boltons/strutils.py", "boltons-ellipsize", facts("tests"), none)).toBe(
      "tests/test_strutils_boltons_ellipsize.py",
    );
  });

  test("goes to tests/ when the project has no test folder", () => {
    expect(testPath("a.py", "x", facts(), none)).toBe("tests/test_a_x.py");
  });

  test("goes to the test folder nearest to the source", () => {
    const project = facts("tests", "tests/sub", "packages/b/tests");
    expect(testPath("src/pkg/sub/a.py", "x", project, none)).toBe("tests/sub/test_a_x.py");
    expect(testPath("packages/b/b.py", "x", project, none)).toBe("packages/b/tests/test_b_x.py");
    expect(testPath("other/a.py", "x", project, none)).toBe("tests/test_a_x.py");
  });

  test("is named after the package for an __init__.py", () => {
    expect(testPath("src/cachetools/__init__.py", "s", facts("tests"), none)).toBe("tests/test_cachetools_s.py");
  });

  test("is never taken, and its base name is new everywhere", () => {
    const taken = new Set(["tests/test_a_x.py", "other/test_a_x_2.py"]);
    expect(testPath("a.py", "x", facts("tests"), taken)).toBe("tests/test_a_x_3.py");
    expect(testPath("a.py", "x", facts("tests"), new Set(["tests/Test_A_X.py"]))).toBe("tests/test_a_x_2.py");
  });

  test("follows the project's own way to name test files", () => {
    expect(testPath("a.py", "x", facts("tests"), new Set(["tests/b_test.py"]))).toBe("tests/a_x_test.py");
  });

  test.each(["AC: Ünïcode & Co. 日本", "../../etc/passwd", "'; rm -rf", "A".repeat(200), "", "-"])(
    "is a plain module name for the specification %j",
    (spec) => {
      const path = testPath("pkg/Ä module.py", spec, facts("tests"), none);
      expect(path).toMatch(/^tests\/test_[a-z0-9_]+\.py$/);
      expect(path.length).toBeLessThan(120);
      expect(mayCommit(path, facts("tests"))).toBe(true);
    },
  );
});

describe("what may be committed", () => {
  test.each(["tests/test_a.py", "tests/unit/test_a_1.py", "tests/a_test.py", "tests/my-unit/test_a.py"])("%s", (path) => {
    expect(mayCommit(path, facts("tests"))).toBe(true);
  });

  test.each([
    "tests/conftest.py",
    "tests/CONFTEST.py",
    "tests/__init__.py",
    "tests/sitecustomize.py",
    "tests/helpers.py",
    "tests/test_a.pth",
    "tests/test_a.py.sh",
    "tests/test_a",
    "test_a.py",
    "src/test_a.py",
    "testsuite/test_a.py",
    "tests/../src/test_a.py",
    "tests/./test_a.py",
    "/tests/test_a.py",
    "tests//test_a.py",
    "tests\\test_a.py",
    "tests/.github/test_a.py",
    "tests/.hidden/test_a.py",
    "tests/.test_a.py",
    ".github/workflows/test_a.py",
    "pyproject.toml",
    "tests/setup.py",
    "tests/poetry.lock",
    "tests/node_modules/test_a.py",
    "tests/test_а.py", // Cyrillic а
    "tests/test_a\u200b.py",
    "tests/co\u0301/test_a.py", // not composed
    "tests/test_a.py\n",
    "tests/test a.py",
    "tests./test_a.py",
    "",
  ])("not %j", (path) => {
    expect(mayCommit(path, facts("tests"))).toBe(false);
  });

  test("look-alikes that a file system folds to a forbidden name are refused", () => {
    expect(mayCommit("tests/ｃonftest.py", facts("tests"))).toBe(false);
    expect(mayCommit("tests/．github/test_a.py", facts("tests"))).toBe(false);
    expect(mayCommit("tests/ﬁ/test_a.py", facts("tests"))).toBe(true);
  });

  test("a test folder in another case is the same folder", () => {
    expect(mayCommit("Tests/test_a.py", facts("tests"))).toBe(true);
  });

  test("in a project whose tests are at the top, a test file at the top", () => {
    expect(mayCommit("test_a.py", facts("."))).toBe(true);
    expect(mayCommit(".github/test_a.py", facts("."))).toBe(false);
    expect(mayCommit("a.py", facts("."))).toBe(false);
  });

  test("in a project without tests, only below tests/", () => {
    expect(mayCommit("tests/test_a.py", facts())).toBe(true);
    expect(mayCommit("src/test_a.py", facts())).toBe(false);
  });
});
