import { EventEmitter, once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../errors.ts";
import { createAccount } from "./changes/accounts.ts";
import { createApp, type NewApp } from "./changes/apps.ts";
import { createRepository, type NewRepository } from "./changes/repositories.ts";
import { createUserToken, type UserTokenGrant } from "./changes/tokens.ts";
import type { Finding } from "./http/contract.ts";
import { type Fault, openFaults, secondaryLimit } from "./http/faults.ts";
import { openRateLimits } from "./http/rate-limit.ts";
import { createFront, type PageHandler, type RecordedRequest } from "./http/server.ts";
import { people } from "./people.ts";
import { type Manifest, submitManifest } from "./rest/manifests.ts";
import { emptyStore } from "./store/store.ts";
import type { Delivery, Repository } from "./store/types.ts";
import { openOutbox } from "./webhooks/outbox.ts";
import type { Change, World } from "./world.ts";

export interface LocalGitHubOptions {
  /** Holds the bare repositories; made when it is not there. */
  folder: string;
  /** Any free one when left out. */
  port?: number;
  now?: () => Date;
  /** Requests an hour for each installation and person; GitHub's own number when left out. */
  rate_limit?: number;
  /** Whether answers are held against GitHub's description too, as requests always are. Off unless told otherwise. */
  check_answers?: boolean;
}
export type LocalGitHub = Awaited<ReturnType<typeof startLocalGitHub>>;

/** Requests an hour for an installation or person on GitHub. */
const RATE_LIMIT = 5000;

/**
 * Starts a GitHub on loopback: REST under `/api/v3` and GraphQL at `/api/graphql` as on GitHub Enterprise Server, git and
 * pages at `/<owner>/<name>`. Everything but git's objects is in memory and gone with `close`.
 */
export async function startLocalGitHub(options: LocalGitHubOptions) {
  const { folder, port = 0, now = () => new Date(), rate_limit = RATE_LIMIT, check_answers = false } = options;
  await mkdir(folder, { recursive: true });
  const store = emptyStore();
  const changes = new EventEmitter<{ change: [Change] }>().setMaxListeners(0);
  const changed = (change: Change) => void changes.emit("change", change);
  const faults = openFaults();
  const requests: RecordedRequest[] = [];
  let pages: PageHandler | null = null;
  let world: World | null = null;

  const server = createFront(() => there(world), {
    limits: openRateLimits(rate_limit, now),
    check_answers,
    faults,
    record: (request) => void requests.push(request),
    pages: () => pages,
  });
  await listen(server, port);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outbox = openOutbox(store, now, ({ repository_id }) => changed({ kind: "delivery", repository_id, number: null }));
  const made: World = { store, folder, url, now, outbox, changed, exclusive: queues() };
  world = made;

  return {
    url,
    api_url: `${url}/api/v3`,
    git_url: url,
    store,
    world: made,
    ...people(made),
    createUser: (login: string, name?: string) => createAccount(made, { login, ...(name === undefined ? {} : { name }) }),
    createOrganization: (login: string) => createAccount(made, { login, type: "Organization" }),
    /** `from` is a folder with a git repository; its branches and tags are copied. */
    createRepository: (owner: string, name: string, more: Omit<NewRepository, "owner" | "name"> = {}) =>
      createRepository(made, { owner, name, ...more }),
    /** The private key is given only here. */
    createApp: async (wanted: NewApp) => {
      const { app, private_key } = await createApp(made, wanted);
      return { app_id: app.id, client_id: app.client_id, slug: app.slug, bot: `${app.slug}[bot]`, private_key };
    },
    /** Where an App's events go from now on. */
    setWebhook: (slug: string, webhook_url: string | null, webhook_secret: string | null) => {
      const app = store.apps.values().find((one) => one.slug === slug);
      Object.assign(there(app), { webhook_url, webhook_secret });
    },
    /** A personal access token; classic with the scope `repo` unless told otherwise. */
    userToken: (login: string, grant: UserTokenGrant = { scopes: ["repo"] }) =>
      createUserToken(made, there(store.accounts.values().find((one) => one.login === login)), grant).token,
    /** Submits the manifest form as a person: the code that is turned into an App. */
    submitManifest: (manifest: Manifest, owner: string) => submitManifest(made, manifest, owner),

    // webhooks
    deliveries: (filter: { event?: string; action?: string } = {}): Delivery[] =>
      [...store.deliveries.values()].filter(
        (one) => (filter.event ?? one.event) === one.event && (filter.action ?? one.action) === one.action,
      ),
    redeliver: (delivery_id: number) => outbox.redeliver(delivery_id),
    holdDeliveries: outbox.hold,
    releaseDeliveries: outbox.release,
    /** Until every event that was sent has its answer. */
    delivered: outbox.settled,

    // failures
    fail: (fault: Fault) => faults.add(fault),
    /** The next requests are told they are too many, and when to come back. */
    limitSecondary: (hit: Pick<Fault, "method" | "path" | "times">, retry_after_seconds: number, status: 403 | 429 = 403) =>
      faults.add({ ...hit, ...secondaryLimit(retry_after_seconds, status) }),
    clearFailures: () => faults.clear(),

    // what was asked of it
    requests,
    /** Requests that GitHub's OpenAPI description does not allow. */
    get contractViolations(): { request: string; findings: Finding[] }[] {
      return requests
        .filter(({ violations }) => violations.length > 0)
        .map(({ method, path, violations }) => ({ request: `${method} ${path}`, findings: violations }));
    },
    /** Requests to what is not here. */
    get unknownRequests(): string[] {
      return requests
        .filter(({ operation, status }) => operation === null && status === 404)
        .map(({ method, path }) => `${method} ${path}`);
    },

    /** Calls back on everything that changes; gives what ends it. */
    onChange: (listener: (change: Change) => void) => {
      changes.on("change", listener);
      return () => void changes.off("change", listener);
    },
    /** Shows pages at every address that is not the API's or git's. */
    servePages: (handler: PageHandler) => {
      pages = handler;
    },
    async close() {
      await outbox.settled();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new UserError(`Port ${port} is in use on this machine: name another one.`);
  }
}

/** Work on one repository happens one after the other. */
function queues(): World["exclusive"] {
  const last = new Map<number, Promise<unknown>>();
  return async ({ id }: Repository, work) => {
    const before = last.get(id) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(
      id,
      mine.catch(() => undefined),
    );
    return mine;
  };
}

function there<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("The local GitHub was asked for what is not there.");
  return value;
}
