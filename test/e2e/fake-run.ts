import type { Answer, Request } from "../../src/frameworks/protocol.ts";
import type { SandboxRequest } from "../../src/ports.ts";
import { FakeSandbox, type ScriptedAnswers } from "../fakes/fake-sandbox.ts";
import { ScriptedAuthor } from "../fakes/scripted-author.ts";
import { aCandidate, everyLineOf, failed, passed, SOURCE } from "../pipeline/builders.ts";
import { aSymbol, aTarget } from "../pipeline/targets.ts";

// A run in which no container is started: the change, the tests that are written for it, and what comes of them.

export const FILE = "tests/test_text_spec.py";
const CASES = ["test_a", "test_b"];
export const before = {
  "pyproject.toml": "[project]\nname = 'durations'\n",
  [SOURCE]: "def parse_duration(text):\n    return 1\n",
  "tests/test_old.py": "def test_old():\n    pass\n",
};
export const after = { [SOURCE]: "def parse_duration(text):\n    return 1 + 1\n" };
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

export function anAuthor(): ScriptedAuthor {
  return new ScriptedAuthor({
    plan: { targets: [aTarget({ test_path: FILE })], untestable: [] },
    drafts: [{ status: "written", candidate: aCandidate(CASES, { path: FILE, source }) }],
  });
}
