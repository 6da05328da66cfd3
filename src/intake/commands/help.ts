import { type Flag, flags } from "./flags.ts";
import { type Form, grammar, WORD } from "./grammar.ts";

/** The whole grammar for a person, in Markdown. */
export function helpText(): string {
  const commands = grammar.map((form) => `| \`${usage(form)}\` | ${form.summary} |`);
  const options = Object.values<Flag>(flags).map((flag) => `| \`${withValue(flag)}\` | ${flag.summary} |`);
  return [
    "Write one of these at the start of a line of a comment:",
    "",
    ...table("command", commands),
    "",
    "`test` and `plan` take options:",
    "",
    ...table("option", options),
  ].join("\n");
}

/** A command as it is written, without its options: `/tfactory test [paths…]`. */
function usage({ name, argument, flags }: Form): string {
  const word = argument === null ? [] : [argument.count === "many" ? `[${argument.name}…]` : `<${argument.name}>`];
  return [WORD, name, ...word, ...(flags.length > 0 ? ["[options]"] : [])].join(" ");
}

/** A bar would end the table's cell, in code too. */
function withValue({ name, value }: Flag): string {
  return value === null ? name : `${name} ${value.replaceAll("|", "\\|")}`;
}

function table(name: string, rows: string[]): string[] {
  return [`| ${name} | what it does |`, "|---|---|", ...rows];
}
