import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAppManifest, webUrl } from "../../../src/adapters/github/app-manifest.ts";
import { examineApp } from "../../../src/adapters/github/examine-app.ts";
import { setupCommand } from "../../../src/cli/setup/setup-command.ts";
import { readServerConfig } from "../../../src/config.ts";
import { UserError } from "../../../src/errors.ts";
import type { Manifest } from "../../../src/local-github/rest/manifests.ts";
import type { LocalGitHub } from "../../../src/local-github/start.ts";
import { aGitHub, aStory, PERMISSIONS } from "../../local-github/a-github.ts";

const now = () => new Date();
const says = (checkups: { status: string; says: string }[]) => checkups.map((one) => `${one.status}: ${one.says}`).join("\n");

describe("the App's own check-up", () => {
  test("an App as app.yml wants it, installed, is well", async () => {
    const { github, app } = await aStory({ permissions: (await readAppManifest()).default_permissions });
    const credentials = { app_id: app.app_id, private_key: app.private_key, base_url: github.api_url };
    const text = says(await examineApp(credentials, await readAppManifest(), now));
    expect(text).toContain("good: GitHub knows it as tfactory");
    expect(text).toContain("good: it is installed for acme");
    expect(text).toContain("good: it has the permissions it uses and no other");
    expect(text).not.toMatch(/^bad/m);
  });

  test("missing, weaker and needless permissions are named", async () => {
    const permissions = { ...PERMISSIONS, metadata: "read", contents: "read", administration: "write" } as const;
    const { github, app } = await aStory({ permissions });
    const credentials = { app_id: app.app_id, private_key: app.private_key, base_url: github.api_url };
    const text = says(await examineApp(credentials, await readAppManifest(), now));
    expect(text).toContain("bad: it lacks the permission contents: write");
    expect(text).toContain("warning: it has the permission administration");
  });

  test("a wrong key, no key and no GitHub are told apart; a clock that is off is told", async () => {
    const { github, app } = await aStory();
    const other = await github.createApp({
      slug: "other",
      owner: "acme",
      permissions: {},
      events: [],
      webhook_url: null,
      webhook_secret: null,
    });
    const credentials = { app_id: app.app_id, private_key: app.private_key, base_url: github.api_url };
    const manifest = await readAppManifest();
    expect(says(await examineApp({ ...credentials, private_key: other.private_key }, manifest, now))).toContain(
      "does not take the App's key",
    );
    expect(says(await examineApp({ ...credentials, private_key: "no key" }, manifest, now))).toContain("can not be read");
    expect(says(await examineApp({ ...credentials, base_url: "http://127.0.0.1:1" }, manifest, now))).toContain(
      "could not be asked",
    );
    const late = () => new Date(Date.now() + 300_000);
    expect(says(await examineApp(credentials, manifest, late))).toMatch(/clock is (299|30\d) s off/);
  });
});

describe("tfactory setup", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "setup-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A person with a browser: opens the page, sends its form to GitHub, comes back with the code. */
  async function walkThrough(github: LocalGitHub, address: string): Promise<{ action: string; manifest: Manifest }> {
    const page = await (await fetch(address)).text();
    const plain = (text: string) => text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
    const action = plain(/action="([^"]*)"/.exec(page)?.[1] ?? "");
    const manifest = JSON.parse(plain(/name="manifest" value="([^"]*)"/.exec(page)?.[1] ?? "")) as Manifest;
    const code = github.submitManifest(manifest, "acme");
    const state = new URL(action).searchParams.get("state");
    expect((await fetch(`${manifest.redirect_url}?code=${code}&state=forged`)).status).toBe(400);
    expect((await fetch(`${manifest.redirect_url}?code=${code}&state=${state}`)).status).toBe(200);
    return { action, manifest };
  }

  async function setUp(github: LocalGitHub, more: Record<string, string> = {}) {
    let printed = "";
    const { promise: address, resolve } = Promise.withResolvers<string>();
    const write = (text: string) => {
      printed += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
      return true;
    };
    const terminal = { cwd: folder, env: {}, stdout: { write }, stderr: { write } } as never;
    const options = { url: "https://tf.example.com/", apiUrl: github.api_url, env: ".env", port: 0, ...more };
    const ended = setupCommand(options, terminal);
    const walked = await walkThrough(github, await address);
    return { code: await ended, ...walked, printed: () => printed };
  }

  test("makes the App and writes what the server starts with, for its owner's eyes only", async () => {
    const github = await aGitHub();
    github.createOrganization("acme");
    await writeFile(join(folder, ".env"), "PORT=4000\nAPP_ID=1\n");
    const { code, action, manifest, printed } = await setUp(github, { org: "acme" });
    expect(code).toBe(0);
    expect(action).toContain(`${github.url}/organizations/acme/settings/apps/new?state=`);
    expect(manifest).toMatchObject({ public: false, hook_attributes: { url: "https://tf.example.com/api/github/webhooks" } });
    const env = await readFile(join(folder, ".env"), "utf8");
    const variables = Object.fromEntries(
      env
        .trim()
        .split("\n")
        .map((line) => line.split(/=(.*)/s, 2)),
    );
    const config = readServerConfig(variables);
    expect(config).toMatchObject({ port: 4000, api_url: github.api_url });
    const key = await readFile(variables.PRIVATE_KEY_PATH ?? "", "utf8");
    const credentials = { app_id: config.app_id, private_key: key, base_url: github.api_url };
    expect(says(await examineApp(credentials, await readAppManifest(), now))).toContain("good: it has the permissions it uses");
    expect((await stat(join(folder, ".env"))).mode & 0o777).toBe(0o600);
    expect((await stat(variables.PRIVATE_KEY_PATH ?? "")).mode & 0o777).toBe(0o400);
    expect(printed()).not.toContain(config.webhook.secret);
  });

  test("a server nobody can reach is refused before anything is made", async () => {
    const terminal = { cwd: folder, env: {} } as never;
    await expect(setupCommand({ apiUrl: "http://127.0.0.1:1", env: ".env", port: 0 }, terminal)).rejects.toThrow(UserError);
  });
});

test.each([
  ["https://api.github.com", "https://github.com"],
  ["https://ghe.example.com/api/v3", "https://ghe.example.com"],
])("the pages of %s are at %s", (api, web) => {
  expect(webUrl(api)).toBe(web);
});
