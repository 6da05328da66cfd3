import { asApp, type Handlers, list } from "../http/context.ts";
import { notFound, ok } from "../http/reply.ts";
import type { App, Delivery } from "../store/types.ts";
import type { World } from "../world.ts";

/** An App's own webhook: its settings and what was delivered. */
export const hooks: Handlers = {
  "apps/get-webhook-config-for-app": asApp(({ app }) => ok(configuration(app))),

  "apps/update-webhook-config-for-app": asApp(({ app, body }) => {
    if (typeof body.url === "string") app.webhook_url = body.url;
    if (typeof body.secret === "string") app.webhook_secret = body.secret;
    return ok(configuration(app));
  }),

  "apps/list-webhook-deliveries": asApp((call) => {
    const { per_page = "30", cursor } = call.query;
    const own = [...call.world.store.deliveries.values().filter(({ app_id }) => app_id === call.app.id)].reverse();
    const from = cursor === undefined ? 0 : own.findIndex(({ id }) => String(id) === cursor);
    const shown = own.slice(Math.max(0, from), Math.max(0, from) + Number(per_page));
    const next = own[Math.max(0, from) + Number(per_page)];
    const query = new URLSearchParams({ per_page, cursor: String(next?.id) });
    const headers = next === undefined ? {} : { link: `<${call.url}?${query}>; rel="next"` };
    return { ...list({ ...call, query: { per_page: "100" } }, shown, deliveryItem), headers };
  }),

  "apps/get-webhook-delivery": asApp(({ world, app, path }) => {
    const { request, response, ...delivery } = ownDelivery(world, app, Number(path.delivery_id));
    return ok({ ...deliveryItem({ request, response, ...delivery }), url: app.webhook_url ?? "", request, response });
  }),

  "apps/redeliver-webhook-delivery": asApp(({ world, app, path }) => {
    void world.outbox.redeliver(ownDelivery(world, app, Number(path.delivery_id)).id);
    return { status: 202, body: {} };
  }),
};

function ownDelivery(world: World, app: App, id: number): Delivery {
  const delivery = world.store.deliveries.get(id);
  if (delivery?.app_id !== app.id) throw notFound();
  return delivery;
}

function deliveryItem({ request: _, response: __, app_id: ___, ...delivery }: Delivery) {
  return { ...delivery, throttled_at: null };
}

function configuration(app: App) {
  const secret = app.webhook_secret === null ? {} : { secret: "********" };
  return { content_type: "json", insecure_ssl: "0", url: app.webhook_url ?? "", ...secret };
}
