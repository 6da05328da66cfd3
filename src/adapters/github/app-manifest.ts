import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { UserError } from "../../errors.ts";

const APP = new URL("../../../app.yml", import.meta.url);

/** `app.yml`: what the App asks for. */
export const AppManifest = z.strictObject({
  name: z.string(),
  description: z.string(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write", "admin"])),
  default_events: z.array(z.string()),
});
export type AppManifest = z.infer<typeof AppManifest>;

/** What GitHub gives for a submitted manifest, once. */
const Converted = z.object({
  id: z.int(),
  slug: z.string(),
  html_url: z.url(),
  pem: z.string().includes("PRIVATE KEY"),
  webhook_secret: z.string().min(20),
});
export type NewApp = z.infer<typeof Converted>;

export async function readAppManifest(): Promise<AppManifest> {
  return AppManifest.parse(parse(await readFile(APP, "utf8")));
}

/** The manifest as GitHub's form takes it: events go to `webhook_url`, the person comes back to `redirect_url`. */
export function manifestForm(manifest: AppManifest, addresses: { url: string; webhook_url: string; redirect_url: string }) {
  const { url, webhook_url, redirect_url } = addresses;
  return { ...manifest, url, hook_attributes: { url: webhook_url, active: true }, redirect_url };
}

/** Turns the code GitHub sent a person back with into the App. Works once, within an hour. Throws `UserError`. */
export async function convertManifest(api_url: string, code: string): Promise<NewApp> {
  const headers = { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" };
  const address = `${api_url}/app-manifests/${encodeURIComponent(code)}/conversions`;
  const response = await fetch(address, { method: "POST", headers });
  if (!response.ok) throw new UserError(`GitHub did not take the code (${response.status}): begin again with tfactory setup.`);
  const parsed = Converted.safeParse(await response.json());
  if (!parsed.success) throw new UserError("GitHub's answer has no App in it: begin again with tfactory setup.");
  return parsed.data;
}

/** The web pages that belong to a REST root: `https://github.com`, or the Enterprise Server itself. */
export function webUrl(api_url: string): string {
  return api_url.replace(/\/api\/v3\/?$/, "").replace(/^https:\/\/api\.github\.com\/?$/, "https://github.com");
}
