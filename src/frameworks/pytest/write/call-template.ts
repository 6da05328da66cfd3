import { squeeze, type Token, textOf, tokenise } from "./python-tokens.ts";

interface Slot {
  name: string;
  /** Index into the call's tokens: `[from, to)`. */
  from: number;
  to: number;
}

/** A call with holes where its plain arguments stand. */
export interface CallTemplate {
  tokens: Token[];
  slots: Slot[];
}

/** Finds the arguments inside the call's text; the last bracket that holds them all wins. `null`: they are not all there. */
export function templateOf(call: string, values: { name: string; value: string }[]): CallTemplate | null {
  const tokens = tokenise(call);
  if (values.length === 0) return { tokens, slots: [] };
  for (const items of itemsOfBrackets(tokens).reverse()) {
    const slots = matchItems(tokens, items, values);
    if (slots !== null) return { tokens, slots };
  }
  return null;
}

/** The call with each argument replaced by what `fill` gives for its name. */
export function fillTemplate(template: CallTemplate, fill: (name: string, source: string) => string): string {
  let text = "";
  let at = 0;
  for (const slot of template.slots) {
    text += textOf(template.tokens.slice(at, slot.from)) + fill(slot.name, textOf(template.tokens.slice(slot.from, slot.to)));
    at = slot.to;
  }
  return text + textOf(template.tokens.slice(at));
}

type Span = { from: number; to: number };

/** The spans of the comma-separated items of every round bracket, inner brackets before outer ones. */
function itemsOfBrackets(tokens: Token[]): Span[][] {
  const open: { round: boolean; from: number; items: Span[] }[] = [];
  const found: Span[][] = [];
  tokens.forEach((token, at) => {
    if (token.kind === "open") open.push({ round: token.text === "(", from: at + 1, items: [] });
    const top = open.at(-1);
    if (top === undefined || (token.text !== "," && token.kind !== "close")) return;
    top.items.push({ from: top.from, to: at });
    top.from = at + 1;
    if (token.kind !== "close") return;
    open.pop();
    if (top.round) found.push(top.items);
  });
  return found;
}

function matchItems(tokens: Token[], items: Span[], values: { name: string; value: string }[]): Slot[] | null {
  const left = [...values];
  const slots: Slot[] = [];
  for (const item of items) {
    const span = valueSpan(tokens, item);
    const source = squeeze(textOf(tokens.slice(span.from, span.to)));
    const at = left.findIndex(
      (value) => squeeze(value.value) === source && (span.keyword === null || span.keyword === value.name),
    );
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found !== undefined) slots.push({ name: found.name, from: span.from, to: span.to });
  }
  return left.length === 0 ? slots : null;
}

/** An item without its blanks and its keyword. */
function valueSpan(tokens: Token[], item: Span): Span & { keyword: string | null } {
  let { from, to } = item;
  while (from < to && tokens[from]?.kind === "space") from++;
  while (to > from && tokens[to - 1]?.kind === "space") to--;
  const equals = tokens.slice(from, to).findIndex((token) => token.kind !== "space" && token.kind !== "name");
  const is_keyword = tokens[from]?.kind === "name" && tokens[from + equals]?.text === "=";
  if (!is_keyword) return { from, to, keyword: null };
  const keyword = tokens[from]?.text ?? null;
  from += equals + 1;
  while (from < to && tokens[from]?.kind === "space") from++;
  return { from, to, keyword };
}
