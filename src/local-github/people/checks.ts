import { requestAction, rerequestRun, rerequestSuite } from "../changes/checks.ts";
import type { CheckRun } from "../store/types.ts";
import type { World } from "../world.ts";
import { type Find, type FullName, refuse, requireRole, WRITERS } from "./find.ts";

/** What people do with check runs; making them is for Apps. */
export function onChecks(world: World, { repository, checkRun, checkSuite, actor, home }: Find) {
  return {
    /** The check runs of a commit, or of a whole repository, oldest first. */
    checkRuns: (name: FullName, sha?: string): CheckRun[] => {
      const { id } = repository(name);
      const here = [...world.store.check_runs.values()].filter(({ repository_id }) => repository_id === id);
      return here.filter(({ head_sha }) => sha === undefined || head_sha === sha);
    },
    /** Presses a button of a completed check run. */
    clickButton: async (check_run_id: number, login: string, identifier: string): Promise<void> => {
      const found = checkRun(check_run_id);
      requireRole(login, home(found), WRITERS, "press a button");
      const shown = found.status === "completed" && found.actions.some((one) => one.identifier === identifier);
      if (!shown) refuse(`Check run ${check_run_id} shows no button ${identifier}.`);
      await requestAction(world, home(found), found, identifier, actor(login));
    },
    /** Presses "Re-run" of a completed check run. */
    rerequest: async (check_run_id: number, login: string): Promise<void> => {
      const found = checkRun(check_run_id);
      requireRole(login, home(found), WRITERS, "re-run");
      if (found.status !== "completed") refuse("Only a completed check run can be re-run.");
      await rerequestRun(world, home(found), found, actor(login));
    },
    /** Presses "Re-run all checks" of a suite. */
    rerequestSuite: async (suite_id: number, login: string): Promise<void> => {
      const suite = checkSuite(suite_id);
      requireRole(login, home(suite), WRITERS, "re-run");
      await rerequestSuite(world, home(suite), suite, actor(login));
    },
  };
}
