import { relationOf } from "./argument-relations.ts";
import { describeCondition } from "./describe-condition.ts";
import { describeCriterion } from "./describe-criterion.ts";
import { describeMessage } from "./describe-message.ts";
import { type Described, describeArgument } from "./describe-value.ts";
import type { Case, Group } from "./group-observations.ts";
import { outcomeShape, valueWords } from "./outcome-shape.ts";
import { squeeze } from "./python-tokens.ts";
import { actionWords, stateWords, subjectSeen } from "./subject.ts";
import { factReason } from "./telling-facts.ts";

const LONGEST = 70;

/**
 * A name per group: what the test shows, unique, at most 70 characters, a valid test function name. In a class (`owned`) the
 * class already says whose method it is. The same groups always get the same names.
 */
export function nameTests(groups: Group[], owned: boolean, criteria: ReadonlyMap<string, string>): string[] {
  const wishes = groups.map((group) => wishesOf(group, groups, owned, criteria));
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
  const stem = name.slice(0, LONGEST - 3);
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number++;
  return `${stem}_${number}`;
}

type Words = string | null;

/** Names this group would like, best first; there is always one. */
function wishesOf(group: Group, all: Group[], owned: boolean, criteria: ReadonlyMap<string, string>): string[] {
  const [first] = group;
  const subject = subjectSeen(first.observation);
  const shape = outcomeShape(first.observation, first.expected).words;
  const value = group.length === 1 ? valueWords(first.expected) : null;
  const outcome = shape ?? (first.expected.kind === "facts" ? null : value);
  const state = stateWords(first.observation, subject);
  const action = actionWords(first.observation, subject);
  const reasons = reasonsOf(group, all);
  const middles = middlesOf(outcome, value, state, reasons, tableWord(group));
  const names = [...criterionWords(first, criteria), ...middles].map((words) => {
    const on_owner = words[0]?.endsWith(`_${subject.owner}`) ?? false;
    const about = owned || on_owner ? [subject.member] : [subject.owner, subject.member];
    return join(["test", ...about, action, ...words]);
  });
  const short = [...new Set(names)].filter((name) => name.length <= LONGEST);
  return short.length > 0 ? short : [cutName(names.at(-1) ?? "test_it")];
}

/** The criterion's own words, for the test of its example. */
function criterionWords({ observation }: Case, criteria: ReadonlyMap<string, string>): Words[][] {
  const { criterion, expectation } = observation;
  if (criterion === null || expectation?.source !== "criterion") return [];
  const words = describeCriterion(criteria.get(criterion) ?? "");
  return words === null ? [] : [[words]];
}

/** What a table of rows is called; `null` for a single case. */
function tableWord(group: Group): Words {
  if (group.length === 1) return null;
  return group[0].observation.expectation?.source === "docstring" ? "documented_examples" : "examples";
}

/** What may follow the subject, best first: state, outcome and one reason, then without, then with two. */
function middlesOf(outcome: Words, value: Words, state: Words, reasons: string[], table: Words): Words[][] {
  // That an object is new explains an error or an empty result; any other result speaks for itself.
  const explains =
    state !== null && (!state.startsWith("on_new") || /^(?:raises|returns_(?:empty|none|zero|false))/.test(outcome ?? ""));
  const plain: Words[][] = table ? [[outcome, table]] : [[outcome ?? value ?? "example"]];
  return [
    ...(explains ? [[state, outcome], ...reasons.map((reason) => [state, outcome, reason])] : []),
    ...reasons.map((reason) => [outcome, reason]),
    ...(table ? [] : plain),
    ...(state === null ? [] : [[state, outcome]]),
    ...reasons.flatMap((reason, at) => reasons.slice(at + 1).map((other) => [outcome, reason, other])),
    ...(value === null || value === outcome ? [] : [...reasons.map((reason) => [value, reason]), [value]]),
    ...plain,
  ];
}

function join(words: Words[]): string {
  const said = words.filter((word) => word !== null && word !== "");
  return said.filter((word, at) => word !== said[at - 1]).join("_");
}

function cutName(name: string): string {
  return name.slice(0, LONGEST).replace(/_[^_]*$/, "");
}

/** Why the outcome is what it is, best first: a boundary, what the message names, a condition of the caller's, a plain value. */
function reasonsOf(group: Group, all: Group[]): string[] {
  const [first] = group;
  const inputs = inputsOf(group, all);
  const ranked = (rank: Described["rank"]) => inputs.filter((input) => input.rank === rank).map((input) => input.words);
  const condition = conditionOf(first);
  const { expected } = first;
  const said = expected.kind === "raises" ? describeMessage(expected.exception, expected.message) : { noun: null, clause: null };
  const relations = [...new Set(group.map((one) => relationOf(one.observation.arguments)))];
  const relation = relations.length === 1 ? relations[0] : null;
  const reasons = [
    factsReason(first, all),
    said.noun,
    ...ranked("striking"),
    relation ?? null,
    condition?.outward ? condition.words : null,
    said.clause,
    ...ranked("clear"),
    ...(group.length === 1 ? ranked("vague") : []),
    condition?.outward === false ? condition.words : null,
  ];
  return [...new Set(reasons.filter((reason) => reason !== null))];
}

function factsReason(one: Case, all: Group[]): Words {
  const factsOf = ({ expected }: Case) => (expected.kind === "facts" ? [expected.facts] : []);
  const others = all.flat().filter((other) => other !== one && other.observation.symbol === one.observation.symbol);
  return factsOf(one).map((facts) => factReason(facts, others.flatMap(factsOf)))[0] ?? null;
}

/** The arguments worth naming: those that differ between the cases of this symbol and are the same within the group. */
function inputsOf(group: Group, all: Group[]): Described[] {
  const [first] = group;
  const others = all.flat().filter((one) => one.observation.symbol === first.observation.symbol);
  const message = first.expected.kind === "raises" ? first.expected.message : "";
  const made = new Set(first.observation.setup.flatMap((statement) => /^([\p{L}_]\w*)\s*=[^=]/u.exec(statement)?.[1] ?? []));
  const described = blamed(first.observation.arguments, message).flatMap(({ name, value }) => {
    const input = made.has(value) ? null : describeArgument(name, value);
    const is_shared = group.every((one) => describeArgument(name, argumentValue(one, name))?.words === input?.words);
    if (input === null || !is_shared) return [];
    return [{ ...input, varies: new Set(others.map((one) => argumentValue(one, name))).size > 1 }];
  });
  const varying = described.filter((one) => one.varies);
  return varying.length > 0 ? varying : described;
}

/** The arguments that an exception's message speaks of, when it speaks of any: the others are not to blame. */
function blamed<A extends { name: string }>(all: A[], message: string): A[] {
  const words = new Set(message.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  const named = all.filter(({ name }) => words.has(name));
  return named.length > 0 ? named : all;
}

function argumentValue(one: Case, name: string): string {
  return squeeze(one.observation.arguments.find((argument) => argument.name === name)?.value ?? "");
}

function conditionOf({ observation }: Case): { words: string; outward: boolean } | null {
  const { because } = observation;
  const visible = new Set(observation.arguments.map((argument) => argument.name));
  const described = because && describeCondition(because.condition, because.value, visible);
  return described && { words: `when_${described.words}`, outward: described.outward };
}
