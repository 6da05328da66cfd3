import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Handover } from "../../domain/handover.ts";
import type { Asked } from "../../intake/intent.ts";
import type { Office } from "../../intake/world.ts";
import type { Board } from "../../ports.ts";
import { ApiRepository } from "./api-repository.ts";
import { GitHubBoard } from "./board.ts";
import { closeOrphans } from "./check-runs.ts";
import type { GitHub } from "./client.ts";
import { GitHubForge } from "./forge.ts";
import { markTakenBack } from "./mark-commit.ts";
import { GitHubReplies } from "./replies.ts";
import type { OnProblem } from "./until-it-lands.ts";
import type { Waiting } from "./waiting.ts";

/** One repository of one installation. */
export type Place = Pick<Asked, "installation_id" | "repository">;

export interface OfficeParts {
  github: GitHub;
  waiting: Waiting;
  onProblem: OnProblem;
  /** Where repositories are cloned from: `https://github.com`. */
  git_url: string;
  /** The folder of all repositories' mirrors. */
  folder: string;
}

export interface GitHubOffice extends Office {
  board(): Board;
  /** Completes our check runs on a commit that belong to no run that is going on. */
  closeLeftOpen(head_sha: string, going: ReadonlySet<string>): Promise<number>;
}

/** Everything we do at one place on GitHub, by the same client. */
export function officeAt(place: Place, parts: OfficeParts): GitHubOffice {
  const { github, waiting, onProblem, git_url, folder } = parts;
  const { installation_id, repository } = place;
  const [owner = "", repo = ""] = repository.name.split("/");
  const octokit = github.installation(installation_id);
  const at = async () => ({ octokit, app: await github.identity(), owner, repo });
  return {
    repository: new ApiRepository(octokit, repository.name),
    replies: new GitHubReplies(at, waiting, onProblem),
    forge: new GitHubForge({
      folder,
      repository_id: repository.id,
      url: `${git_url}/${repository.name}.git`,
      at,
      token: () => github.readToken(installation_id, repository.id),
      waiting,
    }),
    mark: ({ commit_sha, run_id, ...taken }) => markTakenBack(at, { commit_sha, run_id }, taken, { waiting, onProblem }),
    board: () => new GitHubBoard(at, waiting, onProblem),
    closeLeftOpen: async (head_sha, going) => closeOrphans(await at(), [head_sha], going),
  };
}

/** The copies of repositories that are no longer ours to read. */
export async function removeMirrors(folder: string, repository_ids: number[]): Promise<void> {
  for (const id of repository_ids) await rm(join(folder, `${id}.git`), { recursive: true, force: true });
}

/** Where a handover is from. Throws for one that is not of GitHub: only those are served. */
export function placeOf({ github, repository }: Handover): Place {
  if (github === null) throw new Error("a handover that is not of GitHub");
  return { installation_id: github.installation_id, repository: { id: github.repository_id, name: repository } };
}
