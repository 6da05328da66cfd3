import type { Claim } from "../../domain/candidate.ts";
import type { Criterion } from "../../domain/criterion.ts";
import { hasSyntaxError, linesOf, parsePython } from "./python-syntax.ts";
import { testFunctionsOf } from "./test-functions.ts";
import { criterionComment } from "./write/criterion-comment.ts";
import { writeHeader } from "./write/write-header.ts";

/**
 * The file with the header at its top, and in each test function, before its first statement, the criteria it claims. A file that
 * is not Python comes back as it is: it will be refused for that.
 */
export function introduce(
  source: string,
  { header, claims, criteria }: { header: string; claims: Claim[]; criteria: Criterion[] },
): string {
  const root = parsePython(source);
  if (hasSyntaxError(root)) return source;
  const lines = source.split("\n");
  const quotes = new Map<number, string[]>();
  for (const { name, node } of testFunctionsOf(root)) {
    const body = node.field("body");
    const quoted = criteria.filter(({ id }) => claims.some((claim) => claim.name === name && claim.criteria.includes(id)));
    if (body === null || quoted.length === 0) continue;
    const first = linesOf(body).first - 1;
    const indent = /^\s*/.exec(lines[first] ?? "")?.[0] ?? "";
    if (first === linesOf(node).first - 1) continue;
    quotes.set(
      first,
      quoted.flatMap(({ id, text }) => criterionComment(id, text, indent.length)).map((line) => indent + line),
    );
  }
  const quoted = lines.flatMap((line, index) => [...(quotes.get(index) ?? []), line]).join("\n");
  const rest = quoted.replace(/^\n+/, "");
  return `${writeHeader(header, claims).join("\n")}\n${rest.startsWith("#") ? "#\n" : "\n"}${rest.replace(/\n*$/, "\n")}`;
}
