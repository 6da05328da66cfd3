import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { environment, readConfig, readServerConfig, weaknessOf } from "../src/config.ts";
import { UserError } from "../src/errors.ts";

test(".env.example holds every variable in the order it is read, and nothing else", () => {
  const text = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
  const named = text.split("\n").flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
  expect(named).toEqual(Object.keys(environment.shape));
});

test("every variable of .env.example has a sentence above it", () => {
  const text = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
  for (const block of text.trim().split("\n\n").slice(1)) expect(block).toMatch(/^# .+\n(# .+\n)*[A-Z_]+=.*$/);
});

test("unset and empty are the same", () => {
  const unset = readConfig({});
  expect(unset).toMatchObject({ runtime: null, parallel: 2 });
  expect(readConfig({ TFACTORY_RUNTIME: " ", TFACTORY_PARALLEL: "" })).toMatchObject({ runtime: null, parallel: 2 });
});

test("values are parsed once and frozen", () => {
  const config = readConfig({ TFACTORY_RUNTIME: "runsc", TFACTORY_PARALLEL: "4" });
  expect(config).toMatchObject({ runtime: "runsc", parallel: 4 });
  expect(Object.isFrozen(config)).toBe(true);
});

test.each([
  [{ TFACTORY_PARALLEL: "many" }, "The environment does not fit: TFACTORY_PARALLEL is not a number."],
  [{ TFACTORY_PARALLEL: "0" }, "The environment does not fit: TFACTORY_PARALLEL must be at least 1."],
  [{ TFACTORY_PARALLEL: "1.5" }, "The environment does not fit: TFACTORY_PARALLEL is not a whole number."],
  [{ TFACTORY_RUNTIME: "rm -rf /" }, "The environment does not fit: TFACTORY_RUNTIME is not the name of a container runtime."],
])("%j is named with what is wrong", (env, message) => {
  expect(() => readConfig(env)).toThrow(new UserError(message));
});

describe("of a server", () => {
  const SECRET = "f1Zq9-strong-enough-0x7b";
  const enough = { APP_ID: "12", PRIVATE_KEY: "-----BEGIN", WEBHOOK_SECRET: SECRET };

  test("needs an App, its key and a secret; the rest has defaults", () => {
    expect(readServerConfig(enough)).toMatchObject({
      app_id: 12,
      private_key: { text: "-----BEGIN" },
      webhook: { secret: SECRET, path: "/api/github/webhooks", proxy: null },
      host: "127.0.0.1",
      port: 3000,
      api_url: "https://api.github.com",
      data: expect.stringMatching(/[/\\]\.tfactory$/),
      workers: 1,
      minutes: 30,
      bots: [],
      log_level: "info",
    });
  });

  test("takes the address of an Enterprise Server and a list of bots", () => {
    const config = readServerConfig({
      ...enough,
      GITHUB_API_URL: "https://git.example/api/v3/",
      TFACTORY_BOTS: "renovate, a-bot ,,",
    });
    expect(config).toMatchObject({ api_url: "https://git.example/api/v3", bots: ["renovate", "a-bot"] });
  });

  test("takes a key from a file", () => {
    expect(readServerConfig({ ...enough, PRIVATE_KEY: "", PRIVATE_KEY_PATH: "/keys/a.pem" }).private_key).toEqual({
      path: "/keys/a.pem",
    });
  });

  test("keeps its secrets from the programs it starts", () => {
    const { environment } = readServerConfig({ ...enough, PATH: "/bin" });
    expect(environment).toEqual({ APP_ID: "12", PATH: "/bin" });
  });

  test("says everything that is missing at once", () => {
    expect(() => readServerConfig({})).toThrow(
      new UserError(
        "A server needs APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET in its environment. `tfactory setup` makes a GitHub App and writes them.",
      ),
    );
  });

  test.each([
    ["development", "looks like a placeholder"],
    ["Development-of-a-long-secret", "looks like a placeholder"],
    ["changeme-changeme-changeme", "looks like a placeholder"],
    ["your-webhook-secret-goes-here", "looks like a placeholder"],
    ["x7Kq2mP9", "is shorter than 20 characters"],
    ["abababababababababababab", "repeats a few characters"],
  ])("refuses the webhook secret %s", (secret, weakness) => {
    expect(weaknessOf(secret)).toBe(weakness);
    const read = () => readServerConfig({ ...enough, WEBHOOK_SECRET: secret });
    expect(read).toThrow(new UserError(`WEBHOOK_SECRET ${weakness}: anyone could forge a webhook. Use 32 random bytes or more.`));
  });

  test("a secret of random bytes will do", () => {
    expect(weaknessOf("9f86d081884c7d659a2feaa0c55ad015")).toBeNull();
  });

  test.each<[Record<string, string>, string]>([
    [{ GITHUB_API_URL: "ftp://x" }, "GITHUB_API_URL is not a URL"],
    [{ PORT: "70000" }, "PORT must be at most 65535"],
    [{ TFACTORY_RUN_MINUTES: "90" }, "TFACTORY_RUN_MINUTES must be at most 55"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL is not a level of logging"],
  ])("%j is named with what is wrong", (env, problem) => {
    expect(() => readServerConfig({ ...enough, ...env })).toThrow(new UserError(`The environment does not fit: ${problem}.`));
  });
});
