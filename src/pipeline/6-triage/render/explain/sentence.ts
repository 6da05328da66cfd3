import { inlineCode, plainLine, prose } from "../untrusted.ts";

type Part = { kind: "ours" | "code" | "prose"; text: string };

const LIMIT = 300;

/**
 * A sentence that knows which of its words are ours and which someone else's, so that each rendering can take the others'
 * their power. In JSON it is its plain text.
 */
export class Sentence {
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** One line for a terminal. */
  text(): string {
    return this.#parts.map(({ kind, text }) => (kind === "ours" ? text : plainLine(text, LIMIT))).join("");
  }

  /** One line of Markdown, to stand in the middle of one of ours. */
  markdown(): string {
    return this.#parts
      .map(({ kind, text }) => (kind === "ours" ? text : kind === "code" ? inlineCode(text, LIMIT) : prose(text, LIMIT)))
      .join("");
  }

  toJSON(): string {
    return this.text();
  }

  static of(value: string | number | Sentence): readonly Part[] {
    if (value instanceof Sentence) return value.#parts;
    return [typeof value === "number" ? { kind: "ours", text: String(value) } : { kind: "code", text: value }];
  }
}

/** Our words with values in them: a text is someone else's and shown as code, a number or a sentence as it is. */
export function say(words: TemplateStringsArray, ...values: (string | number | Sentence)[]): Sentence {
  return new Sentence(
    words.flatMap((text, index) => {
      const value = values[index];
      return [{ kind: "ours" as const, text }, ...(value === undefined ? [] : Sentence.of(value))];
    }),
  );
}

/** Words of ours that were computed. */
export function ours(text: string): Sentence {
  return new Sentence([{ kind: "ours", text }]);
}

/** A whole sentence with others' words in it: a reason, what a test shows. */
export function quoted(text: string): Sentence {
  return new Sentence([{ kind: "prose", text }]);
}

export function joined(sentences: Sentence[], between: string): Sentence {
  return new Sentence(
    sentences.flatMap((one, index) => [...(index > 0 ? [{ kind: "ours" as const, text: between }] : []), ...Sentence.of(one)]),
  );
}
