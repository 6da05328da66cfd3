import type { Finding } from "../../../domain/candidate.ts";
import type { PythonNode, PythonRule } from "../python-syntax.ts";
import flake from "../rules/flake.json" with { type: "json" };
import forbidden from "../rules/forbidden.json" with { type: "json" };
import smell from "../rules/smell.json" with { type: "json" };
import { type Reference, referencesOf } from "./references.ts";

/**
 * A rule of the data files. What it finds: nodes of `rule`, and names that fit `names` or are called and fit `calls` (regular
 * expressions over where a name comes from: `time.sleep`), those only where `where` holds too. `unless`: what makes it harmless
 * in the same test function; `unless_in_file`: anywhere in the file.
 */
interface LintRule {
  id: string;
  severity?: Finding["severity"];
  message: string;
  fix?: string;
  rule?: PythonRule;
  names?: string;
  calls?: string;
  where?: PythonRule;
  unless?: PythonRule;
  unless_in_file?: PythonRule;
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
  const references = referencesOf(root);
  return RULES.flatMap(({ kind, rules }) =>
    rules
      .filter((rule) => rule.unless_in_file === undefined || root.find({ rule: rule.unless_in_file }) === null)
      .flatMap((rule) =>
        [...(rule.rule ? root.findAll({ rule: rule.rule }) : []), ...namedBy(rule, references)]
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

function namedBy({ names, calls, where }: LintRule, references: Reference[]): PythonNode[] {
  const by_name = names === undefined ? null : new RegExp(names, "u");
  const by_call = calls === undefined ? null : new RegExp(calls, "u");
  return references
    .filter(({ name, call }) => by_name?.test(name) || (call !== null && by_call?.test(name)))
    .map(({ node, call }) => call ?? node)
    .filter((node) => where === undefined || node.matches({ rule: where }));
}

function isHarmless(node: PythonNode, unless: PythonRule | undefined): boolean {
  if (unless === undefined) return false;
  const definition = node.ancestors().find((ancestor) => ancestor.kind() === "function_definition");
  const around = definition?.parent()?.kind() === "decorated_definition" ? definition.parent() : definition;
  const place = around ?? node.ancestors().at(-1);
  return place?.find({ rule: unless }) != null;
}
