import { readPrompts } from "../../../src/adapters/disk/read-prompts.ts";
import { createAnthropic } from "../../../src/authors/anthropic/index.ts";
import type { RunEvent } from "../../../src/domain/run.ts";
import type { Snapshot } from "../../../src/domain/snapshot.ts";
import { FakeSandbox, type ScriptedAnswers } from "../../fakes/fake-sandbox.ts";
import { MemoryForge } from "../../fakes/memory-forge.ts";
import { ScriptedModel } from "../../fakes/scripted-model.ts";
import { aBaseline, aCriterion, aMutant, aSnapshot, SOURCE } from "../../pipeline/builders.ts";
import { aSymbol } from "../../pipeline/targets.ts";

const TEXT = `"""Between seconds and text."""

UNITS = {"s": 1, "m": 60, "d": 8 * 60 * 60}


def format_duration(seconds: int) -> str:
    return f"{seconds}s"


def parse_duration(text: str) -> int:
    """Gives \`"45m"\` as seconds."""
    amount, unit = text[:-1], text[-1]
    if unit not in UNITS:
        raise ValueError(f"unknown unit: {unit}")
    return int(amount) * UNITS[unit]
`;
const FILES = {
  "pyproject.toml": "[project]\nname = 'durations'\n",
  [SOURCE]: TEXT,
  "tests/test_format.py": "def test_other():\n    assert True\n",
  "tests/test_text.py":
    'from durations.text import format_duration\n\n\ndef test_seconds_are_shown():\n    assert format_duration(9) == "9s"\n',
};
export const PARSE = `${SOURCE}::parse_duration`;

/** A small change as stage 1 pins it: a function that parses durations, two criteria, three edits of its lines. */
export async function aChange(overrides: Partial<Snapshot> = {}): Promise<{ forge: MemoryForge; snapshot: Snapshot }> {
  const forge = new MemoryForge({ main: { ...FILES, [SOURCE]: TEXT.slice(0, 140) }, feature: FILES });
  const { head_sha } = await forge.pin({ base_ref: "main", head_ref: "feature", head_sha: null } as never);
  const patch = "@@ -8,0 +10,6 @@\n+def parse_duration(text: str) -> int:\n";
  const lines = [3, 10, 11, 12, 13, 14, 15];
  const changed = { path: SOURCE, old_path: null, status: "modified", kind: "source", lines, deleted_lines: 0, patch } as const;
  const snapshot = aSnapshot({
    head_sha,
    files: [{ ...changed, lines }],
    symbols: [
      aSymbol("parse_duration", {
        signature: "def parse_duration(text: str) -> int",
        doc: 'Gives `"45m"` as seconds.',
        line: 10,
        end_line: 15,
        changed_lines: [10, 11, 12, 13, 14, 15],
        exported_from: ["durations"],
      }),
    ],
    executable: [{ path: SOURCE, lines: [3, 12, 13, 14, 15] }],
    criteria: [
      aCriterion("AC-1", {
        examples: [{ call: 'parse_duration("90s")', expected: "90", raises: null }],
        literals: ['"90s"', "90"],
      }),
      aCriterion("AC-2", { text: "An unknown unit is refused with a `ValueError`.", literals: ["ValueError"] }),
    ],
    mutants: [aMutant("m1", 3, { original: "60", replacement: "61" }), aMutant("m2", 13), aMutant("m3", 15)],
    baseline: aBaseline(),
    ...overrides,
  });
  return { forge, snapshot };
}

export const GOOD_PLAN = {
  targets: [{ symbols: [PARSE], criteria: ["AC-1", "AC-2"], behaviours: ["seconds are read", "an unknown unit is refused"] }],
  untestable: [],
};
export const EXPECTATIONS = {
  expectations: [
    { criterion: "AC-1", given: 'parse_duration("90s")', expected: "90" },
    { criterion: "AC-2", given: 'parse_duration("3w")', expected: "ValueError" },
  ],
};
export const GOOD_FILE = {
  source: `import pytest

from durations import parse_duration


def test_seconds_are_read():
    assert parse_duration("90s") == 90


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="unknown unit: w"):
        parse_duration("3w")
`,
  tests: [
    { name: "test_seconds_are_read", shows: "Seconds are read.", criteria: ["AC-1"], oracle: "criterion" },
    { name: "test_an_unknown_unit_is_refused", shows: "An unknown unit is refused.", criteria: ["AC-2"], oracle: "criterion" },
  ],
};

type Script = ConstructorParameters<typeof ScriptedModel>[0];

/** The author with a model that answers as scripted; a role that is left out answers well. */
export async function anAuthor(script: Script = {}, answers: ScriptedAnswers = {}, overrides: Partial<Snapshot> = {}) {
  const { forge, snapshot } = await aChange(overrides);
  const model = new ScriptedModel({
    planner: () => ({ says: GOOD_PLAN }),
    oracle: () => ({ says: EXPECTATIONS }),
    generator: () => ({ says: GOOD_FILE }),
    repairer: () => ({ says: GOOD_FILE }),
    ...script,
  });
  const told: Omit<RunEvent, "run_id" | "at">[] = [];
  const sandbox = new FakeSandbox(answers);
  const events = (event: (typeof told)[number]) => void told.push(event);
  const author = createAnthropic({ model, prompts: await readPrompts() }, { forge, sandbox, events });
  return { author, model, snapshot, sandbox, told, signal: new AbortController().signal };
}
