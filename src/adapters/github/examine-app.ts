import { ProbotOctokit } from "probot";
import { bad, type Checkup, good, warning } from "../../domain/checkup.ts";
import { redact } from "../redact.ts";
import type { AppManifest } from "./app-manifest.ts";
import type { AppCredentials } from "./client.ts";

const ORDER = ["read", "write", "admin"];
/** GitHub refuses a token request that is signed for longer than ten minutes; a minute off is no problem yet. */
const CLOCK_SECONDS = 60;

/** Whether GitHub takes the App's key, whether the App may do what it has to and hears what it has to, where it is installed. */
export async function examineApp(credentials: AppCredentials, wanted: AppManifest, now: () => Date): Promise<Checkup[]> {
  const { app_id, private_key, base_url } = credentials;
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const auth = { appId: app_id, privateKey: private_key };
  const once = { throttle: { enabled: false }, retry: { enabled: false } };
  const octokit = new ProbotOctokit({ auth, baseUrl: base_url, log, ...once });
  try {
    const { data: app, headers } = await octokit.rest.apps.getAuthenticated();
    if (app === null) return [bad("App", "GitHub does not know this App", "Check APP_ID.")];
    const { data: installations } = await octokit.rest.apps.listInstallations({ per_page: 100 });
    const where = installations.map((one) => (one.account !== null && "login" in one.account ? one.account.login : "?"));
    return [
      good("App", `GitHub knows it as ${app.slug} (${app.html_url})`),
      ...clock(headers.date, now()),
      ...permissions(app.permissions, wanted),
      ...events(app.events, wanted),
      where.length === 0
        ? warning("App", "it is installed nowhere", `Install it: ${app.html_url}/installations/new`)
        : good("App", `it is installed for ${where.join(", ")}`),
    ];
  } catch (error) {
    return [refused(error, base_url)];
  }
}

function permissions(granted: Record<string, string | undefined>, wanted: AppManifest): Checkup[] {
  const lacking = Object.entries(wanted.default_permissions).filter(
    ([name, level]) => ORDER.indexOf(granted[name] ?? "") < ORDER.indexOf(level),
  );
  const extra = Object.keys(granted).filter((name) => !(name in wanted.default_permissions));
  return [
    ...lacking.map(([name, level]) =>
      bad("App", `it lacks the permission ${name}: ${level}`, "Grant it in the App's settings; each installation has to accept."),
    ),
    ...extra.map((name) =>
      warning("App", `it has the permission ${name}, which it never uses`, "Take it away in the App's settings."),
    ),
    ...(lacking.length + extra.length === 0 ? [good("App", "it has the permissions it uses and no other")] : []),
  ];
}

function events(heard: string[], wanted: AppManifest): Checkup[] {
  const deaf = wanted.default_events.filter((event) => !heard.includes(event));
  if (deaf.length === 0) return [good("App", "it hears every event it acts on")];
  return [bad("App", `it does not hear ${deaf.join(", ")}`, "Subscribe to them in the App's settings.")];
}

function clock(date: string | undefined, now: Date): Checkup[] {
  const seconds = date === undefined ? 0 : Math.abs(now.getTime() - Date.parse(date)) / 1000;
  if (seconds <= CLOCK_SECONDS) return [];
  return [
    warning("App", `this machine's clock is ${Math.round(seconds)} s off GitHub's`, "Set it by NTP, or tokens will be refused."),
  ];
}

function refused(error: unknown, base_url: string): Checkup {
  const message = redact(error instanceof Error ? error.message : String(error));
  const status = error instanceof Error && "status" in error ? error.status : 0;
  if (status === 401 || status === 404)
    return bad(
      "App",
      `GitHub does not take the App's key: ${message}`,
      "Check APP_ID and the private key: they must belong together.",
    );
  if (/PEM|PKCS|key|DECODER/i.test(message) && status === 0)
    return bad("App", "the private key can not be read", "PRIVATE_KEY must be the App's PEM file, as it is or in base64.");
  return bad("App", `GitHub could not be asked at ${base_url}: ${message}`, "Check the network and GITHUB_API_URL.");
}
