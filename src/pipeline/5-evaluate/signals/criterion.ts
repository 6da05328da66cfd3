import type { Claim } from "../../../domain/candidate.ts";
import { type Criterion, isStated } from "../../../domain/criterion.ts";
import type { Evidence } from "../../../domain/evidence.ts";
import type { Framework } from "../../../frameworks/framework.ts";
import { measured } from "./signal.ts";

/**
 * Whether the criteria a test claims exist and whether it holds the literals they name. A criterion with several examples
 * is met by a test of any one of them: the example that misses least decides. Claiming what no test can decide is no claim.
 */
export function criterion(
  claim: Claim,
  source: string,
  criteria: Criterion[],
  framework: Pick<Framework, "missingLiterals" | "examplesIn">,
): Evidence["criterion"] {
  const known = criteria.filter((one) => claim.criteria.includes(one.id));
  const claimed = known.filter((one) => isStated(one) && one.unverifiable === undefined);
  const inferred = known.filter((one) => !isStated(one)).map(({ id }) => id);
  return measured({
    claims: claimed.map(({ id }) => id),
    unknown: claim.criteria.filter((id) => !known.some((one) => one.id === id)),
    missing_literals: [...new Set(claimed.flatMap((one) => missingOf(one, claim.name, source, framework)))],
    ...(inferred.length === 0 ? {} : { inferred }),
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
