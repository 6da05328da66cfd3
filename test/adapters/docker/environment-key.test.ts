import { describe, expect, it } from "vitest";
import { environmentKey, isManifest } from "../../../src/adapters/docker/environment-key.ts";
import { treeOf } from "./under-test.ts";

const key = (files: Record<string, string>, image = "sha256:1") => environmentKey(image, treeOf(files).files);
const BASE = { "pyproject.toml": "[project]", "pkg/__init__.py": "", "pkg/a.py": "1", "tests/test_a.py": "" };

describe("the key of an environment", () => {
  it("is the same for trees that differ in code, tests and order only", () => {
    const other = {
      "tests/test_b.py": "",
      "pkg/a.py": "2",
      "pkg/b/c.py": "",
      "pkg/__init__.py": "x",
      "pyproject.toml": "[project]",
    };
    expect(key(other)).toBe(key(BASE));
    expect(key(BASE)).toMatch(/^[0-9a-f]{24}$/);
  });

  it.each([
    ["a manifest's text", { ...BASE, "pyproject.toml": "[project] " }],
    ["a new manifest", { ...BASE, "requirements/test.txt": "" }],
    ["a lock", { ...BASE, "uv.lock": "" }],
    ["a new package at the top", { ...BASE, "other/__init__.py": "" }],
    ["a new module at the top", { ...BASE, "single.py": "" }],
  ])("changes with %s", (_, files) => expect(key(files)).not.toBe(key(BASE)));

  it("is the same wherever modules lie that nothing installs, but for a src folder", () => {
    const flat = { "requirements.txt": "six", "pytest.ini": "", "single.py": "" };
    expect(key({ ...flat, "other.py": "", "pkg/__init__.py": "" })).toBe(key(flat));
    expect(key({ ...flat, "src/pkg/__init__.py": "" })).not.toBe(key(flat));
    expect(key({ ...flat, "setup.cfg": "", "other.py": "" })).not.toBe(key({ ...flat, "setup.cfg": "" }));
  });

  it("changes with the runner image", () => expect(key(BASE, "sha256:2")).not.toBe(key(BASE)));

  it("cannot be forged by moving text from one manifest to the next", () => {
    expect(key({ "a/setup.py": "x", "b/setup.py": "" })).not.toBe(key({ "a/setup.py": "", "b/setup.py": "x" }));
  });
});

describe("a manifest", () => {
  it.each([
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "tox.ini",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile",
    "Pipfile.lock",
    "requirements.txt",
    "requirements-dev.txt",
    "test_requirements.txt",
    "requirements/ci.txt",
    "constraints.txt",
    "services/api/pyproject.toml",
    "pytest.ini",
  ])("is %s", (path) => expect(isManifest(path)).toBe(true));
  it.each(["a.py", "README.md", "docs/notes.txt", "tests/data/a/b/c/pyproject.toml", "my_setup.py", "robots.txt"])(
    "is not %s",
    (path) => expect(isManifest(path)).toBe(false),
  );
});
