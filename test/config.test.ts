import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
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

describe("of a model", () => {
  const { model: configured } = readConfig({ ANTHROPIC_API_KEY: " sk-ant-1 ", TFACTORY_DATA: "/data" });

  test("there is none without a key, a server or recorded answers", () => {
    expect(readConfig({}).model).toBeNull();
    expect(readConfig({ TFACTORY_MODEL: "claude-sonnet-5-5", TFACTORY_CASSETTE: "record" }).model).toBeNull();
    expect(readConfig({ ANTHROPIC_BASE_URL: "http://localhost:11434" }).model).toMatchObject({ api_key: null });
    expect(readConfig({ TFACTORY_CASSETTE: "replay" }).model).toMatchObject({ api_key: null, cassette: { mode: "replay" } });
  });

  test("a key is enough: the rest has defaults, and .env.example says the same", () => {
    expect(configured).toEqual({
      api_key: "sk-ant-1",
      base_url: "https://api.anthropic.com",
      roles: {
        planner: "claude-sonnet-5-5",
        oracle: "claude-sonnet-5-5",
        generator: "claude-sonnet-5-5",
        repairer: "claude-haiku-5-5",
        judge: "claude-haiku-5-5",
      },
      effort: null,
      limits: {
        run: { usd: 2, tokens: 2_000_000, calls: 150, minutes: 25 },
        "repository-day": { usd: 20, tokens: 20_000_000, calls: 1500, minutes: 250 },
        day: { usd: 50, tokens: 50_000_000, calls: 4000, minutes: 600 },
      },
      cassette: null,
      data: "/data",
    });
    const example = parseEnv(readFileSync(new URL("../.env.example", import.meta.url), "utf8"));
    expect(readConfig({ ...example, ANTHROPIC_API_KEY: "k" }).model?.limits).toEqual(configured?.limits);
  });

  test("one name is for every role, and a role may have its own", () => {
    const { model } = readConfig({ ANTHROPIC_API_KEY: "k", TFACTORY_MODEL: "one", TFACTORY_MODEL_JUDGE: "other" });
    expect(model?.roles).toEqual({ planner: "one", oracle: "one", generator: "one", repairer: "one", judge: "other" });
  });

  test.each([
    ["http://localhost:8000/v1/", "http://localhost:8000"],
    ["https://gateway.example/anthropic", "https://gateway.example/anthropic"],
    ["https://gateway.example//", "https://gateway.example"],
  ])("the server %s is asked at %s", (ANTHROPIC_BASE_URL, base_url) => {
    expect(readConfig({ ANTHROPIC_BASE_URL }).model?.base_url).toBe(base_url);
  });

  test("a budget replaces what it names", () => {
    const { model } = readConfig({ ANTHROPIC_API_KEY: "k", TFACTORY_BUDGET_RUN: "0.5 usd,  10 calls" });
    expect(model?.limits.run).toEqual({ usd: 0.5, tokens: 2_000_000, calls: 10, minutes: 25 });
  });

  test.each([
    [{ TFACTORY_BUDGET_DAY: "much" }, 'TFACTORY_BUDGET_DAY has "much", which is not like "2 usd"'],
    [{ TFACTORY_BUDGET_DAY: "2 euros" }, 'TFACTORY_BUDGET_DAY has "2 euros"'],
    [{ TFACTORY_BUDGET_DAY: "-2 usd" }, 'TFACTORY_BUDGET_DAY has "-2 usd"'],
    [{ TFACTORY_EFFORT: "extreme" }, "TFACTORY_EFFORT is not an effort"],
    [{ TFACTORY_CASSETTE: "play" }, "TFACTORY_CASSETTE is neither record nor replay"],
    [{ TFACTORY_MODEL: "two words" }, "TFACTORY_MODEL is not the name of a model"],
    [{ ANTHROPIC_BASE_URL: "ftp://x" }, "ANTHROPIC_BASE_URL is not a URL"],
    [{ ANTHROPIC_BASE_URL: "https://me:secret@x.example" }, "ANTHROPIC_BASE_URL must not hold a password"],
    [{ ANTHROPIC_API_KEY: "two\nlines" }, "ANTHROPIC_API_KEY is not a key"],
  ])("%j is named with what is wrong", (env, message) => {
    expect(() => readConfig(env)).toThrow(message);
  });

  test("the key reaches nothing that is started", () => {
    expect(readConfig({ ANTHROPIC_API_KEY: "k", PATH: "/bin" }).environment).toEqual({ PATH: "/bin" });
  });
});
