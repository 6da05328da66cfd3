import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { realTime, type Waiting } from "../../src/adapters/github/waiting.ts";
import type { Instead } from "../../src/cli/serve/run-world.ts";
import { readServerConfig } from "../../src/config.ts";
import type { Answer, Request } from "../../src/frameworks/protocol.ts";
import { startLocalGitHub } from "../../src/local-github/start.ts";
import { type Serving, startServer } from "../../src/main.ts";
import type { SandboxRequest } from "../../src/ports.ts";
import { FakeSandbox, type ScriptedAnswers } from "../fakes/fake-sandbox.ts";
import { ScriptedAuthor } from "../fakes/scripted-author.ts";
import { PERMISSIONS } from "../local-github/a-github.ts";
import { aCandidate, everyLineOf, failed, passed, SOURCE } from "../pipeline/builders.ts";
import { aSymbol, aTarget } from "../pipeline/targets.ts";

export const REPO = "acme/durations";
export const PULL = { repository: REPO, number: 1 };
export const FILE = "tests/test_text_spec.py";
export const SECRET = "9f86d081884c7d659a2feaa0c55ad015";
const EVENTS = ["issue_comment", "pull_request", "repository_dispatch", "check_run", "check_suite"];
const CASES = ["test_a", "test_b"];
const before = {
  "pyproject.toml": "[project]\nname = 'durations'\n",
  [SOURCE]: "def parse_duration(text):\n    return 1\n",
  "tests/test_old.py": "def test_old():\n    pass\n",
};
const after = { [SOURCE]: "def parse_duration(text):\n    return 1 + 1\n" };
const source = `from durations.text import parse_duration


def test_a():
    assert parse_duration("x") == 2


def test_b():
    assert parse_duration("y") == 2
`;

/** A sandbox in which both tests pass on the head, fail on the base and kill every second mutant each. */
export function aSandbox(answers: ScriptedAnswers = {}): FakeSandbox {
  const onBase = ({ tree }: SandboxRequest) =>
    tree.files.some(({ path, content }) => path === SOURCE && !content.includes("1 + 1"));
  const chosen = ({ select, overlay = [] }: { select: string[]; overlay?: { source: string }[] }) =>
    CASES.filter((name) => select.some((one) => one === FILE || one === `${FILE}::${name}`)).filter(
      (name) => overlay.length === 0 || overlay.some((file) => file.source.includes(`def ${name}(`)),
    );
  return new FakeSandbox({
    inspect: {
      symbols: [aSymbol("parse_duration", { changed_lines: [2], is_new: false })],
      dependencies: [],
      executable: [{ path: SOURCE, lines: [2] }],
      project: {
        source_roots: ["."],
        test_dirs: ["tests"],
        test_style: "functions",
        fixtures: [],
        language_version: "3.12",
        framework_version: "8",
      },
      all_symbols: [],
      problems: [],
    },
    check: {
      findings: [],
      cases: CASES.map((name, index) => ({ case: `${FILE}::${name}`, name, path: FILE, line: 4 + 4 * index })),
    },
    run: ({ select, variations }: Request<"run">, request): Answer<"run"> => {
      const red = onBase(request) && request.overlay.some((file) => file.source.includes("assert"));
      const outcomes = chosen({ select, overlay: request.overlay }).map((name) => (red ? failed : passed)(`${FILE}::${name}`));
      const covered = outcomes.map((outcome) => ({
        case: outcome.case,
        lines: [{ path: SOURCE, lines: [2] }, everyLineOf(FILE)],
        arcs: [],
      }));
      const shared = { status: "finished" as const, reason: null, collection_errors: [], seconds: 0.1 };
      return {
        variations: variations.map(({ id }) => ({
          id,
          ...shared,
          outcomes,
          collected: outcomes.length,
          executed: outcomes.length,
        })),
        coverage: { cases: covered, imports: [] },
      };
    },
    mutate: ({ mutants, groups }: Request<"mutate">): Answer<"mutate"> => ({
      mutants: mutants.map(({ id }, index) => ({
        id,
        status: "ran",
        reason: null,
        results: groups.flatMap((group) =>
          group.id === "existing"
            ? []
            : chosen(group)
                .filter((name) => CASES.indexOf(name) === index % 2)
                .map(
                  (name) =>
                    ({
                      group: group.id,
                      case: `${FILE}::${name}`,
                      result: "killed-by-assertion",
                      exception: "AssertionError",
                    }) as const,
                ),
        ),
      })),
      baseline: groups.flatMap((group) =>
        group.id === "existing" ? [] : chosen(group).map((name) => ({ group: group.id, outcome: passed(`${FILE}::${name}`) })),
      ),
    }),
    ...answers,
  });
}

