import type { Candidate, Finding } from "../../domain/candidate.ts";
import type { Criterion } from "../../domain/criterion.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { ownFinding } from "./own-finding.ts";

/**
 * Tests that make the very call of a criterion's example, do not claim that criterion and do not have the value it names: they
 * bless what the criterion says is wrong. Found before anything runs, so that it does not matter whether the head meets it.
 */
export function contradictingTests(
  { path, source, claims }: Candidate,
  criteria: Criterion[],
  framework: Pick<Framework, "textOf" | "missingLiterals">,
): Finding[] {
  return claims.flatMap(({ name, criteria: claimed }) => {
    const text = plain(framework.textOf(source, name) ?? "");
    const others = criteria.filter(({ id, unverifiable }) => !claimed.includes(id) && unverifiable === undefined);
    const against = others.find(({ examples }) =>
      examples.some(({ call, expected, raises }) => {
        const value = expected ?? raises?.replace(/\(.*$/s, "") ?? null;
        return (
          value !== null &&
          HOLDS_VALUES.test(call) &&
          text.includes(plain(call)) &&
          framework.missingLiterals(source, name, [value]).length > 0
        );
      }),
    );
    return against === undefined ? [] : [finding(path, name, against.id)];
  });
}

function finding(path: string, name: string, criterion: string): Finding {
  return ownFinding({
    rule: "contradicts-criterion",
    kind: "smell",
    path,
    case: name,
    message: `expects another value for a call whose value ${criterion} names`,
    fix: `Expect what ${criterion} says and claim it, or leave the call out.`,
  });
}

/** `read(path)` is called in many ways; `read("a")` is one call. */
const HOLDS_VALUES = /["'\d]/;

/** The same call however it is laid out and quoted. */
function plain(code: string): string {
  return code.replace(/\s+/g, "").replaceAll("'", '"');
}
