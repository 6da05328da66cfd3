import type { Report } from "../../../../src/domain/report.ts";
import type { RunEnd } from "../../../../src/domain/run-end.ts";
import { notCommitted } from "../../../../src/pipeline/shared/not-committed.ts";
import { aBaseline, FILE, failed, signal } from "../../builders.ts";
import { dayBug, good, report, storySnapshot, told } from "./duration-story.ts";

/** How runs end, for the golden comments and check runs. */

const rejected = good.slice(7);
const COMMIT = "c0ffee5".padEnd(40, "0");

function committed(one: Report): Report {
  return { ...one, git: { ...one.git, commit_sha: COMMIT, files_added: one.files.map((file) => file.path) } };
}
function done(one: Report): RunEnd {
  return { status: "done", report: one };
}

const nasty = "test_`` ` ```|</details>@octocat [x](https://evil.example) <!-- -->\n# Accepted\u202E\u001B[31m";
const nastyFramework = {
  id: "pytest",
  language: "python",
  normalise: (_: string, name: string) => name,
  keepCases: (source: string) => source,
  textOf: (_: string, name: string) => name,
  annotate: (source: string) => source,
};

const hostile = report(
  [
    told(nasty, { shows: "</summary> @octocat `code` <img src=x>", kills: ["text-4"], lines: [43] }),
    {
      ...dayBug,
      name: `${nasty}2`,
      evidence: {
        ...dayBug.evidence,
        head: signal.head(
          0,
          failed(FILE, { message: "assert `@octocat` == </summary>|@org/team\n +  where `@octocat` = f('`\n@x`')" }),
        ),
      },
    },
    { ...(rejected[0] ?? dayBug), name: `${nasty}3` },
  ],
  {
    snapshot: {
      ...storySnapshot,
      repository: "evil/`|@octocat",
      spec_id: "--><script>",
      mutants: storySnapshot.mutants.map((mutant) => ({ ...mutant, replacement: "```\n@octocat\n# x" })),
      criteria: storySnapshot.criteria.map((criterion) => ({
        ...criterion,
        text: "a | b \\| [c](http://d) @octocat <b> ``` `x` #1",
      })),
      unrepresented_sections: ["# @octocat | `"],
    },
    warnings: ["@octocat ran [this](https://evil.example)", notCommitted("`@octocat` moved <b>")],
    framework: nastyFramework,
  },
);

const wide = "😀".repeat(400);

/** A report with very many kept tests, all of one file. */
function many(count: number, name: string, shows: string): Report {
  const one = report(good.slice(0, 5));
  const more = Array.from({ length: count - one.tests.length }, (_, index) => ({
    ...(one.tests[index % one.tests.length] ?? one.tests[0]),
    name: `${name}_${index}`,
    shows,
  })) as Report["tests"];
  const tests = [...one.tests, ...more];
  const source = tests.map((test) => `def ${test.name}():\n    assert parse_duration("90s") == 90\n`).join("\n\n");
  return { ...one, tests, files: one.files.map((file) => ({ ...file, source })) };
}
const widest = many(60, `test_${"𝔘".repeat(60)}`, wide);

const forked = report(good.slice(0, 5));
const fork: Report = {
  ...forked,
  files: forked.files.map((file) => ({
    ...file,
    source: 'def test_text():\n    """Fences: ```` and END_OF_TESTS."""\n    assert 1\n',
  })),
  warnings: [notCommitted("the pull request comes from a fork, and TFactory never writes to one")],
};

export const ends: Record<string, RunEnd> = {
  plain: done(committed(report([dayBug, ...good]))),
  "no-criteria": done(
    committed(
      report(good.slice(4, 7), {
        snapshot: { ...storySnapshot, criteria: [], unrepresented_sections: [] },
        plan: { targets: [], untestable: [] },
      }),
    ),
  ),
  "hostile-names": done(hostile),
  "four-byte-characters": done(
    committed({ ...widest, criteria: widest.criteria.map((criterion) => ({ ...criterion, text: wide, reason: wide })) }),
  ),
  "500-tests": done(many(500, "test_a_number_with_a_unit_and_a_long_name_is_read_as_seconds_number", "One of many.")),
  "nothing-found": done(
    report(rejected, {
      snapshot: {
        ...storySnapshot,
        baseline: aBaseline({
          killed: storySnapshot.mutants.slice(0, 9).map((mutant) => mutant.id),
          covered: storySnapshot.executable,
        }),
      },
    }),
  ),
  "suspected-bugs": done(
    report([
      dayBug,
      told("test_a_week_has_seven_days", {
        ...dayBug,
        shows: "A week has seven days.",
        criterion: "AC-5",
        kills: [],
        evidence: { head: signal.head(0, failed(FILE, { message: "DID NOT RAISE <class 'ValueError'>" })) },
        verdict: dayBug.verdict,
      }),
      told("test_of_the_docstring", {
        shows: "",
        oracle: "docstring",
        kills: [],
        evidence: {
          head: signal.head(0, failed(FILE, { exception: "AssertionError", message: "they differ in\nthe second line" })),
        },
        verdict: dayBug.verdict,
      }),
      ...rejected,
    ]),
  ),
  "infrastructure-failure": {
    status: "failed",
    reason: "the container engine stopped answering: connect ECONNREFUSED /var/run/docker.sock",
    report: null,
  },
  "partial-result": {
    status: "timed-out",
    reason: "the budget of 30 minutes is used up; what was proven until then is here",
    report: committed(report(good.slice(0, 3))),
  },
  "fork-patch": done(fork),
  cancelled: { status: "cancelled", reason: "@octocat asked for it with `/tfactory cancel`", report: null },
};
