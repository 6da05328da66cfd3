import type { Target } from "../../src/domain/plan.ts";
import type { ChangedSymbol } from "../../src/domain/snapshot.ts";
import { FILE, SOURCE } from "./builders.ts";

export function aTarget(overrides: Partial<Target> = {}): Target {
  return {
    id: "target-1",
    symbols: [`${SOURCE}::parse_duration`],
    lane: "unit",
    framework: "pytest",
    criteria: [],
    behaviours: [],
    test_path: FILE,
    ...overrides,
  };
}

export function aSymbol(qualname: string, overrides: Partial<ChangedSymbol> = {}): ChangedSymbol {
  return {
    id: `${SOURCE}::${qualname}`,
    path: SOURCE,
    module: "durations.text",
    qualname,
    kind: "function",
    signature: "(text: str) -> int",
    doc: null,
    line: 20,
    end_line: 30,
    changed_lines: [20, 21],
    is_public: true,
    is_async: false,
    is_generator: false,
    is_new: true,
    decorators: [],
    parameters: [],
    returns: "int",
    exported_from: [],
    ...overrides,
  };
}
