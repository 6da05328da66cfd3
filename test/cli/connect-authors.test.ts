import { expect, test } from "vitest";
import { authorsOf, chosenAuthor, connectAuthors } from "../../src/cli/connect-authors.ts";
import { readConfig } from "../../src/config.ts";
import { FakeSandbox } from "../fakes/fake-sandbox.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import { MemoryStore } from "../fakes/memory-store.ts";

const KEY = { ANTHROPIC_API_KEY: "key-of-a-test" };
const SERVER = { ANTHROPIC_BASE_URL: "http://127.0.0.1:9", TFACTORY_MODEL: "local" };

test.each([
  [{}, ["explorer"]],
  [KEY, ["anthropic", "explorer"]],
  [SERVER, ["anthropic", "explorer"]],
  [{ ...KEY, TFACTORY_AUTHOR: "explorer" }, ["explorer", "anthropic"]],
  [{ TFACTORY_AUTHOR: "explorer" }, ["explorer"]],
])("with %o there are %o, the default first", (env, authors) => {
  expect(authorsOf(readConfig(env))).toEqual(authors);
  expect(chosenAuthor(undefined, readConfig(env))).toBe(authors[0]);
});

test("who is asked for by name writes, and one there is not is said", () => {
  expect(chosenAuthor("explorer", readConfig(KEY))).toBe("explorer");
  expect(chosenAuthor("anthropic", readConfig({ ...KEY, TFACTORY_AUTHOR: "explorer" }))).toBe("anthropic");
  expect(() => chosenAuthor("anthropic", readConfig({}))).toThrow("set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL");
  expect(() => authorsOf(readConfig({ TFACTORY_AUTHOR: "anthropic" }))).toThrow("TFACTORY_AUTHOR is anthropic, but no model");
  expect(() => readConfig({ TFACTORY_AUTHOR: "gpt" })).toThrow("TFACTORY_AUTHOR is not an author");
});

test("a run gets the author by its name, and a model only where it is asked for", async () => {
  const authorOf = await connectAuthors({ model: null });
  const ports = { sandbox: new FakeSandbox(), forge: new MemoryForge({}), events: () => undefined, store: new MemoryStore() };
  const run = { run_id: "run-1", repository: "sample" };
  expect(authorOf("explorer", run, ports)).toMatchObject({ name: "explorer" });
  expect(authorOf("explorer", run, ports).spent).toBeUndefined();
});
