import { type CheckRunInput, createCheckRun, rerequestRun, rerequestSuite, updateCheckRun } from "../changes/checks.ts";
import { resolveCommit } from "../git/refs.ts";
import { actor, type Handlers, list, needs, onRepository, page, type RepositoryCall } from "../http/context.ts";
import { ApiError, created, notFound, ok, type Reply } from "../http/reply.ts";
import { annotationJson, checkRunJson, checkSuiteJson } from "../payloads/check.ts";
import type { App, CheckRun, CheckSuite } from "../store/types.ts";

const READ = needs("checks");
const WRITE = needs("checks", "write");
const LONGEST_TITLE = 255;
const LONGEST_MESSAGE_BYTES = 64 * 1024;

export const checks: Handlers = {
  "checks/create": onRepository(WRITE, async (call) => {
    const { world, repository } = call;
    const input = inputOf(call) as CheckRunInput & { name: string; head_sha: string };
    const run = await createCheckRun(world, repository, appOf(call), input, actor(call));
    if (run === null) throw new ApiError(422, `No commit found for SHA: ${input.head_sha}`);
    return created(checkRunJson(world, repository, run));
  }),

  "checks/get": onRepository(READ, (call) => ok(checkRunJson(call.world, call.repository, runIn(call)))),

  "checks/update": onRepository(WRITE, async (call) => {
    const run = runIn(call);
    if (run.app_id !== appOf(call).id)
      throw new ApiError(
        403,
        `Invalid app_id ${appOf(call).id}: a check run can only be modified by the GitHub App that created it.`,
      );
    await updateCheckRun(call.world, call.repository, run, inputOf(call), actor(call));
    return ok(checkRunJson(call.world, call.repository, run));
  }),

  "checks/list-annotations": onRepository(READ, (call) => {
    const run = runIn(call);
    return list(call, run.annotations, (one) => annotationJson(call.world, call.repository, run, one));
  }),

  "checks/list-for-ref": onRepository(READ, async (call) => {
    const sha = await resolveCommit(call.dir, call.path.ref ?? "");
    if (sha === null) throw new ApiError(422, `No commit found for SHA: ${call.path.ref}`);
    return runs(call, (run) => run.head_sha === sha);
  }),

  "checks/list-for-suite": onRepository(READ, (call) => {
    const suite = suiteIn(call);
    return runs(call, (run) => run.suite_id === suite.id);
  }),

  "checks/get-suite": onRepository(READ, async (call) => ok(await checkSuiteJson(call.world, call.repository, suiteIn(call)))),

  "checks/list-suites-for-ref": onRepository(READ, async (call) => {
    const { world, repository, dir, path, query } = call;
    const sha = await resolveCommit(dir, path.ref ?? "");
    if (sha === null) throw new ApiError(422, `No commit found for SHA: ${path.ref}`);
    const own = [...world.store.check_suites.values()].filter(
      (one) => one.repository_id === repository.id && one.head_sha === sha,
    );
    const found = own.filter(({ app_id }) => query.app_id === undefined || String(app_id) === query.app_id);
    const { items, headers } = page(call, found);
    const check_suites = await Promise.all(items.map((suite) => checkSuiteJson(world, repository, suite)));
    return { status: 200, body: { total_count: found.length, check_suites }, headers };
  }),

  "checks/rerequest-run": onRepository(WRITE, async (call) => {
    const run = runIn(call);
    if (run.status !== "completed") throw new ApiError(422, "This check run is not rerequestable");
    await rerequestRun(call.world, call.repository, run, actor(call));
    return created({});
  }),

  "checks/rerequest-suite": onRepository(WRITE, async (call) => {
    await rerequestSuite(call.world, call.repository, suiteIn(call), actor(call));
    return created({});
  }),
};

/** Lists runs, newest first; only the newest of each name unless all are asked for. */
function runs(call: RepositoryCall, belongs: (run: CheckRun) => boolean): Reply {
  const { check_name, status, filter = "latest", app_id } = call.query;
  const own = [...call.world.store.check_runs.values()].filter((run) => {
    const named = check_name === undefined || run.name === check_name;
    const in_status = status === undefined || run.status === status;
    const of_app = app_id === undefined || String(run.app_id) === app_id;
    return run.repository_id === call.repository.id && belongs(run) && named && in_status && of_app;
  });
  const latest = [...new Map(own.map((run) => [`${run.suite_id} ${run.name}`, run])).values()];
  const found = (filter === "all" ? own : latest).toReversed();
  const { items, headers } = page(call, found);
  const check_runs = items.map((run) => checkRunJson(call.world, call.repository, run));
  return { status: 200, body: { total_count: found.length, check_runs }, headers };
}

/** Limits the schema does not know. */
function inputOf({ body }: RepositoryCall): CheckRunInput {
  const input = body as CheckRunInput;
  const titles = [input.output?.title, ...(input.output?.annotations ?? []).map(({ title }) => title)];
  if (titles.some((title) => [...(title ?? "")].length > LONGEST_TITLE))
    throw new ApiError(422, `Title is too long (maximum is ${LONGEST_TITLE} characters)`);
  for (const { message, raw_details } of input.output?.annotations ?? []) {
    const long = [message, raw_details].some((text) => Buffer.byteLength(text ?? "") > LONGEST_MESSAGE_BYTES);
    if (long) throw new ApiError(422, "Annotation message exceeds 64 KB");
  }
  if (input.status === "completed" && input.conclusion === undefined)
    throw new ApiError(422, `Invalid request.\n\n"conclusion" wasn't supplied.`);
  return input;
}

function appOf({ viewer }: RepositoryCall): App {
  if (viewer.kind !== "installation") throw new ApiError(403, "You must authenticate via a GitHub App.");
  return viewer.app;
}

function runIn({ world, repository, path }: RepositoryCall): CheckRun {
  const run = world.store.check_runs.get(Number(path.check_run_id));
  if (run?.repository_id !== repository.id) throw notFound();
  return run;
}

function suiteIn({ world, repository, path }: RepositoryCall): CheckSuite {
  const suite = world.store.check_suites.get(Number(path.check_suite_id));
  if (suite?.repository_id !== repository.id) throw notFound();
  return suite;
}
