import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import pc from "picocolors";
import { writeAppSecrets } from "../../adapters/disk/app-secrets.ts";
import { convertManifest, manifestForm, readAppManifest, webUrl } from "../../adapters/github/app-manifest.ts";
import { UserError } from "../../errors.ts";
import { exitCodes } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { serveSetup } from "./setup-server.ts";

export interface SetupOptions {
  /** Where GitHub reaches the server: `https://tfactory.example.com`. */
  url?: string;
  /** A smee channel instead, for development. */
  smee?: string;
  /** The organization the App belongs to; left out: the person. */
  org?: string;
  apiUrl: string;
  env: string;
  port: number;
}

const WEBHOOK_PATH = "/api/github/webhooks";
const HOUR_MS = 3_600_000;

/**
 * `tfactory setup`: makes the GitHub App by GitHub's manifest flow and writes its secrets for `tfactory serve`. Waits for
 * the person at most an hour, which is how long GitHub waits too.
 */
export async function setupCommand(options: SetupOptions, terminal: Terminal): Promise<number> {
  const webhook_url = webhookOf(options);
  const manifest = await readAppManifest();
  const home = webUrl(options.apiUrl);
  const owner = options.org === undefined ? "settings" : `organizations/${encodeURIComponent(options.org)}/settings`;
  const env_file = resolve(terminal.cwd, options.env);
  const server = await serveSetup(
    {
      action: (state) => `${home}/${owner}/apps/new?state=${state}`,
      manifest: (redirect_url) => manifestForm(manifest, { url: options.url ?? home, webhook_url, redirect_url }),
      finish: async (code) => {
        const app = await convertManifest(options.apiUrl, code);
        const variables = {
          APP_ID: String(app.id),
          WEBHOOK_SECRET: app.webhook_secret,
          GITHUB_API_URL: options.apiUrl,
          ...(options.smee === undefined ? {} : { WEBHOOK_PROXY_URL: options.smee }),
        };
        const key_file = await writeAppSecrets(env_file, app.pem, variables);
        return {
          says: `${app.slug} is made. Its key is in ${key_file}, the rest in ${env_file}.`,
          next: `${app.html_url}/installations/new`,
        };
      },
    },
    randomBytes(16).toString("hex"),
    options.port,
  );
  terminal.stderr.write(`Open ${pc.bold(server.url)} in a browser on this machine.\n`);
  const timer = setTimeout(server.close, HOUR_MS);
  try {
    const { says, next } = await server.done;
    terminal.stdout.write(`${says}\n\nInstall it  ${next}\nStart it    npm start -- serve\nCheck it    npm start -- doctor\n`);
    return exitCodes.kept;
  } finally {
    clearTimeout(timer);
    server.close();
  }
}

function webhookOf({ url, smee }: SetupOptions): string {
  if (smee !== undefined) return smee;
  if (url === undefined)
    throw new UserError(
      "Say where GitHub reaches the server: --url https://tfactory.example.com, or --smee and a channel for development.",
    );
  return `${url.replace(/\/+$/, "")}${WEBHOOK_PATH}`;
}
