import type { Candidate, Finding } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { ProjectFacts } from "../../domain/snapshot.ts";
import type { Framework } from "../../frameworks/framework.ts";
import type { SourceTree } from "../../ports.ts";
import { CANDIDATE_BYTES } from "./limits.ts";
import { ownFinding } from "./own-finding.ts";

/** Why a draft may not even be looked at by a runner, as findings the author can act on. */
export function refuseDraft(
  candidate: Candidate,
  target: Target,
  project: ProjectFacts,
  framework: Pick<Framework, "mayCommit">,
  tree: SourceTree,
): Finding[] {
  const findings: Finding[] = [];
  if (candidate.path !== target.test_path || !framework.mayCommit(candidate.path, project)) {
    findings.push(forbidden("path", candidate, `the file must be ${target.test_path}, not ${candidate.path}`));
  }
  if (tree.files.some((file) => file.path === candidate.path)) {
    findings.push(forbidden("path", candidate, `${candidate.path} is already in the repository`));
  }
  if (Buffer.byteLength(candidate.source) > CANDIDATE_BYTES) {
    findings.push(forbidden("size", candidate, `the file is longer than ${CANDIDATE_BYTES} bytes`));
  }
  if (candidate.target !== target.id) {
    findings.push(forbidden("target", candidate, `the file is for ${candidate.target}, not for ${target.id}`));
  }
  return findings;
}

function forbidden(rule: string, { path }: Candidate, message: string): Finding {
  return ownFinding({ rule, kind: "forbidden", path, message });
}