/** A sandbox whose first container runs until the test lets it go on, or its run is stopped. */
export function aSlowSandbox() {
  const sandbox = aSandbox();
  const quick = sandbox.ask.bind(sandbox);
  let begun = () => {};
  let release = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stopped: boolean[] = [];
  sandbox.ask = async (request) => {
    begun();
    const aborted = new Promise<void>((resolve) => request.signal.addEventListener("abort", () => resolve()));
    await Promise.race([held, aborted]);
    stopped.push(request.signal.aborted);
    return request.signal.aborted ? { status: "crashed", seconds: 0, reason: "stopped" } : quick(request);
  };
  return { sandbox, started, release: () => release(), stopped };
}

function anAuthor(): ScriptedAuthor {
  return new ScriptedAuthor({
    plan: { targets: [aTarget({ test_path: FILE })], untestable: [] },
    drafts: [{ status: "written", candidate: aCandidate(CASES, { path: FILE, source }) }],
  });
}

/**
 * A GitHub on loopback with `acme/durations` and the App's server against it; `close` ends all of it. alice is an admin, bob
 * and wendy write, tom triages, rita reads, eve is nobody.
 */
export async function openAppWorld({
  main,
  instead = {},
  env = {},
}: {
  /** The files of the branch `main`. */
  main: Record<string, string>;
  instead?: Instead & { waiting?: Waiting };
  env?: Record<string, string>;
}) {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-app-"));
  const github = await startLocalGitHub({ folder: join(folder, "github") });
  for (const login of ["alice", "bob", "wendy", "tom", "rita", "eve"]) github.createUser(login);
  github.createOrganization("acme");
  await github.createRepository("acme", "durations");
  const roles = { alice: "admin", bob: "write", wendy: "write", tom: "triage", rita: "read", eve: "read" } as const;
  for (const [login, role] of Object.entries(roles)) github.addCollaborator(REPO, login, role);
  await github.commit({ repository: REPO, user: "alice", branch: "main", message: "Start", files: main });
  const made = await github.createApp({
    slug: "tfactory",
    owner: "acme",
    permissions: PERMISSIONS,
    events: EVENTS,
    webhook_url: null,
    webhook_secret: SECRET,
  });
  github.install("tfactory", [REPO]);
  const config = readServerConfig({
    APP_ID: String(made.app_id),
    PRIVATE_KEY: made.private_key,
    WEBHOOK_SECRET: SECRET,
    GITHUB_API_URL: github.api_url,
    TFACTORY_DATA: join(folder, "data"),
    PORT: "0",
    LOG_LEVEL: "fatal",
    ...env,
  });
  const servers = new Set<Serving>();
  const serve = async () => {
    const server = await startServer(config, instead);
    github.setWebhook("tfactory", server.webhook_url, SECRET);
    servers.add(server);
    return server;
  };
  const close = async () => {
    for (const server of servers) await server.stop();
    await github.close();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    github,
    serve,
    stop: async (one: Serving) => {
      servers.delete(one);
      await one.stop();
    },
    close,
    /** Until every delivery has its answer and no run is going on. */
    settled: async () => {
      for (let turn = 0; turn < 3; turn++) {
        await github.delivered();
        for (const one of servers) await one.idle();
      }
    },
    config,
    app: made,
    /** A branch off `main` with one commit of bob's, and his pull request. */
    openPull: async (branch: string, files: Record<string, string>, body: string) => {
      const change = { repository: REPO, user: "bob", branch, start: "main", message: "Change", files };
      const head_sha = await github.commit(change);
      const { number } = await github.openPullRequest({ repository: REPO, user: "bob", title: "Durations", head: branch, body });
      return { branch, head_sha, pull: { repository: REPO, number } };
    },
    /** What git says about the bare repository. */
    git: (...args: string[]) => execFileSync("git", ["--git-dir", github.gitFolder(REPO), ...args], { encoding: "utf8" }).trim(),
    /** What our App said on a pull request, oldest first. */
    saidOn: (pull: typeof PULL) =>
      github
        .comments(pull)
        .filter((comment) => comment.app_id === made.app_id)
        .map((comment) => comment.body),
    checks: (sha?: string) => github.checkRuns(REPO, sha),
  };
}

/** The same with pull request 1 by bob, containers that only say what they are told to, and an end with the test. */
export async function anAppWorld({
  sandbox = aSandbox(),
  env = {},
  waiting = realTime,
}: {
  sandbox?: FakeSandbox;
  env?: Record<string, string>;
  waiting?: Waiting;
} = {}) {
  const world = await openAppWorld({ main: before, instead: { sandbox, author: anAuthor, waiting }, env });
  onTestFinished(world.close);
  const { head_sha } = await world.openPull("feature", after, "Closes nothing.");
  return {
    ...world,
    sandbox,
    server: await world.serve(),
    head_sha,
    say: (user: string, body: string) => world.github.addComment({ ...PULL, user, body }),
    head: () => world.github.resolve(REPO, "refs/heads/feature"),
    answers: () => world.saidOn(PULL),
  };
}

/** Every request was one GitHub describes. */
export function expectContractKept({ github }: Pick<Awaited<ReturnType<typeof openAppWorld>>, "github">): void {
  expect(github.contractViolations).toEqual([]);
}
