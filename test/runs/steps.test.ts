import { describe, expect, test } from "vitest";
import { z } from "zod";
import { inProcessStore } from "../../src/adapters/store/in-process-store.ts";
import { stepsOf } from "../../src/runs/steps.ts";
import { MemoryStore } from "../fakes/memory-store.ts";

describe.each([
  ["the fake store", () => new MemoryStore()],
  ["the store of the process", inProcessStore],
])("on %s", (_which, createStore) => {
  test("a finished step is not repeated and gives what it gave", async () => {
    const step = stepsOf("run-1", createStore());
    let worked = 0;
    const work = async () => ({ count: ++worked });
    const schema = z.strictObject({ count: z.int() });
    expect(await step("count", schema, work)).toEqual({ count: 1 });
    expect(await step("count", schema, work)).toEqual({ count: 1 });
  });

  test("steps of other names and other runs are their own", async () => {
    const store = createStore();
    const text = async () => "text";
    await stepsOf("run-1", store)("a", z.string(), text);
    expect(await stepsOf("run-1", store)("b", z.string(), async () => "b")).toBe("b");
    expect(await stepsOf("run-2", store)("a", z.string(), async () => "a2")).toBe("a2");
  });

  test("work that fails is done again", async () => {
    const step = stepsOf("run-1", createStore());
    await expect(step("a", z.string(), () => Promise.reject(new Error("once")))).rejects.toThrow("once");
    expect(await step("a", z.string(), async () => "twice")).toBe("twice");
  });

  test("null is a value like any other", async () => {
    const step = stepsOf("run-1", createStore());
    await step("a", z.null(), async () => null);
    expect(await step("a", z.null(), () => Promise.reject(new Error("repeated")))).toBeNull();
  });
});

test("a stored value of another shape is refused, not trusted", async () => {
  const store = new MemoryStore();
  await store.write("run-1", "a", { old: true });
  await expect(stepsOf("run-1", store)("a", z.string(), async () => "new")).rejects.toThrow(
    "The stored step a of run run-1 does not fit",
  );
});

test("work that gives something else than its schema is not stored", async () => {
  const store = new MemoryStore();
  const wrong = (() => Promise.resolve(1)) as unknown as () => Promise<string>;
  await expect(stepsOf("run-1", store)("a", z.string(), wrong)).rejects.toThrow();
  expect(store.steps.size).toBe(0);
});
