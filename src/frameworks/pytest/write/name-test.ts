import { describeCondition } from "./describe-condition.ts";
import { describeArgument } from "./describe-value.ts";
import type { Case, Group } from "./group-observations.ts";
import { outcomeShape, valueWords } from "./outcome-shape.ts";
import { squeeze } from "./python-tokens.ts";
import { stateWords, subjectOf } from "./subject.ts";
import { snake } from "./words.ts";

const LONGEST = 70;

/**
 * A name per group: what the test shows, unique, at most 70 characters, a valid test function name. In a class (`owned`) the
 * class already says whose method it is. The same groups always get the same names.
 */
export function nameTests(groups: Group[], owned: boolean): string[] {
  const wishes = groups.map((group) => wishesOf(group, groups, owned));
  const wanted = new Map<string, number>();
  for (const names of wishes) for (const name of new Set(names)) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  const taken = new Set<string>();
  return wishes.map((names) => {
    const free = names.filter((name) => !taken.has(name));
    const name = free.find((wish) => wanted.get(wish) === 1) ?? free[0] ?? numbered(names[0] ?? "test_it", taken);
    taken.add(name);
    return name;
  });
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}

/** Names this group would like, best first; there is always one. */
function wishesOf(group: Group, all: Group[], owned: boolean): string[] {
  const [first] = group;
  const subject = subjectOf(first.observation.symbol);
  const shape = outcomeShape(first.observation, first.expected).words;
  const value = group.length === 1 ? valueWords(first.expected) : null;
  const state = stateWords(first.observation, subject);
  const inputs = inputWords(group, all);
  const conditions = conditionWords(first);
  const reason = first.expected.kind === "raises" ? reasonWords(first.expected.message) : null;
  const outcome = shape ?? value;
  const tails = [reason, inputs.striking, conditions.outward, inputs.plain, conditions.inward].filter((words) => words !== null);

  const telling = state !== null && !state.startsWith("on_new") ? state : null;
  const states = [...new Set([telling, state])].filter((words) => words !== null);
  const middles: (string | null)[][] = [
    ...states.map((words) => [words, outcome]),
    ...tails.map((tail) => [outcome, tail]),
    ...states.flatMap((words) => tails.map((tail) => [words, outcome, tail])),
    ...(shape === null ? [] : [[shape]]),
    ...tails.flatMap((tail, at) => tails.slice(at + 1).map((other) => [outcome, tail, other])),
    ...(value === null ? [] : [...tails.map((tail) => [shape, value, tail]), [value]]),
    group.length > 1 ? [outcome, "examples"] : [outcome ?? "example"],
  ];
  const names = middles.map((words) => {
    const about =
      owned || subject.owner === null || words[0]?.endsWith(`_${subject.owner}`)
        ? subject.member
        : join([subject.owner, subject.member]);
    return join(["test", about, ...words.filter((word) => word !== null)]);
  });
  const short = names.filter((name) => name.length <= LONGEST);
  return short.length > 0 ? short : [cutName(names.at(-1) ?? "test_it")];
}

function join(words: string[]): string {
  return words.filter((word, at) => word !== "" && !(at > 0 && word === words[at - 1])).join("_");
}

function cutName(name: string): string {
  return name.slice(0, LONGEST).replace(/_[^_]*$/, "");
}

/** The argument worth naming: one that differs between the cases of this symbol and is the same within the group. */
function inputWords(group: Group, all: Group[]): { striking: string | null; plain: string | null } {
  const [first] = group;
  const others = all.flat().filter((one) => one.observation.symbol === first.observation.symbol);
  const described = first.observation.arguments.flatMap(({ name }) => {
    const words = [...new Set(group.map((one) => describedWords(one, name)))];
    const [only] = words;
    if (words.length !== 1 || only === null || only === undefined) return [];
    const varies = new Set(others.map((one) => argumentValue(one, name))).size > 1;
    return [{ words: only, varies, striking: describeArgument(name, argumentValue(first, name))?.striking === true }];
  });
  const varying = described.filter((one) => one.varies);
  const candidates = varying.length > 0 ? varying : described;
  return {
    striking: candidates.find((one) => one.striking)?.words ?? null,
    plain: candidates.find((one) => !one.striking)?.words ?? null,
  };
}

function describedWords(one: Case, name: string): string | null {
  return describeArgument(name, argumentValue(one, name))?.words ?? null;
}

function argumentValue(one: Case, name: string): string {
  return squeeze(one.observation.arguments.find((argument) => argument.name === name)?.value ?? "");
}

function conditionWords({ observation }: Case): { outward: string | null; inward: string | null } {
  const { because } = observation;
  const visible = new Set(observation.arguments.map((argument) => argument.name));
  const described = because && describeCondition(because.condition, because.value, visible);
  if (described === null) return { outward: null, inward: null };
  const words = `when_${described.words}`;
  return described.outward ? { outward: words, inward: null } : { outward: null, inward: words };
}

const NOT_A_NOUN =
  /\b(?:must|is|are|was|were|can|cannot|could|should|may|not|no|does|do|did|has|have|expected|got|to|takes|requires|needs|been|be|a|an|the|of|for|from)\b/i;

/** `unknown unit: w` -> `for_unknown_unit`: the start of a message when it names the culprit. */
function reasonWords(message: string): string | null {
  const start = message.split(/[:;,.(]/)[0]?.trim() ?? "";
  if (!/^[A-Za-z][A-Za-z _-]*$/.test(start) || NOT_A_NOUN.test(start)) return null;
  const words = snake(start).split("_");
  return words.length >= 2 && words.length <= 4 ? `for_${words.join("_")}` : null;
}
