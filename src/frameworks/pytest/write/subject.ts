import type { Observation } from "../../protocol.ts";
import { squeeze } from "./python-tokens.ts";
import { count, ordinal, snake } from "./words.ts";

/** What a test is about, in words: `{ owner: "stack", member: "pop" }` for `Stack.pop`, no owner for a function. */
export interface Subject {
  owner: string | null;
  member: string;
}

/** Reads `path::Class.method`. A constructor is spoken of by its class. */
function subjectOf(symbol: string): Subject {
  const names = (symbol.split("::").at(-1) ?? symbol).split(".").filter((name) => name !== "<locals>");
  const last = names.at(-1) ?? "it";
  const owner = names.at(-2);
  if (owner === undefined) return { owner: null, member: snake(last) || "it" };
  if (last === "__init__" || last === "__new__") return { owner: null, member: snake(owner) };
  return { owner: snake(owner), member: last === "__call__" ? "call" : snake(last) };
}

/** The subject of an observation: its symbol, or the name it looks at when nothing of the symbol is in sight. */
export function subjectSeen({ symbol, call, setup }: Observation): Subject {
  const subject = subjectOf(symbol);
  const is_name = setup.length === 0 && /^[\p{L}_][\w.]*$/u.test(call);
  if (!is_name || namesIn([call]).has(subject.member)) return subject;
  return { owner: null, member: snake(call.split(".").at(-1) ?? call) };
}

/** What happened to the object before the call: `on_new_stack`, `after_push`, `when_set`, `second_time`. `null`: nothing to say. */
export function stateWords(observation: Observation, subject: Subject): string | null {
  const receiver = /^(?:await\s+)?(?:\w+\()*([\p{L}_]\w*)\.[\p{L}_]\w*/u.exec(observation.call)?.[1];
  const setup = observation.setup.map(squeeze);
  const repeats = setup.filter((statement) => statement === squeeze(observation.call)).length;
  if (repeats > 0) return ordinal(repeats + 1) && `${ordinal(repeats + 1)}_time`;
  if (receiver === undefined) return null;
  const made = setup.find((statement) => statement.startsWith(`${receiver} = `));
  if (made === undefined) return null;
  const calls = setup.flatMap((statement) => new RegExp(`\\b${receiver}\\.([\\p{L}_]\\w*)\\(`, "u").exec(statement)?.[1] ?? []);
  const set = setup
    .flatMap((statement) => new RegExp(`^${receiver}\\.([\\p{L}_]\\w*) = `, "u").exec(statement)?.[1] ?? [])
    .at(-1);
  if (calls.length === 0 && set !== undefined) return snake(set) === subject.member ? "when_set" : `after_setting_${snake(set)}`;
  if (calls.length === 0) {
    const made_of = /= (?:\w+\.)*(\w+)\(\)$/.exec(made)?.[1] ?? "";
    return subject.owner !== null && snake(made_of) === subject.owner ? `on_new_${subject.owner}` : null;
  }
  const last = snake(calls.at(-1) ?? "");
  const same = calls.every((name) => name === calls[0]);
  if (!same || calls.length === 1) return `after_${last}`;
  return calls.length === 2 ? `after_${last}_twice` : `after_${count(calls.length)}_${last}_calls`;
}

/** The method or function that is called last, when that is not the subject itself: `is_table` in `value("[]").is_table()`. */
export function actionWords(observation: Observation, subject: Subject): string | null {
  const called = /\.([\p{L}_]\w*)\((?:[^()]|\([^()]*\))*\)$/u.exec(squeeze(observation.call))?.[1];
  if (called === undefined || /^asyncio\.run\(/.test(observation.call)) return null;
  const words = snake(called);
  const seen = namesIn([...observation.setup, observation.call]);
  if (!seen.has(subject.member)) return null;
  return words === subject.member || words === subject.owner || called.startsWith("__") || words === "" ? null : words;
}

/** Names in source text, as words. */
function namesIn(sources: string[]): Set<string> {
  return new Set(sources.flatMap((source) => source.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).map(snake));
}
