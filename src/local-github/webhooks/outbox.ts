import { createHmac, randomUUID } from "node:crypto";
import { must, type Store } from "../store/store.ts";
import type { App, Delivery } from "../store/types.ts";

/** GitHub waits this long for an answer and never tries again by itself. */
const TIMEOUT_MS = 10_000;

export interface Parcel {
  app_id: number;
  event: string;
  action: string | null;
  installation_id: number | null;
  repository_id: number | null;
  payload: Record<string, unknown>;
}

/** Hands events to Apps: each once, signed, recorded, and to be sent again on demand. */
export interface Outbox {
  post(parcel: Parcel): void;
  /** Sends a recorded delivery again under the same GUID, as a new record. `null`: no such delivery. */
  redeliver(delivery_id: number): Promise<Delivery> | null;
  /** From now on events wait, so that they can be let go late, twice or in another order. */
  hold(): void;
  /** Lets waiting events go in the order `arrange` gives them in (as they came, unless told), and holds no more. */
  release(arrange?: (waiting: Parcel[]) => Parcel[]): void;
  /** Until nothing is under way. */
  settled(): Promise<void>;
}

export function openOutbox(store: Store, now: () => Date, delivered: (delivery: Delivery) => void): Outbox {
  const under_way = new Set<Promise<unknown>>();
  let waiting: Parcel[] | null = null;

  function start(parcel: Parcel, guid: string, redelivery: boolean): Promise<Delivery> {
    const sent = send(store, now, parcel, guid, redelivery).then((delivery) => {
      store.deliveries.set(delivery.id, delivery);
      delivered(delivery);
      return delivery;
    });
    under_way.add(sent);
    void sent.finally(() => under_way.delete(sent));
    return sent;
  }

  return {
    post(parcel) {
      if (must(store.apps.get(parcel.app_id), "App").webhook_url === null) return;
      if (waiting === null) void start(parcel, randomUUID(), false);
      else waiting.push(parcel);
    },
    redeliver(delivery_id) {
      const delivery = store.deliveries.get(delivery_id);
      if (delivery === undefined) return null;
      return start({ ...delivery, payload: delivery.request.payload }, delivery.guid, true);
    },
    hold() {
      waiting ??= [];
    },
    release(arrange = (parcels) => parcels) {
      const parcels = arrange(waiting ?? []);
      waiting = null;
      for (const parcel of parcels) void start(parcel, randomUUID(), false);
    },
    async settled() {
      while (under_way.size > 0) await Promise.allSettled(under_way);
    },
  };
}

async function send(store: Store, now: () => Date, parcel: Parcel, guid: string, redelivery: boolean): Promise<Delivery> {
  const app = must(store.apps.get(parcel.app_id), `App ${parcel.app_id}`);
  const body = JSON.stringify(parcel.payload);
  const headers = headersOf(app, parcel.event, guid, body);
  const started = performance.now();
  const answer = await post(app.webhook_url ?? "", headers, body);
  const { app_id, event, action, installation_id, repository_id, payload } = parcel;
  return {
    id: store.id(),
    guid,
    ...{ app_id, event, action, installation_id, repository_id, redelivery },
    delivered_at: now().toISOString(),
    duration: Math.round((performance.now() - started) / 10) / 100,
    status_code: answer.status_code,
    status: answer.status,
    request: { headers, payload },
    response: { headers: answer.headers, payload: answer.payload },
  };
}

/** The headers GitHub sends with an event, the signatures among them. */
export function headersOf(app: App, event: string, guid: string, body: string): Record<string, string> {
  const secret = app.webhook_secret;
  const signed = (algorithm: string) =>
    `${algorithm}=${createHmac(algorithm, secret ?? "")
      .update(body)
      .digest("hex")}`;
  return {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": `GitHub-Hookshot/${guid.slice(0, 7)}`,
    "x-github-delivery": guid,
    "x-github-event": event,
    "x-github-hook-id": String(app.hook_id),
    "x-github-hook-installation-target-id": String(app.id),
    "x-github-hook-installation-target-type": "integration",
    ...(secret === null ? {} : { "x-hub-signature": signed("sha1"), "x-hub-signature-256": signed("sha256") }),
  };
}

type Answer = Pick<Delivery, "status" | "status_code"> & Delivery["response"];

async function post(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
    const payload = await response.text();
    const status = response.ok ? "OK" : `Invalid HTTP Response: ${response.status}`;
    return { status, status_code: response.status, headers: Object.fromEntries(response.headers), payload };
  } catch (error) {
    const timed_out = error instanceof Error && error.name === "TimeoutError";
    return { status: timed_out ? "timed out" : "failed to connect to host", status_code: 0, headers: {}, payload: null };
  }
}
