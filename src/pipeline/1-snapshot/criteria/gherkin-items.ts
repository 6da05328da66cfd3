import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from "@cucumber/gherkin";
import type { Feature, FeatureChild, GherkinDocument, Pickle, PickleStep, RuleChild, Scenario, Step } from "@cucumber/messages";
import type { CriterionItem, CriterionItems } from "./criterion-item.ts";

/** A longer text is no specification a person reads; the parser takes a time that grows with its length. */
const LIMIT = 256 * 1024;
/** Characters of all steps with those of their backgrounds, once per row of examples: expanding more takes memory, not thought. */
const EXPANDED_LIMIT = 512 * 1024;
/** What a step costs beside its text. */
const STEP_COST = 64;

/**
 * The scenarios of a Gherkin text, each a criterion in its own words: with the steps of its backgrounds, one per row of its
 * examples with the values filled in. A block of a document may begin with a scenario or with a step.
 */
export function gherkinItems(text: string, what: string): CriterionItems {
  if (text.length > LIMIT) return { items: [], empty_sections: [], problems: [`${what} is too long to be read as Gherkin.`] };
  const parsed = parse(text);
  if ("problem" in parsed) {
    return { items: [], empty_sections: [], problems: [`${what} can not be read as Gherkin: ${parsed.problem}.`] };
  }
  const { document, added_lines } = parsed;
  const left_out = prune(document);
  const pickles = compile(document, "", ids());
  const keywords = keywordsOf(document);
  const items = pickles
    .filter(({ steps }) => steps.length > 0)
    .map((pickle): CriterionItem => {
      const number = pickle.tags.map(({ name }) => /^@AC-?(\d{1,6})$/i.exec(name)?.[1]).find((digits) => digits !== undefined);
      const item = { text: textOf(pickle, keywords), line: Math.max(1, (pickle.location?.line ?? 1) - added_lines) };
      return number === undefined ? item : { ...item, number: Number(number) };
    });
  const empty = pickles.filter(({ steps }) => steps.length === 0).map(({ name }) => `Scenario: ${name}`);
  const problems = left_out === 0 ? [] : [`${what} holds more steps than are read: ${left_out} of its scenarios are left out.`];
  return { items, empty_sections: empty, problems };
}

/** A block without its feature, or without its scenario, is one all the same. */
const BEGINNINGS = ["", "Feature:\n", "Feature:\nScenario:\n"];

function parse(text: string): { document: GherkinDocument; added_lines: number } | { problem: string } {
  let problem: string | null = null;
  for (const [added_lines, beginning] of BEGINNINGS.entries()) {
    const parser = new Parser(new AstBuilder(ids()), new GherkinClassicTokenMatcher());
    parser.stopAtFirstError = true;
    try {
      const document = parser.parse(beginning + text);
      // Prose after an added beginning is its description.
      if (document.feature !== undefined && (beginning === "" || hasStep(document.feature))) return { document, added_lines };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problem ??= error.message.split("\n").at(-1)?.slice(0, 200) ?? null;
    }
  }
  return { problem: problem ?? "it holds no feature" };
}

function hasStep({ children }: Feature): boolean {
  const all = children.flatMap((child) => [child, ...(child.rule?.children ?? [])]);
  return all.some(({ scenario }) => scenario !== undefined && scenario.steps.length > 0);
}

/** Takes scenarios out of the document that would not fit in `EXPANDED_LIMIT`; gives how many. */
function prune({ feature }: GherkinDocument): number {
  let [expanded, left_out] = [0, 0];
  const fits = (scenario: Scenario, background: number) => {
    const rows = scenario.examples.reduce((sum, { tableBody }) => sum + tableBody.length, 0);
    const cost = (background + costOf(scenario.steps)) * (scenario.examples.length > 0 ? rows : 1);
    if (expanded + cost > EXPANDED_LIMIT) {
      left_out++;
      return false;
    }
    expanded += cost;
    return true;
  };
  const chosen = <Child extends RuleChild>(children: readonly Child[], inherited: number) => {
    const own = inherited + backgroundCost(children);
    return children.filter(({ scenario }) => scenario === undefined || fits(scenario, own));
  };
  if (feature === undefined) return 0;
  const above = backgroundCost(feature.children);
  feature.children = chosen(feature.children, 0);
  for (const { rule } of feature.children as FeatureChild[]) {
    if (rule !== undefined) rule.children = chosen(rule.children, above);
  }
  return left_out;
}

function backgroundCost(children: readonly RuleChild[]): number {
  return children.reduce((sum, { background }) => sum + costOf(background?.steps ?? []), 0);
}

function costOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { text }) => sum + STEP_COST + text.length, 0);
}

/** The keyword of each step by its id (`Given`, `And`, `*`), and the rule above each scenario. */
function keywordsOf({ feature }: GherkinDocument): { steps: Map<string, string>; rules: Map<string, string> } {
  const [steps, rules] = [new Map<string, string>(), new Map<string, string>()];
  const read = (children: readonly RuleChild[], rule: string | null) => {
    for (const { background, scenario } of children) {
      for (const step of [...(background?.steps ?? []), ...(scenario?.steps ?? [])]) steps.set(step.id, step.keyword.trim());
      if (scenario !== undefined && rule !== null && rule !== "") rules.set(scenario.id, rule);
    }
  };
  read(feature?.children ?? [], null);
  for (const { rule } of feature?.children ?? []) if (rule !== undefined) read(rule.children, rule.name);
  return { steps, rules };
}

function textOf(pickle: Pickle, { steps, rules }: ReturnType<typeof keywordsOf>): string {
  const rule = rules.get(pickle.astNodeIds[0] ?? "");
  return [
    ...(rule === undefined ? [] : [`Rule: ${rule}`]),
    ...(pickle.name === "" ? [] : [`Scenario: ${pickle.name}`]),
    ...pickle.steps.flatMap((step) => [`${steps.get(step.astNodeIds[0] ?? "") ?? ""} ${step.text}`.trim(), ...argumentOf(step)]),
  ].join("\n");
}

function argumentOf({ argument }: PickleStep): string[] {
  const { docString, dataTable } = argument ?? {};
  const rows = dataTable?.rows.map(({ cells }) => `  | ${cells.map(({ value }) => value).join(" | ")} |`) ?? [];
  const lines = docString === undefined ? [] : ['"""', ...docString.content.split("\n"), '"""'].map((line) => `  ${line}`);
  return [...rows, ...lines];
}

/** Ids that are the same whenever the same text is read. */
function ids(): () => string {
  let next = 0;
  return () => String(next++);
}
