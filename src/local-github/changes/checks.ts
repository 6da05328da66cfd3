import { resolveCommit } from "../git/refs.ts";
import { checkRunJson, checkSuiteJson, suiteCore } from "../payloads/check.ts";
import { must } from "../store/store.ts";
import type { Annotation, App, CheckAction, CheckRun, CheckSuite, Conclusion, Repository } from "../store/types.ts";
import { tellApps } from "../webhooks/events.ts";
import { type Actor, gitDir, timestamp, type World } from "../world.ts";

/** What the API takes to create or update a check run; the contract check has looked at its shape. */
export interface CheckRunInput {
  name?: string;
  head_sha?: string;
  external_id?: string;
  details_url?: string;
  status?: CheckRun["status"];
  conclusion?: Conclusion;
  started_at?: string;
  completed_at?: string;
  output?: { title?: string; summary: string; text?: string; annotations?: Partial<Annotation>[] };
  actions?: CheckAction[];
}

/** A suite's conclusion is that of its worst run, in this order. */
const WORST_FIRST: Conclusion[] = [
  "failure",
  "timed_out",
  "action_required",
  "cancelled",
  "stale",
  "neutral",
  "success",
  "skipped",
];

/** Creates a check run on a commit. `null`: the repository has no such commit. */
export async function createCheckRun(
  world: World,
  repository: Repository,
  app: App,
  input: CheckRunInput & { name: string; head_sha: string },
  actor: Actor,
): Promise<CheckRun | null> {
  if ((await resolveCommit(gitDir(world, repository), input.head_sha)) !== input.head_sha) return null;
  const suite = suiteFor(world, repository, app, input.head_sha);
  const run: CheckRun = {
    id: world.store.id(),
    suite_id: suite.id,
    repository_id: repository.id,
    app_id: app.id,
    name: input.name,
    head_sha: input.head_sha,
    external_id: "",
    details_url: null,
    status: "queued",
    conclusion: null,
    started_at: timestamp(world),
    completed_at: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
  };
  apply(world, run, input);
  world.store.check_runs.set(run.id, run);
  await tellOfRun(world, repository, run, "created", actor);
  if (run.status === "completed") await completed(world, repository, run, actor);
  else await concludeSuite(world, repository, suite, actor);
  return run;
}

export async function updateCheckRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  input: CheckRunInput,
  actor: Actor,
): Promise<void> {
  const was = run.status;
  apply(world, run, input);
  world.changed({ kind: "check", repository_id: repository.id, number: null });
  if (was !== "completed" && run.status === "completed") await completed(world, repository, run, actor);
  else await concludeSuite(world, repository, suiteOf(world, run), actor);
}

/** Asks the run's own App to do it again. The suite goes back to queued, the run stays as it is. */
export async function rerequestRun(world: World, repository: Repository, run: CheckRun, actor: Actor): Promise<void> {
  resetSuite(world, suiteOf(world, run));
  await tellOfRun(world, repository, run, "rerequested", actor, { only_app: run.app_id });
}

export async function rerequestSuite(world: World, repository: Repository, suite: CheckSuite, actor: Actor): Promise<void> {
  resetSuite(world, suite);
  const payload = { check_suite: await checkSuiteJson(world, repository, suite) };
  tellApps(world, repository, actor, { event: "check_suite", action: "rerequested", payload, only_app: suite.app_id });
  world.changed({ kind: "check", repository_id: repository.id, number: null });
}

/** Presses a button of a completed run. */
export async function requestAction(
  world: World,
  repository: Repository,
  run: CheckRun,
  identifier: string,
  actor: Actor,
): Promise<void> {
  await tellOfRun(world, repository, run, "requested_action", actor, { only_app: run.app_id, requested_action: { identifier } });
}

