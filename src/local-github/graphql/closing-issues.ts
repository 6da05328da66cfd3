import { sees } from "../auth/access.ts";
import type { PullIssue } from "../payloads/pull.ts";
import { issueOf, repositoryOf } from "../store/store.ts";
import type { Issue, Repository } from "../store/types.ts";
import type { Context } from "./execute.ts";

/** The words that link an issue, before `#1`, `owner/name#1` or the issue's address. */
const KEYWORD =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:https?:\/\/[^\s/]+\/)?(?:([\w.-]+)\/([\w.-]+))?(?:#|\/issues\/)(\d+)\b/gi;
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`|<!--[\s\S]*?-->/g;
const MOST = 100;

/** The issues a pull request closes by keyword. Keywords count only towards the default branch. */
export function closingIssues(
  repository: Repository,
  issue: PullIssue,
  asked: { first: unknown; after: unknown },
  context: Context,
) {
  const { world, viewer } = context;
  const counts = issue.pull.base_ref === repository.default_branch;
  const found: { repository: Repository; issue: Issue }[] = [];
  for (const [, owner, name, number] of counts ? (issue.body ?? "").replaceAll(CODE, "").matchAll(KEYWORD) : []) {
    const home = owner === undefined || name === undefined ? repository : repositoryOf(world.store, owner, name);
    const linked = home === undefined ? undefined : issueOf(world.store, home, Number(number));
    if (home === undefined || linked === undefined || linked.pull !== null || !sees(viewer, home)) continue;
    if (!found.some((one) => one.issue.id === linked.id)) found.push({ repository: home, issue: linked });
  }
  const start = asked.after === null || asked.after === undefined ? 0 : Number(asked.after);
  const end = start + Math.min(MOST, Number(asked.first ?? MOST));
  const cursor = found.length === 0 ? null : String(Math.min(end, found.length));
  return { total: found.length, nodes: found.slice(start, end), page: { more: end < found.length, cursor } };
}
