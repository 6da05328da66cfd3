import type { Claim } from "../../../domain/candidate.ts";
import { WIDTH } from "./lay-out.ts";

/** The comment at the top: the caller's provenance text, and what the tests are when nobody said what is right. */
export function writeHeader(header: string, claims: Claim[]): string[] {
  const lines = header.split(/\r\n|[\r\n\u2028\u2029]/).map((line) => line.replace(/\p{C}/gu, "").trimEnd());
  const text = lines.join("\n").trim() === "" ? [] : lines;
  const note = characterizationNote(claims);
  return [...text, ...(note ? [note] : [])].flatMap(wrap).map((line) => (line === "" ? "#" : `# ${line}`));
}

function characterizationNote(claims: Claim[]): string | null {
  const pinned = claims.filter((claim) => claim.oracle === "characterization").length;
  if (pinned === 0) return null;
  return pinned === claims.length
    ? "Characterization tests: they pin what the code does now."
    : "Tests that quote no criterion pin what the code does now.";
}

function wrap(line: string): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > WIDTH - 2) {
    const cut = rest.lastIndexOf(" ", WIDTH - 2);
    const at = cut > 0 ? cut : WIDTH - 2;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}
