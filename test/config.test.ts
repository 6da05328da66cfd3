import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { environment, readConfig } from "../src/config.ts";
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
