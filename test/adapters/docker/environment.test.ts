import { randomUUID } from "node:crypto";
import type Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENVIRONMENTS } from "../../../src/adapters/docker/commit-environment.ts";
import { type EnvironmentContext, prepareEnvironment } from "../../../src/adapters/docker/environment.ts";
import { environmentKey } from "../../../src/adapters/docker/environment-key.ts";
import { indexAccess } from "../../../src/adapters/docker/host-variables.ts";
import { RUN_LABEL, TIME_LABEL } from "../../../src/adapters/docker/owner.ts";
import type { PreparedEnvironment, SourceTree } from "../../../src/ports.ts";
import { bodyOf, connectUnderTest, IMAGE_VARIABLES, ownedByUs, treeOf, type UnderTest } from "./under-test.ts";

let under_test: UnderTest;
let context: EnvironmentContext;
const made = new Set<string>();
beforeAll(async () => {
  under_test = await connectUnderTest();
  const { docker, images } = under_test;
  context = { docker, images, access: indexAccess(process.env), features: { cgroup_namespace: true, runtime: null } };
});
afterAll(async () => {
  for (const image of made) await under_test.docker.getImage(image).remove({ force: true });
  expect(await ownedByUs(under_test.docker)).toEqual([]);
});

const alive = () => new AbortController().signal;
/** A manifest nobody had before: its environment is not there yet. */
const unique = (text: string) => `# ${randomUUID()}\n${text}`;
async function prepare(
  tree: SourceTree,
  extra: Partial<EnvironmentContext> = {},
  signal = alive(),
): Promise<PreparedEnvironment> {
  const prepared = await prepareEnvironment({ ...context, ...extra }, "pytest", tree, signal);
  if (prepared.status === "ready") made.add(prepared.image);
  return prepared;
}
/** Names of all environments there are. Other test files make some at the same time. */
const environments = async () =>
  (await under_test.docker.listImages({ filters: { reference: [ENVIRONMENTS] } })).flatMap(({ RepoTags }) => RepoTags ?? []);
const imageOf = (prepared: PreparedEnvironment) =>
  prepared.status === "ready" ? prepared.image : `failed: ${prepared.reason} ${prepared.log_tail}`;

describe("an environment", () => {
  const package_with_version_file = treeOf({
    "pyproject.toml": unique(`
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "sample-project"
version = "1.2.3"
dependencies = ["six"]
[project.scripts]
sample = "sample:main"
[project.optional-dependencies]
test = ["iniconfig==2.0.0"]
docs = ["there-is-no-such-package-for-docs"]
`),
    "setup.py": `open("src/sample/_version.py", "w").write("VERSION = '1.2.3'\\n")\nfrom setuptools import setup\nsetup()\n`,
    "src/sample/__init__.py": "from ._version import VERSION\n",
  });
  let image: string;
  beforeAll(async () => {
    const prepared = await prepare(package_with_version_file);
    expect(prepared).toMatchObject({ status: "ready", notes: [] });
    image = imageOf(prepared);
  });

  it("has the project, its dependencies and its test extra, pytest and coverage", async () => {
    const snippet = `
import importlib.metadata as metadata, sys
import coverage, pytest, six, sample
answer({
    "version": metadata.version("sample-project"), "entry": metadata.entry_points(name="sample")["sample"].value,
    "iniconfig": metadata.version("iniconfig"), "coverage": int(coverage.__version__.split(".")[0]) >= 7,
    "from": sample.__file__, "generated": sample.VERSION, "python": sys.executable,
})`;
    const answer = await under_test.run(snippet, { image, tree: package_with_version_file });
    expect(bodyOf(answer)).toEqual({
      version: "1.2.3",
      entry: "sample:main",
      iniconfig: "2.0.0",
      coverage: true,
      from: "/work/src/sample/__init__.py",
      generated: "1.2.3",
      python: "/opt/env/bin/python",
    });
  });

  it("holds no variable, certificate or file of the host or of the sources", async () => {
    const { Config } = await under_test.docker.getImage(image).inspect();
    expect(Config.Env?.map((line) => line.split("=")[0]).sort()).toEqual(IMAGE_VARIABLES);
    const snippet = `import os; answer([os.listdir("/scratch"), os.path.exists("/scratch/ca-bundle.crt"), sorted(os.listdir("/work"))])`;
    expect(bodyOf(await under_test.run(snippet, { image, tree: treeOf({ "a.py": "" }) }))).toEqual([[], false, ["a.py", "src"]]);
  });

  it("is found again without an install, also for other code with the same manifests", async () => {
    const other = {
      ...package_with_version_file,
      files: [...package_with_version_file.files, ...treeOf({ "src/sample/new.py": "" }).files],
    };
    const prepared = await prepare(other);
    expect(prepared).toMatchObject({ status: "ready", image });
    expect(prepared.status === "ready" && prepared.seconds).toBeLessThan(5);
  });
});

