import { nearestName } from "../../nearest-name.ts";
import { type Command, noOptions, type TestOptions } from "./command.ts";
import { withPath } from "./flags.ts";
import { type Form, grammar, WORD } from "./grammar.ts";
import { tokenize } from "./tokenize.ts";

/** A longer line is no command a person typed. */
export const COMMAND_LIMIT = 500;

/** `problem` is a sentence without a name at its start; `nearest` is the whole line the person may have meant. */
export type Parsed = { status: "command"; command: Command } | { status: "wrong"; problem: string; nearest: string | null };

/** Reads one command line, from its `/tfactory` to its end. The word alone asks for help. */
export function parseCommand(line: string): Parsed {
  if (line.length > COMMAND_LIMIT)
    return wrong(`A command has at most ${COMMAND_LIMIT} characters; this one has ${line.length}.`);
  const words = tokenize(line.trim().slice(WORD.length));
  if (words === null) return wrong("A quote is opened and not closed.");
  const [name = "help", ...rest] = words;
  const form = grammar.find((one) => one.name === name.toLowerCase());
  if (form === undefined) return unknownCommand(name, rest);
  const read = readWords(rest.map(straightDashes), form);
  if ("status" in read) return read;
  return { status: "command", command: commandOf(form.name, read) };
}

interface Words {
  positional: string[];
  options: TestOptions;
}

function readWords(words: string[], form: Form): Words | Parsed {
  let options = noOptions;
  const positional: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("--")) {
      positional.push(word);
      continue;
    }
    const [name = "", inline] = splitOnce(word);
    const flag = form.flags.find((one) => one.name === name.toLowerCase());
    if (flag === undefined) return unknownFlag(name, form);
    if (flag.value === null && inline !== undefined) return wrong(`\`${flag.name}\` takes no value.`);
    const value = flag.value === null ? "" : (inline ?? words[++at]);
    if (value === undefined) return wrong(`\`${flag.name}\` needs a value: \`${flag.name} ${flag.value}\`.`);
    const applied = flag.apply(options, value);
    if ("wrong" in applied) return wrong(`\`${flag.name}\` ${applied.wrong}; you wrote ${shown(value)}.`);
    options = applied;
  }
  return checkArguments({ positional, options }, form);
}

function checkArguments({ positional, options }: Words, { name, argument }: Form): Words | Parsed {
  if (argument === null && positional.length > 0)
    return wrong(`\`${name}\` takes nothing after it; you wrote ${shown(positional.join(" "))}.`);
  if (argument?.count === "one" && positional.length !== 1)
    return wrong(
      `\`${name}\` takes the name of one ${argument.name}; you wrote ${positional.length === 0 ? "none" : shown(positional.join(" "))}.`,
    );
  if (argument?.count !== "many") return { positional, options };
  let with_paths = options;
  for (const path of positional) {
    const applied = withPath(with_paths, path);
    if ("wrong" in applied) return wrong(`${shown(path)} ${applied.wrong}.`);
    with_paths = applied;
  }
  return { positional, options: with_paths };
}

function commandOf(name: Command["name"], { positional, options }: Words): Command {
  if (name === "test" || name === "plan") return { name, options };
  if (name === "explain" || name === "why-not" || name === "drop") return { name, test: positional[0] ?? "" };
  return { name };
}

function unknownCommand(name: string, rest: string[]): Parsed {
  const nearest = nearestName(
    name.toLowerCase(),
    grammar.map((form) => form.name),
  );
  return wrong(`There is no command ${shown(name)}.`, nearest === null ? null : [WORD, nearest, ...rest].join(" "));
}

function unknownFlag(name: string, form: Form): Parsed {
  if (form.flags.length === 0) return wrong(`\`${form.name}\` has no ${shown(name)}; it takes no flags.`);
  const nearest = nearestName(
    name.toLowerCase(),
    form.flags.map((flag) => flag.name),
  );
  const flag = form.flags.find((one) => one.name === nearest);
  const usage = flag === undefined ? null : [WORD, form.name, flag.name, ...(flag.value === null ? [] : [flag.value])].join(" ");
  return wrong(`\`${form.name}\` has no ${shown(name)}.`, usage);
}

/** Phones turn two hyphens into a dash. */
function straightDashes(word: string): string {
  return word.replace(/^[—–](?=\p{L})/u, "--");
}

function splitOnce(word: string): [string, string?] {
  const at = word.indexOf("=");
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

/** The person's own words go back to them as code, so that they mention nobody. */
function shown(text: string): string {
  return `\`${text.replaceAll("`", "'").slice(0, 60)}\``;
}

function wrong(problem: string, nearest: string | null = null): Parsed {
  return { status: "wrong", problem, nearest };
}
