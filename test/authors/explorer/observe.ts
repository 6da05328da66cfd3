import type { Criterion } from "../../../src/domain/criterion.ts";
import type { ProjectFacts } from "../../../src/domain/snapshot.ts";
import type { Observation } from "../../../src/frameworks/protocol.ts";

export const project: ProjectFacts = {
  source_roots: ["."],
  test_dirs: ["tests"],
  test_style: "functions",
  fixtures: [],
  language_version: "3.12",
  framework_version: "8.4",
};

type Outcome = Observation["outcome"];
type Compare = "equal" | "approx" | "identity";

/** The result equals `value`; `None`, `True` and `False` are compared by identity. */
export function value(source: string, compare?: Compare): Outcome {
  const identity = ["None", "True", "False"].includes(source);
  return { kind: "value", value: source, type: "object", compare: compare ?? (identity ? "identity" : "equal") };
}

export function raises(exception: string, message: string): Outcome {
  return { kind: "raises", exception, message };
}

export function check(expression: string, source: string, compare: Compare = "equal") {
  return { expression, value: source, compare };
}

let made = 0;

/** One observation of `symbol` (`durations/text.py::parse_duration`); what is not given is empty. */
export function observe(
  symbol: string,
  call: string,
  outcome: Outcome,
  more: Partial<Omit<Observation, "arguments">> & { arguments?: Record<string, string> } = {},
): Observation {
  const { arguments: values = {}, ...rest } = more;
  made += 1;
  return {
    id: `observation-${String(made).padStart(4, "0")}`,
    symbol,
    imports: [],
    setup: [],
    call,
    outcome,
    after: [],
    origin: "type",
    criterion: null,
    expectation: null,
    because: null,
    lines: [],
    arcs: [],
    kills: [],
    seconds: 0.001,
    ...rest,
    arguments: Object.entries(values).map(([name, source]) => ({ name, value: source })),
  };
}

export function criterion(id: string, text: string, more: Partial<Criterion> = {}): Criterion {
  return { id, text, origin: { source: "spec", path: "spec.md", line: null }, examples: [], literals: [], ...more };
}
