import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../../docker/engine.sh", import.meta.url));

/** A docker command that keeps its images as files and writes down how it was called. */
const DOCKER = `#!/bin/bash
echo "docker $*" >>"$FAKE/calls"
while [ "$1" = --host ]; do shift 2; done
case "$1" in
  version) [ ! -f "$FAKE/dead" ] && echo 28.0.0 || { echo "Cannot connect" >&2; exit 1; } ;;
  context) echo unix://$FAKE/none.sock ;;
  image) [ -f "$FAKE/images/\${3//[:\\/]/_}" ] ;;
  pull)
    case "$(cat "$FAKE/registry")" in
      answers) echo "3.12-slim-bookworm: Pulling from library/python"; touch "$FAKE/images/\${2//[:\\/]/_}" ;;
      refuses) echo "no such host" >&2; exit 1 ;;
      hangs) exec sleep 60 ;;
    esac ;;
  import) cat >/dev/null; touch "$FAKE/images/\${3//[:\\/]/_}" ;;
  build)
    [ ! -f "$FAKE/build-fails" ] || { echo "ERROR: no such package" >&2; exit 1; }
    ls "\${@: -1}" >"$FAKE/context"; touch "$FAKE/images/\${3//[:\\/]/_}" ;;
esac
`;
const COMMANDS = {
  docker: DOCKER,
  debootstrap: `#!/bin/bash\necho "debootstrap $*" >>"$FAKE/calls"\nfor last; do :; done\nfor word; do [ -d "$(dirname "$word")" ] && [[ "$word" == /* ]] && mkdir -p "$word/usr/share" "$word/var/cache/apt" && break; done\n`,
  chroot: "#!/bin/bash\nexit 0\n",
  "apt-get": `#!/bin/bash\necho "apt-get $*" >>"$FAKE/calls"\n`,
  id: `#!/bin/bash\necho "\${FAKE_UID:-0}"\n`,
};

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tfactory-engine-"));
  mkdirSync(join(state, "images"));
  mkdirSync(join(state, "bin"));
  for (const [name, text] of Object.entries(COMMANDS)) {
    writeFileSync(join(state, "bin", name), text);
    chmodSync(join(state, "bin", name), 0o755);
  }
});

/** Runs the script with those commands in place of the system's, against an engine that is named. */
function up(options: { registry?: "answers" | "refuses" | "hangs"; variables?: Record<string, string>; verb?: string } = {}) {
  writeFileSync(join(state, "registry"), options.registry ?? "answers");
  const env = {
    PATH: `${join(state, "bin")}:${process.env.PATH}`,
    HOME: state,
    FAKE: state,
    DOCKER_HOST: "unix:///fake.sock",
    REGISTRY_PATIENCE: "1",
    ...options.variables,
  };
  const ended = spawnSync(script, [options.verb ?? "up", "pytest"], { encoding: "utf8", env, timeout: 60_000 });
  const calls = existsSync(join(state, "calls")) ? readFileSync(join(state, "calls"), "utf8").split("\n") : [];
  return { ...ended, steps: ended.stderr.trim().split("\n"), calls };
}

it("a registry that answers gives the base", () => {
  const { status, stdout, calls } = up();
  expect(status).toBe(0);
  expect(stdout).toMatch(/^DOCKER_HOST=unix:\/\/\/fake.sock\nIMAGE_pytest=tfactory-pytest:[0-9a-f]{12}\n$/);
  expect(calls.find((call) => call.startsWith("docker build"))).toContain("BASE=python:3.12-slim-bookworm");
});

it("the second time nothing is pulled or built", () => {
  const first = up();
  writeFileSync(join(state, "calls"), "");
  const second = up({ registry: "hangs" });
  expect(second.stdout).toBe(first.stdout);
  expect(second.calls.filter((call) => /pull|build|import/.test(call))).toEqual([]);
});

it("looking says what is there and makes nothing", () => {
  const before = up({ verb: "look" });
  expect(before.stdout).toBe("DOCKER_HOST=unix:///fake.sock\n");
  const { stdout } = up();
  writeFileSync(join(state, "calls"), "");
  const after = up({ verb: "look" });
  expect(after.stdout).toBe(stdout);
  expect(after.calls.filter((call) => /pull|build|import|apt-get/.test(call))).toEqual([]);
});

it.each(["refuses", "hangs"] as const)("with a registry that %s the base is made from Debian packages", (registry) => {
  const { status, calls, steps } = up({ registry });
  expect(status, steps.join("\n")).toBe(0);
  expect(steps).toContainEqual(expect.stringMatching(/^base: no registry answers/));
  expect(calls).toContainEqual(expect.stringMatching(/^debootstrap --variant=minbase --include=python3,/));
  expect(calls.find((call) => call.startsWith("docker build"))).toMatch(/BASE=tfactory-base:[0-9a-f]{12}/);
});

it("without a registry and without root the one sentence says what can be done", () => {
  const { status, steps } = up({ registry: "refuses", variables: { FAKE_UID: "1000" } });
  expect(status).toBe(3);
  expect(steps.at(-1)).toMatch(/^No registry answers for python:3.12-slim-bookworm, and .* needs root on a Debian-like system/);
});

it("the build gets the host's certificates, proxy and index, and only the image's own files", () => {
  const certificates = join(state, "ca.pem");
  writeFileSync(certificates, "CERTIFICATE");
  const { calls } = up({
    variables: { SSL_CERT_FILE: certificates, HTTPS_PROXY: "http://proxy.example:1", PIP_INDEX_URL: "https://index.example" },
  });
  const build = calls.find((call) => call.startsWith("docker build"));
  expect(build).toContain("--build-arg HTTPS_PROXY=http://proxy.example:1");
  expect(build).toContain("--build-arg PIP_INDEX_URL=https://index.example");
  expect(readFileSync(join(state, "context"), "utf8").trim().split("\n").sort()).toEqual([
    "Dockerfile",
    "ca-bundle.crt",
    "environment",
  ]);
});

it("a build that fails is one sentence with the line that says why", () => {
  writeFileSync(join(state, "build-fails"), "");
  const { status, steps } = up();
  expect(status).toBe(3);
  expect(steps.at(-1)).toMatch(/^The image of pytest could not be built: ERROR: no such package \(whole log: /);
});

it("an engine that is named and does not answer is never replaced by another", () => {
  writeFileSync(join(state, "dead"), "");
  const { status, steps, calls } = up();
  expect(status).toBe(3);
  expect(steps).toEqual(["The engine of DOCKER_HOST=unix:///fake.sock does not answer: Cannot connect"]);
  expect(calls.filter((call) => call.startsWith("apt-get"))).toEqual([]);
});

it("no engine at all and no root is one sentence that says what to install", () => {
  writeFileSync(join(state, "dead"), "");
  const { status, steps, calls } = up({ variables: { DOCKER_HOST: "", FAKE_UID: "1000" } });
  expect(status).toBe(3);
  expect(steps).toEqual([
    expect.stringMatching(/^No container engine answers: install and start Docker|^This user may not use the Docker engine/),
  ]);
  expect(calls.filter((call) => call.startsWith("apt-get"))).toEqual([]);
});
