import { z } from "zod";

/**
 * The parts of GitHub's webhook payloads that we read; everything else is left aside.
 * https://docs.github.com/webhooks/webhook-events-and-payloads
 */

const Place = z.object({
  installation: z.object({ id: z.int() }),
  repository: z.object({ id: z.int(), full_name: z.string() }),
  sender: z.object({ login: z.string(), type: z.string() }),
});
export type Place = z.infer<typeof Place>;

export const IssueComment = Place.extend({
  action: z.string(),
  issue: z.object({ number: z.int(), pull_request: z.unknown().optional() }),
  comment: z.object({ id: z.int(), body: z.string().nullable(), created_at: z.string() }),
});

export const PullRequestEvent = Place.extend({
  action: z.string(),
  pull_request: z.object({
    number: z.int(),
    state: z.string(),
    updated_at: z.string(),
    head: z.object({ sha: z.string() }),
  }),
  label: z.object({ name: z.string() }).optional(),
});

/** `action` is the event's type as its sender named it. */
export const RepositoryDispatch = Place.extend({ action: z.string(), client_payload: z.unknown() });

export const CheckRunEvent = Place.extend({
  action: z.string(),
  check_run: z.object({
    id: z.int(),
    external_id: z.string().nullable(),
    head_sha: z.string(),
    app: z.object({ id: z.int() }).nullable(),
  }),
  requested_action: z.object({ identifier: z.string() }).optional(),
});

export const CheckSuiteEvent = Place.extend({
  action: z.string(),
  check_suite: z.object({ head_sha: z.string(), app: z.object({ id: z.int() }).nullable() }),
});

/** An installation that is gone, or repositories that were taken out of one. */
export const InstallationEvent = z.object({
  action: z.string(),
  installation: z.object({ id: z.int() }),
  repositories: z.array(z.object({ id: z.int() })).optional(),
  repositories_removed: z.array(z.object({ id: z.int() })).optional(),
});
