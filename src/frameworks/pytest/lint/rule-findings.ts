import type { Finding } from "../../../domain/candidate.ts";
import type { PythonNode, PythonRule } from "../python-syntax.ts";
import flake from "../rules/flake.json" with { type: "json" };
import forbidden from "../rules/forbidden.json" with { type: "json" };
import smell from "../rules/smell.json" with { type: "json" };

/** A rule of the data files. `unless`: what makes it harmless when it stands in the same test function (or anywhere in the file). */
interface LintRule {
  id: string;
  severity?: Finding["severity"];
  message: string;
  fix?: string;
  rule: PythonRule;
  unless?: PythonRule;
}

/** A finding before it has a path and a test function: `node` is where it stands. */
export interface Found {
  rule: string;
  kind: Finding["kind"];
  severity: Finding["severity"];
  message: string;
  fix: string | null;
  node: PythonNode;
}

const RULES: { kind: Finding["kind"]; rules: LintRule[] }[] = [
  { kind: "flake", rules: flake as unknown as LintRule[] },
  { kind: "smell", rules: smell as unknown as LintRule[] },
  { kind: "forbidden", rules: forbidden as unknown as LintRule[] },
];

/** What the data files' rules find in a file. Forbidden behaviour is always of high severity. */
export function ruleFindings(root: PythonNode): Found[] {
  return RULES.flatMap(({ kind, rules }) =>
    rules.flatMap((rule) =>
      root
        .findAll({ rule: rule.rule })
        .filter((node) => !isHarmless(node, rule.unless))
        .map((node) => ({
          rule: rule.id,
          kind,
          severity: kind === "forbidden" ? "high" : (rule.severity ?? "medium"),
          message: rule.message,
          fix: rule.fix ?? null,
          node,
        })),
    ),
  );
}

function isHarmless(node: PythonNode, unless: PythonRule | undefined): boolean {
  if (unless === undefined) return false;
  const definition = node.ancestors().find((ancestor) => ancestor.kind() === "function_definition");
  const around = definition?.parent()?.kind() === "decorated_definition" ? definition.parent() : definition;
  const place = around ?? node.ancestors().at(-1);
  return place?.find({ rule: unless }) != null;
}
