import type { Candidate, Finding } from "../../domain/candidate.ts";
import type { Framework } from "../../frameworks/framework.ts";

/**
 * The candidate without the test functions that findings name. A finding of a line outside every function (an import that
 * does not stand) names the functions that need what the line makes known. `null`: nothing is left.
 */
export function dropNamed(candidate: Candidate, findings: Finding[], framework: Framework): Candidate | null {
  const named = new Set(findings.filter(isFatal).flatMap((finding) => namedBy(finding, candidate)));
  const left = candidate.claims.filter((claim) => !named.has(claim.name));
  if (left.length === candidate.claims.length) return candidate;
  const source = framework.keepCases(
    candidate.source,
    left.map((claim) => claim.name),
  );
  return source === null || left.length === 0 ? null : { ...candidate, source, claims: left };
}

/** Smells are the judge's business; what does not stand can not be judged. */
function isFatal({ kind, severity }: Finding): boolean {
  return severity === "high" || (kind !== "smell" && kind !== "flake");
}

function namedBy(finding: Finding, candidate: Candidate): string[] {
  if (finding.case !== null)
    return candidate.claims.map((claim) => claim.name).filter((name) => isCase(name, finding.case ?? ""));
  const line = candidate.source.split("\n")[finding.line - 1] ?? "";
  const words = line.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  const bound = words.filter((word) => !/^(?:from|import|as)$/.test(word)).at(-1);
  if (bound === undefined || !/^\s*(?:from|import)\s/.test(line)) return [];
  return candidate.claims
    .filter((claim) => bodyOf(candidate.source, claim.name).some((text) => mentions(text, bound)))
    .map((claim) => claim.name);
}

/** A finding may stand in `test_a`, in `TestB::test_a` or in one of its rows (`test_a[1]`). */
function isCase(name: string, found: string): boolean {
  const bare = found.replace(/\[.*$/, "");
  return bare === name || name.endsWith(`::${bare}`);
}

/** The lines from a function's `def` to the next one. */
function bodyOf(source: string, name: string): string[] {
  const lines = source.split("\n");
  const start = lines.findIndex((line) => line.trim().startsWith(`def ${name.split("::").at(-1)}(`));
  const length = lines.slice(start + 1).findIndex((line) => /^\s*(?:async )?def test/.test(line));
  return start < 0 ? [] : lines.slice(start, length < 0 ? undefined : start + 1 + length);
}

function mentions(line: string, word: string): boolean {
  return (line.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).some((one) => one === word);
}