function apply(world: World, run: CheckRun, input: CheckRunInput): void {
  const { output } = input;
  run.name = input.name ?? run.name;
  run.external_id = input.external_id ?? run.external_id;
  run.details_url = input.details_url ?? run.details_url;
  run.started_at = input.started_at ?? run.started_at;
  run.actions = input.actions ?? run.actions;
  run.annotations.push(...(output?.annotations ?? []).map(complete));
  if (output !== undefined) {
    const { title = run.output.title, summary, text = run.output.text } = output;
    run.output = { title, summary, text };
  }
  if (input.conclusion !== undefined || input.completed_at !== undefined) {
    run.status = "completed";
    run.conclusion = input.conclusion ?? run.conclusion;
    run.completed_at = input.completed_at ?? timestamp(world);
  } else if (input.status !== undefined) {
    run.status = input.status;
    run.conclusion = null;
    run.completed_at = null;
  }
}

function complete(given: Partial<Annotation>): Annotation {
  const { path = "", start_line = 1, end_line = start_line, annotation_level = "notice", message = "" } = given;
  const { start_column = null, end_column = null, title = null, raw_details = null } = given;
  return { path, start_line, end_line, start_column, end_column, annotation_level, message, title, raw_details };
}

function suiteFor(world: World, repository: Repository, app: App, head_sha: string): CheckSuite {
  const { store } = world;
  const found = store.check_suites
    .values()
    .find((one) => one.repository_id === repository.id && one.app_id === app.id && one.head_sha === head_sha);
  if (found !== undefined) return found;
  const at = timestamp(world);
  const pull = store.issues
    .values()
    .find(({ pull: one }) => one?.head_repository_id === repository.id && one.head_sha === head_sha);
  const head_branch = pull?.pull?.head_ref ?? null;
  const id = store.id();
  const suite: CheckSuite = {
    id,
    repository_id: repository.id,
    app_id: app.id,
    head_sha,
    head_branch,
    before: null,
    ...fresh(at),
  };
  store.check_suites.set(id, suite);
  return suite;
}

function fresh(at: string): Pick<CheckSuite, "status" | "conclusion" | "created_at" | "updated_at"> {
  return { status: "queued", conclusion: null, created_at: at, updated_at: at };
}

function resetSuite(world: World, suite: CheckSuite): void {
  Object.assign(suite, { status: "queued", conclusion: null, updated_at: timestamp(world) });
}

function suiteOf(world: World, run: CheckRun): CheckSuite {
  return must(world.store.check_suites.get(run.suite_id), `check suite ${run.suite_id}`);
}

async function completed(world: World, repository: Repository, run: CheckRun, actor: Actor): Promise<void> {
  await tellOfRun(world, repository, run, "completed", actor);
  await concludeSuite(world, repository, suiteOf(world, run), actor);
}

/** Brings a suite's status in line with its runs, of which the newest of each name counts. */
async function concludeSuite(world: World, repository: Repository, suite: CheckSuite, actor: Actor): Promise<void> {
  const own = world.store.check_runs.values().filter((run) => run.suite_id === suite.id);
  const latest = [...new Map([...own].map((run) => [run.name, run])).values()];
  const open = latest.some(({ status }) => status !== "completed");
  const was = suite.status;
  suite.status = open ? (latest.some(({ status }) => status === "in_progress") ? "in_progress" : "queued") : "completed";
  suite.conclusion = open ? null : (WORST_FIRST.find((one) => latest.some(({ conclusion }) => conclusion === one)) ?? null);
  suite.updated_at = timestamp(world);
  if (open || was === "completed") return;
  const payload = { check_suite: await checkSuiteJson(world, repository, suite) };
  tellApps(world, repository, actor, { event: "check_suite", action: "completed", payload });
}

async function tellOfRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  action: string,
  actor: Actor,
  more: { only_app?: number; requested_action?: { identifier: string } } = {},
): Promise<void> {
  const { only_app, requested_action } = more;
  const check_run = { ...checkRunJson(world, repository, run), check_suite: suiteCore(world, repository, suiteOf(world, run)) };
  const payload = { check_run, ...(requested_action === undefined ? {} : { requested_action }) };
  tellApps(world, repository, actor, { event: "check_run", action, payload, ...(only_app === undefined ? {} : { only_app }) });
  world.changed({ kind: "check", repository_id: repository.id, number: null });
}
