import type { Claim } from "../../../domain/candidate.ts";
import type { Criterion } from "../../../domain/criterion.ts";
import type { Evidence } from "../../../domain/evidence.ts";
import type { Framework } from "../../../frameworks/framework.ts";
import { measured } from "./signal.ts";

/**
 * Whether the criteria a test claims exist and whether it holds the literals they name. A criterion with several examples
 * is met by a test of any one of them: the example that misses least decides.
 */
export function criterion(
  claim: Claim,
  source: string,
  criteria: Criterion[],
  framework: Pick<Framework, "missingLiterals" | "examplesIn">,
): Evidence["criterion"] {
  const known = criteria.filter((one) => claim.criteria.includes(one.id));
  const ids = new Set(known.map((one) => one.id));
  return measured({
    claims: [...ids],
    unknown: claim.criteria.filter((id) => !ids.has(id)),
    missing_literals: [...new Set(known.flatMap((one) => missingOf(one, claim.name, source, framework)))],
  });
}

function missingOf(
  one: Criterion,
  name: string,
  source: string,
  framework: Pick<Framework, "missingLiterals" | "examplesIn">,
): string[] {
  const wanted = one.examples.map((example) => {
    const text =
      example.raises === null ? `\`${example.call} == ${example.expected}\`` : `\`${example.call}\` raises \`${example.raises}\``;
    return framework.examplesIn(text).literals;
  });
  const missing = (wanted.length > 0 ? wanted : [one.literals]).map((literals) =>
    framework.missingLiterals(source, name, literals),
  );
  return missing.reduce((least, other) => (other.length < least.length ? other : least));
}
