import { expect, test } from "vitest";
import { z } from "zod";
import { withMemo } from "../../src/runs/with-memo.ts";
import { aQuestion, going } from "../fakes/a-question.ts";
import { MemoryStore } from "../fakes/memory-store.ts";
import { type Replies, ScriptedModel } from "../fakes/scripted-model.ts";

const three = { says: { sum: 3, why: "1 + 2" } };

/** A process that works on a run, with a model of its own; the store outlives it. */
function aProcess(store: MemoryStore, generator: Replies, run_id = "run-1") {
  const model = new ScriptedModel({ generator });
  return { model, ask: withMemo(model, run_id, store).ask };
}

test("what was answered before a crash is not asked again, and costs what it cost", async () => {
  const store = new MemoryStore();
  const before = await aProcess(store, [three]).ask(aQuestion(), going);
  const after = aProcess(store, []);
  expect(await after.ask(aQuestion(), going)).toEqual(before);
  expect(before).toMatchObject({ status: "answered", answer: { sum: 3 }, usage: { calls: 1 } });
  expect(after.model.questions).toEqual([]);
});

test("a question that is asked twice has two answers, in the same order afterwards", async () => {
  const store = new MemoryStore();
  const four = { says: { sum: 4, why: "rounded" } };
  const first = aProcess(store, [three, four]);
  const said = [await first.ask(aQuestion(), going), await first.ask(aQuestion(), going)];
  const second = aProcess(store, [{ says: { sum: 5, why: "new" } }]);
  expect([await second.ask(aQuestion(), going), await second.ask(aQuestion(), going)]).toEqual(said);
  expect(await second.ask(aQuestion(), going)).toMatchObject({ answer: { sum: 5 } });
});

test.each([
  ["its task", aQuestion({ task: "Add them again." })],
  ["its context", aQuestion({ context: "The numbers are 1 and 3." })],
  ["its rules", aQuestion({ system: "You add." })],
  ["its role", aQuestion({ role: "repairer" })],
  ["its limit", aQuestion({ max_tokens: 2000 })],
])("another question by %s is asked", async (_, question) => {
  const store = new MemoryStore();
  await aProcess(store, [three]).ask(aQuestion(), going);
  const model = new ScriptedModel({ generator: [three], repairer: [three] });
  await withMemo(model, "run-1", store).ask(question, going);
  expect(model.questions).toHaveLength(1);
});

test("another run, and another shape of the answer, are asked", async () => {
  const store = new MemoryStore();
  await aProcess(store, [three]).ask(aQuestion(), going);
  const other = aProcess(store, [three], "run-2");
  await other.ask(aQuestion(), going);
  expect(other.model.questions).toHaveLength(1);
  const changed = aProcess(store, [{ says: { total: 3 } }]);
  await withMemo(changed.model, "run-1", store).ask({ ...aQuestion(), schema: z.strictObject({ total: z.int() }) }, going);
  expect(changed.model.questions).toHaveLength(1);
});

test("a refusal is kept, for it was paid; what failed for the moment's reasons is tried again", async () => {
  const store = new MemoryStore();
  await aProcess(store, [{ status: "refused", reason: "no" }]).ask(aQuestion(), going);
  expect(await aProcess(store, [three]).ask(aQuestion(), going)).toMatchObject({ status: "refused", reason: "no" });
  for (const status of ["failed", "exhausted"] as const) {
    const fresh = new MemoryStore();
    await aProcess(fresh, [{ status, reason: "later" }]).ask(aQuestion(), going);
    expect(await aProcess(fresh, [three]).ask(aQuestion(), going)).toMatchObject({ status: "answered" });
  }
});

test("a stopped run asks nothing and hears nothing of what was kept", async () => {
  const store = new MemoryStore();
  await aProcess(store, [three]).ask(aQuestion(), going);
  await expect(aProcess(store, []).ask(aQuestion(), AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
});
