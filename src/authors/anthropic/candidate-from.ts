import type { Candidate, Claim } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { FileAnswer } from "./answers.ts";
import { oneLine } from "./fence.ts";

const LONGEST_SENTENCE = 200;

/**
 * A model's file as a candidate. Its place, its header and the quotes of criteria are ours; a test claims only criteria of its
 * target, and one that claims none has its expected value from no criterion, whatever the model says.
 */
export function candidateFrom(answer: FileAnswer, target: Target, snapshot: Snapshot, model: string): Candidate {
  const framework = frameworkById(target.framework);
  const claims = answer.tests
    .filter(({ name }) => framework.textOf(answer.source, name) !== null)
    .map(({ name, shows, criteria, oracle }): Claim => {
      const own = [...new Set(criteria)].filter((id) => target.criteria.includes(id));
      return {
        name,
        shows: oneLine(shows).slice(0, LONGEST_SENTENCE),
        symbol: target.symbols[0] ?? null,
        criteria: own,
        oracle: oracle === "criterion" && own.length === 0 ? "characterization" : oracle,
      };
    });
  const header = `Written by TFactory (${model}) for ${snapshot.spec_id}.`;
  const source = framework.introduce(answer.source, { header, claims, criteria: snapshot.criteria });
  return { id: `${target.id}:anthropic`, target: target.id, author: "anthropic", path: target.test_path, source, claims };
}