it("two that are asked for at the same time are built once", async () => {
  const tree = treeOf({ "requirements.txt": unique("six\n"), "a.py": "" });
  const built: string[] = [];
  const onProgress = (item: string) => built.push(item);
  const [one, two] = await Promise.all([prepare(tree, { onProgress }), prepare(tree, { onProgress })]);
  expect(imageOf(one)).toBe(imageOf(two));
  expect(built.filter((item) => item === "python")).toHaveLength(1);
});

it("one that a dead process was building is built", async () => {
  const { docker, images } = under_test;
  const tree = treeOf({ "requirements.txt": unique("six\n"), "a.py": "" });
  const base = await docker.getImage(images.get("pytest") ?? "").inspect();
  const name = `${ENVIRONMENTS}-${environmentKey(base.Id, tree.files)}`;
  const labels = { [RUN_LABEL]: "nobody/1/1", [TIME_LABEL]: "1000" };
  await docker.createVolume({ Name: `${name}-left`, Labels: labels });
  const Mounts: Docker.MountConfig = [{ Type: "volume", Source: `${name}-left`, Target: "/work" }];
  await docker.createContainer({ name, Image: base.Id, Cmd: ["x"], Labels: labels, HostConfig: { Mounts } });
  expect(await prepare(tree)).toMatchObject({ status: "ready" });
  await expect(docker.getVolume(`${name}-left`).inspect()).rejects.toMatchObject({ statusCode: 404 });
});

describe("an install that fails", () => {
  it("says which package cannot be had, and leaves no image", async () => {
    const before = await environments();
    const prepared = await prepare(treeOf({ "requirements.txt": unique("there-is-no-such-package-anywhere\n") }));
    expect(prepared).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/there-is-no-such-package-anywhere was not found/),
    });
    expect(prepared.status === "failed" && prepared.log_tail).toContain("uv pip install");
    expect((await environments()).filter((image) => !before.includes(image) && !made.has(image))).toEqual([]);
  });

  it("says that the index cannot be reached", async () => {
    const access = {
      certificates: null,
      variables: { HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9", UV_HTTP_RETRIES: "0" },
    };
    const prepared = await prepare(treeOf({ "requirements.txt": unique("six\n") }), { access });
    expect(prepared).toMatchObject({ status: "failed", reason: expect.stringMatching(/^the package index cannot be reached/) });
  });

  it("ends at its time", async () => {
    const prepared = await prepare(treeOf({ "requirements.txt": unique("six\n") }), { seconds: 0.3 });
    expect(prepared).toMatchObject({ status: "failed", reason: "installing the dependencies took longer than 0.3 s" });
  });

  it("ends when the run is stopped", async () => {
    const controller = new AbortController();
    const tree = treeOf({ "requirements.txt": unique("six\n") });
    const prepared = await prepare(tree, { onProgress: () => controller.abort() }, controller.signal);
    expect(prepared).toMatchObject({ status: "failed", reason: "the run was stopped" });
  });
});

it("a project that cannot be built is on the path, before any published version of it, and a note says so", async () => {
  const tree = treeOf({
    "pyproject.toml": unique(
      `[build-system]\nrequires=["setuptools"]\nbuild-backend="setuptools.build_meta"\n[project]\nname="six"\nversion="9.9"\n`,
    ),
    "setup.py": "raise SystemExit('no compiler here')\n",
    "six.py": "OURS = True\n",
  });
  const prepared = await prepare(tree);
  expect(prepared).toMatchObject({ status: "ready", notes: [expect.stringMatching(/could not be built.*no compiler here/)] });
  const answer = await under_test.run(`import six; answer([six.__file__, six.OURS])`, { image: imageOf(prepared), tree });
  expect(bodyOf(answer)).toEqual(["/work/six.py", true]);
});

it("a framework without an image fails with that reason", async () => {
  const prepared = await prepareEnvironment({ ...context, images: new Map() }, "nothing", treeOf({}), alive());
  expect(prepared).toEqual({ status: "failed", reason: "there is no runner image for nothing", log_tail: "" });
});
