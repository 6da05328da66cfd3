import { randomBytes } from "node:crypto";
import { createApp } from "../changes/apps.ts";
import type { Handlers } from "../http/context.ts";
import { created, notFound } from "../http/reply.ts";
import { appJson } from "../payloads/app.ts";
import type { Permissions } from "../store/types.ts";
import type { World } from "../world.ts";

/** What the manifest flow's form sends. */
export interface Manifest {
  name: string;
  url: string;
  description?: string;
  public?: boolean;
  hook_attributes?: { url: string; active?: boolean };
  redirect_url?: string;
  default_permissions?: Permissions;
  default_events?: string[];
}

const HOUR_MS = 3_600_000;
const pending = new WeakMap<World, Map<string, { manifest: Manifest; owner: string; until: number }>>();

/** Keeps a submitted manifest for an hour and gives the code it is turned into an App with, once. */
export function submitManifest(world: World, manifest: Manifest, owner: string): string {
  const code = randomBytes(20).toString("hex");
  const codes = pending.get(world) ?? new Map();
  pending.set(world, codes.set(code, { manifest, owner, until: world.now().getTime() + HOUR_MS }));
  return code;
}

export const manifests: Handlers = {
  "apps/create-from-manifest": async ({ world, path }) => {
    const found = pending.get(world)?.get(path.code ?? "");
    pending.get(world)?.delete(path.code ?? "");
    if (found === undefined || found.until < world.now().getTime()) throw notFound();
    const { manifest, owner } = found;
    const webhook_secret = randomBytes(20).toString("hex");
    const { app, private_key } = await createApp(world, {
      slug: manifest.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
      name: manifest.name,
      owner,
      description: manifest.description ?? "",
      external_url: manifest.url,
      permissions: manifest.default_permissions ?? {},
      events: manifest.default_events ?? [],
      webhook_url: manifest.hook_attributes?.url ?? null,
      webhook_secret,
    });
    const client_secret = randomBytes(20).toString("hex");
    return created({ ...appJson(world, app), client_id: app.client_id, client_secret, webhook_secret, pem: private_key });
  },
};
