import { lintSource } from "@secretlint/core";
import { creator, rules } from "@secretlint/secretlint-rule-preset-recommend";

export interface Masked {
  text: string;
  /** What was replaced, by kind and line, in the order it stood. */
  secrets: { kind: string; line: number }[];
}

/** A text could switch the search off by a comment (`secretlint-disable`): that rule stays out. */
const WITHOUT_EXEMPTIONS: typeof creator = {
  ...creator,
  create: (context) => {
    for (const rule of rules) if (!rule.meta.id.endsWith("filter-comments")) context.registerRule(rule);
  },
};

/** What the rules of others do not find. */
const OWN_RULES: readonly { kind: string; secret: RegExp }[] = [
  {
    kind: "private key",
    secret: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]{0,30}-----)?/g,
  },
  { kind: "JSON web token", secret: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g },
  {
    kind: "authorization",
    secret: /(?<=authorization["']?\s{0,9}[:=]\s{0,9}f?["']?(?:basic|bearer|token)\s{1,9})[\w+/=.-]{16,}/gi,
  },
  /** A long value of letters and digits with a name that says what it is. */
  {
    kind: "assigned secret",
    secret:
      /(?<=(?:secret|token|passw(?:or)?d|api_?key|access_?key|private_?key)\w{0,20}["']?\s{0,9}[:=]\s{0,9}["'])(?=[^"'\n]{0,200}\d)(?=[^"'\n]{0,200}[A-Za-z])[\w+/=-]{20,}(?=["'])/gi,
  },
];

/**
 * The text with every secret that was found replaced by its kind; lines keep their numbers. It finds what has the shape of a
 * secret (the rules of secretlint's recommended preset and four of ours): a password that is a word stays.
 */
export async function maskSecrets(text: string): Promise<Masked> {
  const source = { filePath: "text", content: text, contentType: "text" as const, ext: "" };
  const config = { rules: [{ id: "preset", rule: WITHOUT_EXEMPTIONS }] };
  const { messages } = await lintSource({ source, options: { noPhysicFilePath: true, config } });
  const found = [
    ...messages.map(({ messageId, range: [start, end] }) => ({ kind: messageId, start, end: withoutQuote(text, start, end) })),
    ...OWN_RULES.flatMap(({ kind, secret }) =>
      [...text.matchAll(secret)].map(({ index, 0: match }) => ({ kind, start: index, end: index + match.length })),
    ),
  ].toSorted((a, b) => a.start - b.start || b.end - a.end);
  const secrets: Masked["secrets"] = [];
  let [masked, at, line] = ["", 0, 1];
  for (const { kind, start, end } of found) {
    if (start < at) {
      // Inside the one before, or beyond its end: that rest is no more to be sent than the beginning.
      at = Math.max(at, end);
      continue;
    }
    const before = text.slice(at, start);
    line += newlines(before);
    secrets.push({ kind, line });
    masked += `${before}[secret: ${kind}]${"\n".repeat(newlines(text.slice(start, end)))}`;
    line += newlines(text.slice(start, end));
    at = end;
  }
  return { text: masked + text.slice(at), secrets };
}

/** Some rules take the quote after the secret for a part of it; the code around it should stay code. */
function withoutQuote(text: string, start: number, end: number): number {
  const quote = /["'`,;)\s]+$/.exec(text.slice(start, end));
  return quote === null || quote.index === 0 ? end : start + quote.index;
}

function newlines(text: string): number {
  return text.split("\n").length - 1;
}
