import { readCommit } from "../git/commits.ts";
import { must } from "../store/store.ts";
import type { Annotation, CheckRun, CheckSuite, Repository } from "../store/types.ts";
import { gitDir, nodeId, pageUrl, repositoryUrl, type World } from "../world.ts";
import { viaApp } from "./app.ts";
import { pullReferences } from "./pull.ts";
import { minimalRepositoryJson } from "./repository.ts";

/** The API's `check-run`. */
export function checkRunJson(world: World, repository: Repository, run: CheckRun) {
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  const html_url = `${pageUrl(world, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.head_sha,
    external_id: run.external_id,
    url,
    html_url,
    details_url: run.details_url ?? must(world.store.apps.get(run.app_id), "App").external_url,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.started_at,
    completed_at: run.completed_at,
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite_id },
    app: viaApp(world, run.app_id),
    pull_requests: pullReferences(world, repository, run.head_sha),
  };
}

export function annotationJson(world: World, repository: Repository, run: CheckRun, annotation: Annotation) {
  return { ...annotation, blob_href: `${pageUrl(world, repository)}/blob/${run.head_sha}/${annotation.path}` };
}

/** A check suite without its commit: what webhook payloads of check runs hold. */
export function suiteCore(world: World, repository: Repository, suite: CheckSuite) {
  const url = `${repositoryUrl(world, repository)}/check-suites/${suite.id}`;
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.head_branch,
    head_sha: suite.head_sha,
    status: suite.status,
    conclusion: suite.conclusion,
    url,
    before: suite.before,
    after: suite.head_sha,
    pull_requests: pullReferences(world, repository, suite.head_sha),
    app: viaApp(world, suite.app_id),
    created_at: suite.created_at,
    updated_at: suite.updated_at,
  };
}

/** The API's `check-suite`. */
export async function checkSuiteJson(world: World, repository: Repository, suite: CheckSuite) {
  const core = suiteCore(world, repository, suite);
  const runs = world.store.check_runs.values().filter((run) => run.suite_id === suite.id);
  const commit = must(await readCommit(gitDir(world, repository), suite.head_sha), `commit ${suite.head_sha}`);
  const { sha: id, tree: tree_id, message, committer, author } = commit;
  const person = ({ name, email }: { name: string; email: string }) => ({ name, email });
  return {
    ...core,
    latest_check_runs_count: [...runs].length,
    check_runs_url: `${core.url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
    repository: minimalRepositoryJson(world, repository),
    head_commit: { id, tree_id, message, timestamp: committer.date, author: person(author), committer: person(committer) },
  };
}
