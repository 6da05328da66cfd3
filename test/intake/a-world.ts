import { DatabaseQueue } from "../../src/adapters/store/database-queue.ts";
import { DatabaseRuns } from "../../src/adapters/store/database-runs.ts";
import { pushTable } from "../../src/adapters/store/push-table.ts";
import { seenTable } from "../../src/adapters/store/seen-table.ts";
import { type Delivery, receive } from "../../src/intake/receive.ts";
import type { PullRequest } from "../../src/intake/repository.ts";
import { Turns } from "../../src/intake/turns.ts";
import type { IntakeWorld, Office } from "../../src/intake/world.ts";
import type { HostedForge, Publication } from "../../src/ports.ts";
import type { RunRecord } from "../../src/runs/runs.ts";
import { aDatabase, itsJobs } from "../fakes/a-database.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { noLimits } from "../fakes/limits.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import { MemoryReplies } from "../fakes/memory-replies.ts";
import { MemoryRepository } from "../fakes/memory-repository.ts";

export const HEAD = "a".repeat(40);
export const APP_ID = 99;
export const ASKED_AT = "2026-01-01T12:00:00Z";

/** An open pull request of ada's branch `feature` against `main`, number 7 of repository 1. */
export function aPull(overrides: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    title: "Durations",
    body: "",
    open: true,
    author: { login: "ada", bot: false },
    base_ref: "main",
    head_ref: "feature",
    head_sha: HEAD,
    head_repository_id: 1,
    ...overrides,
  };
}

/** Everything intake works with, in memory: ada and grace may write, mia maintains, tom triages, rita reads. */
export async function aWorld() {
  const repository = new MemoryRepository();
  repository.roles = { ada: "write", grace: "write", mia: "maintain", tom: "triage", rita: "read" };
  repository.pulls = [aPull()];
  const replies = new MemoryReplies();
  const forge: HostedForge & { asked: unknown[]; answer: Publication } = Object.assign(new MemoryForge({}), {
    asked: [] as unknown[],
    answer: { status: "committed", commit_sha: "f".repeat(40), files: [] } as Publication,
    undo: async (sha: string) => {
      forge.asked.push(["undo", sha]);
      return forge.answer;
    },
    drop: async (test: { name: string }) => {
      forge.asked.push(["drop", test.name]);
      return forge.answer;
    },
  });
  const clock = new FixedClock(new Date(ASKED_AT));
  const announce = async ({ id }: RunRecord) => ({ check_run_id: 5, check_run_url: `https://example.invalid/${id}` });
  const database = await aDatabase();
  const options = { database, jobs: await itsJobs(database), limits: noLimits, clock };
  await new DatabaseQueue({ ...options, slots: 1000 }).beat([]);
  const runs = new DatabaseRuns({ ...options, announce });
  const errors: object[] = [];
  const wiped: number[] = [];
  const marked: Parameters<Office["mark"]>[0][] = [];
  const world: IntakeWorld = {
    self: { app_id: APP_ID, slug: "tfactory", bots: ["trusted"] },
    runs,
    seen: seenTable(database, clock),
    pushes: pushTable(database),
    turns: new Turns(),
    clock,
    authors: ["explorer"],
    connect: async () => ({ repository, replies, forge, mark: async (commit) => void marked.push(commit) }),
    wipe: async (ids) => void wiped.push(...ids),
    log: { info: () => {}, error: (facts) => void errors.push(facts) },
  };
  let deliveries = 0;
  const send = (name: string, payload: object, id = `delivery-${++deliveries}`) =>
    receive({ id, name, payload } satisfies Delivery, world);
  return { world, repository, replies, forge, clock, runs, errors, wiped, marked, send };
}

const place = {
  installation: { id: 10 },
  repository: { id: 1, full_name: "acme/durations" },
};
export function sentBy(login: string, type = login.endsWith("[bot]") ? "Bot" : "User") {
  return { ...place, sender: { login, type } };
}

let comments = 1000;
/** `issue_comment` as GitHub sends it, cut down to what anyone reads. */
export function aComment(body: string, login = "ada", overrides: object = {}) {
  return {
    action: "created",
    ...sentBy(login),
    issue: { number: 7, pull_request: { url: "" } },
    comment: { id: ++comments, body, created_at: ASKED_AT },
    ...overrides,
  };
}

export function aPullEvent(
  action: string,
  login: string,
  overrides: { state?: string; label?: string; updated_at?: string; sha?: string } = {},
) {
  const { state = "open", label, updated_at = ASKED_AT, sha = HEAD } = overrides;
  return {
    action,
    ...sentBy(login),
    pull_request: { number: 7, state, updated_at, head: { sha } },
    ...(label === undefined ? {} : { label: { name: label } }),
  };
}

export function aDispatch(client_payload: unknown, login = "ada", action = "tfactory-test") {
  return { action, ...sentBy(login), client_payload };
}

export function aCheck(
  action: string,
  login: string,
  overrides: { external_id?: string; app?: number; identifier?: string; sha?: string } = {},
) {
  const { external_id = "run-unknown", app = APP_ID, identifier, sha = HEAD } = overrides;
  return {
    action,
    ...sentBy(login),
    check_run: { id: 5, external_id, head_sha: sha, app: { id: app } },
    ...(identifier === undefined ? {} : { requested_action: { identifier } }),
  };
}
