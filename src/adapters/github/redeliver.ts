import type { Clock } from "../../ports.ts";
import type { GitHubClient } from "./client.ts";

/** GitHub can deliver again for three days. */
const AGE_HOURS = 72;
/** Every delivery it keeps is looked at, this many at a time. */
const PAGE = 100;
const PAGES = 30;
/** What fails this often is not the network's fault. */
const TRIES = 3;

/**
 * Asks GitHub to deliver again what did not reach us: it never does so by itself. A delivery is over when any attempt at it
 * was answered, unless it was cut off after that. Gives how many were asked for. `client` is the App's own, not an installation's.
 */
export async function redeliverFailed(
  client: GitHubClient,
  clock: Pick<Clock, "now">,
  cut_off: ReadonlySet<string> = new Set(),
): Promise<number> {
  const oldest = clock.now().getTime() - AGE_HOURS * 3_600_000;
  const attempts = new Map<string, { id: number; answered: boolean; tries: number }>();
  let pages = 0;
  for await (const { data } of client.paginate.iterator(client.rest.apps.listWebhookDeliveries, { per_page: PAGE })) {
    const recent = data.filter((one) => Date.parse(one.delivered_at) >= oldest);
    for (const { guid, id, status_code } of recent) {
      const known = attempts.get(guid) ?? { id, answered: false, tries: 0 };
      const answered = known.answered || (status_code >= 200 && status_code < 300 && !cut_off.has(guid));
      attempts.set(guid, { id: known.id, answered, tries: known.tries + 1 });
    }
    pages += 1;
    if (recent.length < data.length || pages >= PAGES) break;
  }
  const lost = [...attempts.values()].filter(({ answered, tries }) => !answered && tries <= TRIES);
  for (const { id } of lost.toReversed()) await client.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
  return lost.length;
}

/** How often what was lost is asked for, in minutes; and once at the start. */
const EVERY_MINUTES = 10;

/** Asks for lost deliveries now and from time to time, until it is stopped. A look that fails is logged; the next one sees more. */
export function keepRedelivering(
  client: GitHubClient,
  {
    clock,
    log,
    cutOff,
  }: {
    clock: Pick<Clock, "now">;
    /** Deliveries that were answered and then lost all the same. */
    cutOff: () => Promise<ReadonlySet<string>>;
    log: { info(facts: object, message: string): void; error(facts: object, message: string): void };
  },
): { stop(): void } {
  const look = () => {
    const asking = cutOff().then((cut_off) => redeliverFailed(client, clock, cut_off));
    asking.then(
      (count) => count > 0 && log.info({ count }, "lost deliveries were asked for again"),
      (error: unknown) => log.error({ err: error }, "lost deliveries could not be looked for"),
    );
  };
  look();
  const timer = setInterval(look, EVERY_MINUTES * 60_000).unref();
  return { stop: () => clearInterval(timer) };
}
