import { addComment, deleteComment, editComment, react } from "../changes/comments.ts";
import { mergePull } from "../changes/commits.ts";
import { addLabels, createLabel, editIssue, lockIssue, openIssue, removeLabel } from "../changes/issues.ts";
import { openPull, reopenPull } from "../changes/pulls.ts";
import { isPull, type PullIssue } from "../payloads/pull.ts";
import type { Comment, ReactionContent, Role } from "../store/types.ts";
import type { World } from "../world.ts";
import { type Find, type FullName, type Place, refuse, requireRole, WRITERS } from "./find.ts";

const TRIAGERS: Role[] = ["triage", ...WRITERS];
const READERS: Role[] = ["read", ...TRIAGERS];

/** Pull requests, issues, comments, reactions and labels. What says pull request works on issues too, but for merging. */
export function onConversations(world: World, { repository, issue, pull, comment, actor, home }: Find) {
  return {
    openPullRequest: async (wanted: {
      repository: FullName;
      user: string;
      title: string;
      body?: string | null;
      /** `branch`, or `owner:branch` of a fork. */
      head: string;
      base?: string;
      draft?: boolean;
    }): Promise<PullIssue> => {
      const where = repository(wanted.repository);
      const [owner = "", head = ""] = wanted.head.includes(":") ? wanted.head.split(":", 2) : [where.owner, wanted.head];
      const fork = world.store.repositories.values().find((one) => one.owner === owner && one.parent_id === where.id);
      const head_repository = owner === where.owner ? where : (fork ?? refuse(`${owner} has no fork of ${wanted.repository}.`));
      const { title, body = null, base = where.default_branch, draft = false } = wanted;
      const outcome = await openPull(world, where, { title, body, base, head, head_repository, draft }, actor(wanted.user));
      if (outcome.status === "opened") return outcome.issue;
      return refuse(outcome.status === "refused" ? outcome.message : `The ${outcome.field} is no branch.`);
    },
    openIssue: (name: FullName, login: string, { title, body = null }: { title: string; body?: string | null }) =>
      openIssue(world, repository(name), { title, body }, actor(login)),
    editPullRequest: ({ title, body, ...place }: Place & { user: string; title?: string; body?: string }) => {
      const edit = { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) };
      return editIssue(world, repository(place.repository), issue(place), edit, actor(place.user));
    },
    closePullRequest: (place: Place & { user: string }) =>
      editIssue(world, repository(place.repository), issue(place), { state: "closed" }, actor(place.user)),
    reopenPullRequest: (place: Place & { user: string }) => {
      const found = issue(place);
      const where = repository(place.repository);
      if (isPull(found)) return reopenPull(world, where, found, actor(place.user));
      return editIssue(world, where, found, { state: "open" }, actor(place.user));
    },
    mergePullRequest: (place: Place & { user: string }) =>
      mergePull(world, repository(place.repository), pull(place), actor(place.user)),
    lockConversation: (place: Place & { user: string; locked: boolean }) =>
      lockIssue(world, repository(place.repository), issue(place), place.locked, actor(place.user)),

    /** The comments under a pull request or issue, oldest first. */
    comments: (place: Place): Comment[] => {
      const { id } = repository(place.repository);
      return [...world.store.comments.values()].filter((one) => one.repository_id === id && one.issue_number === place.number);
    },
    /** Writes a comment. Whoever can read may; in a locked conversation only who may write. */
    addComment: (place: Place & { user: string; body: string }): Comment => {
      const where = repository(place.repository);
      const found = issue(place);
      requireRole(place.user, where, found.locked ? WRITERS : READERS, "comment");
      return addComment(world, where, found, place.body, actor(place.user));
    },
    editComment: (id: number, login: string, body: string) =>
      editComment(world, home(comment(id)), comment(id), body, actor(login)),
    deleteComment: (id: number, login: string) => deleteComment(world, home(comment(id)), comment(id), actor(login)),
    react: (comment_id: number, login: string, content: ReactionContent) =>
      react(world, { on: "comment", id: comment(comment_id).id }, content, actor(login)).reaction,

    /** Makes a label in a repository; putting an unknown one on a pull request makes it too, in grey. */
    createLabel: (name: FullName, label: { name: string; color?: string; description?: string }) =>
      createLabel(world, repository(name), label),
    addLabel: (place: Place & { user: string; label: string }) => {
      const where = repository(place.repository);
      requireRole(place.user, where, TRIAGERS, "label");
      return addLabels(world, where, issue(place), [place.label], actor(place.user));
    },
    removeLabel: (place: Place & { user: string; label: string }) => {
      const where = repository(place.repository);
      requireRole(place.user, where, TRIAGERS, "label");
      return removeLabel(world, where, issue(place), place.label, actor(place.user));
    },
  };
}
