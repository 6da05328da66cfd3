import { editIssue, lockIssue, openIssue } from "../changes/issues.ts";
import { actor, type Handlers, issueIn, list, needs, onRepository } from "../http/context.ts";
import { created, NOTHING, ok } from "../http/reply.ts";
import { issueJson, timelineJson } from "../payloads/issue.ts";
import type { Issue } from "../store/types.ts";

const READ = needs(["issues", "pull_requests"]);
const WRITE = needs(["issues", "pull_requests"], "write");

export const issues: Handlers = {
  "issues/get": onRepository(READ, (call) => ok(issueJson(call.world, call.repository, issueIn(call)))),

  "issues/list-for-repo": onRepository(READ, (call) => {
    const { world, repository, query } = call;
    const { state = "open", labels } = query;
    const wanted = labels?.split(",") ?? [];
    const found = [...world.store.issues.values()].filter((issue) => {
      const labelled = wanted.every((name) => issue.labels.includes(name));
      return issue.repository_id === repository.id && (state === "all" || issue.state === state) && labelled;
    });
    return list(call, found.toReversed(), (issue) => issueJson(world, repository, issue));
  }),

  "issues/create": onRepository(needs("issues", "write", "read"), async (call) => {
    const { world, repository, body } = call;
    const text = typeof body.body === "string" ? body.body : null;
    const issue = await openIssue(world, repository, { title: String(body.title), body: text }, actor(call));
    return created(issueJson(world, repository, issue));
  }),

  "issues/update": onRepository(WRITE, async (call) => {
    const { world, repository, body } = call;
    const issue = issueIn(call);
    const edit = {
      ...(typeof body.title === "string" ? { title: body.title } : {}),
      ...(typeof body.body === "string" ? { body: body.body } : {}),
      ...(body.state === "open" || body.state === "closed" ? { state: body.state } : {}),
      ...(body.state_reason === undefined ? {} : { state_reason: body.state_reason as Issue["state_reason"] }),
    };
    await editIssue(world, repository, issue, edit as Parameters<typeof editIssue>[3], actor(call));
    return ok(issueJson(world, repository, issue));
  }),

  "issues/list-events": onRepository(READ, (call) => {
    const { world, repository } = call;
    const { number } = issueIn(call);
    const own = [...world.store.timeline.values()].filter(
      (one) => one.repository_id === repository.id && one.issue_number === number,
    );
    return list(call, own, (event) => timelineJson(world, repository, event));
  }),

  "issues/lock": onRepository(WRITE, async (call) => {
    await lockIssue(call.world, call.repository, issueIn(call), true, actor(call));
    return NOTHING;
  }),

  "issues/unlock": onRepository(WRITE, async (call) => {
    await lockIssue(call.world, call.repository, issueIn(call), false, actor(call));
    return NOTHING;
  }),
};
