import { addLabels, createLabel, removeLabel } from "../changes/issues.ts";
import { actor, type Handlers, issueIn, list, needs, onRepository } from "../http/context.ts";
import { ApiError, created, invalid, notFound, ok } from "../http/reply.ts";
import { labelNamed, labelsJson } from "../payloads/issue.ts";
import { labelJson } from "../payloads/repository.ts";

const KINDS = ["issues", "pull_requests"];
const READ = needs(KINDS);
const TRIAGE = needs(KINDS, "write", "triage");

export const labels: Handlers = {
  "issues/list-labels-for-repo": onRepository(READ, (call) =>
    list(call, call.repository.labels, (label) => labelJson(call.world, call.repository, label)),
  ),

  "issues/get-label": onRepository(READ, ({ world, repository, path }) => {
    const label = labelNamed(repository, path.name ?? "");
    if (label === undefined) throw notFound();
    return ok(labelJson(world, repository, label));
  }),

  "issues/create-label": onRepository(needs(KINDS, "write"), ({ world, repository, body }) => {
    const name = String(body.name);
    if (labelNamed(repository, name) !== undefined) throw invalid("Label", "name", "already_exists");
    const color = typeof body.color === "string" ? { color: body.color } : {};
    const description = typeof body.description === "string" ? { description: body.description } : {};
    return created(labelJson(world, repository, createLabel(world, repository, { name, ...color, ...description })));
  }),

  "issues/list-labels-on-issue": onRepository(READ, (call) => {
    const all = labelsJson(call.world, call.repository, issueIn(call));
    return list(call, all, (label) => label);
  }),

  "issues/add-labels": onRepository(TRIAGE, async (call) =>
    ok(await addLabels(call.world, call.repository, issueIn(call), named(call.body), actor(call))),
  ),

  "issues/set-labels": onRepository(TRIAGE, async (call) => {
    const { world, repository, body } = call;
    const issue = issueIn(call);
    const wanted = named(body);
    for (const name of issue.labels.filter((one) => !wanted.includes(one)))
      await removeLabel(world, repository, issue, name, actor(call));
    return ok(await addLabels(world, repository, issue, wanted, actor(call)));
  }),

  "issues/remove-label": onRepository(TRIAGE, async (call) => {
    const left = await removeLabel(call.world, call.repository, issueIn(call), call.path.name ?? "", actor(call));
    if (left === null) throw new ApiError(404, "Label does not exist");
    return ok(left);
  }),
};

/** Label names, which the API takes as `{labels: []}` or as a bare list, as strings or objects. */
function named(body: unknown): string[] {
  const given = Array.isArray(body) ? body : ((body as { labels?: unknown[] }).labels ?? []);
  return given.map((one) => (typeof one === "string" ? one : String((one as { name: string }).name)));
}
