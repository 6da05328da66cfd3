import { expect, test } from "vitest";
import { askMutants } from "../../src/frameworks/ask-mutants.ts";
import type { Answer, Request } from "../../src/frameworks/protocol.ts";
import type { SandboxAnswer, SandboxRequest } from "../../src/ports.ts";
import { FakeSandbox } from "../fakes/fake-sandbox.ts";
import { aMutant } from "../pipeline/builders.ts";

const mutants = ["m1", "m2", "m3", "m4"].map((id) => aMutant(id));
const limits = { groups: [], timeout: { floor_seconds: 1, factor: 10 }, budget_seconds: 60 };
const dead: SandboxAnswer = { status: "out-of-memory", seconds: 4 };

function request(signal = new AbortController().signal): Omit<SandboxRequest, "verb" | "body"> {
  return { image: "sha256:fake", tree: { sha: "0".repeat(40), files: [], skipped: [] }, overlay: [], seconds: 90, signal };
}

/** A runner that works through the mutants in two lanes and whose container ends with `ending` while `bombs` run. */
function runner(bombs: string[], ending: SandboxAnswer = dead) {
  return (body: Request<"mutate">, { onProgress }: SandboxRequest): Answer<"mutate"> | SandboxAnswer => {
    const name = (item: string) => onProgress?.({ done: 0, total: body.mutants.length, item });
    name("untouched code: tests/test_a.py::test_a");
    for (const { id } of body.mutants) {
      name(id);
      if (!bombs.includes(id)) name(id);
    }
    if (body.mutants.some(({ id }) => bombs.includes(id))) return ending;
    return { baseline: [], mutants: body.mutants.map(({ id }) => ({ id, status: "ran", reason: null, results: [] })) };
  };
}

async function askedWith(mutate: ReturnType<typeof runner>, where = request()) {
  const sandbox = new FakeSandbox({ mutate });
  const asked = await askMutants(sandbox, { mutants, ...limits }, where);
  return { asked, tries: sandbox.asked("mutate").map((body) => body.mutants.map(({ id }) => id)) };
}

test("a mutant that takes its container down costs only itself", async () => {
  const { asked, tries } = await askedWith(runner(["m2"]));
  expect(tries).toEqual([
    ["m1", "m2", "m3", "m4"],
    ["m1", "m3", "m4"],
  ]);
  expect(asked.status === "answered" && asked.answer.mutants.map(({ id, status, reason }) => ({ id, status, reason }))).toEqual([
    { id: "m1", status: "ran", reason: null },
    { id: "m3", status: "ran", reason: null },
    { id: "m4", status: "ran", reason: null },
    { id: "m2", status: "not-run", reason: "while it ran, mutate: the container ran out of memory" },
  ]);
});

test("all mutants at work are suspects", async () => {
  expect((await askedWith(runner(["m1", "m4"]))).tries[1]).toEqual(["m2", "m3"]);
});

test("a container that dies again is not tried a third time", async () => {
  let tries = 0;
  const { asked } = await askedWith((body, given) => runner(tries++ === 0 ? ["m2"] : ["m3"])(body, given));
  expect(asked).toMatchObject({ status: "failed", reason: "mutate: the container ran out of memory" });
  expect(tries).toBe(2);
});

test.each<[string, string[], SandboxAnswer]>([
  ["that dies while no mutant runs", [], dead],
  ["that used up its time", ["m2"], { status: "timed-out", seconds: 90 }],
  ["whose every mutant is a suspect", ["m1", "m2", "m3", "m4"], dead],
])("a container %s is not tried again", async (_what, bombs, ending) => {
  const mutate = bombs.length > 0 ? runner(bombs, ending) : () => ending;
  const { asked, tries } = await askedWith(mutate);
  expect(asked.status).toBe("failed");
  expect(tries).toHaveLength(1);
});

test("a run that was stopped is not tried again", async () => {
  const stop = new AbortController();
  stop.abort();
  expect((await askedWith(runner(["m2"]), request(stop.signal))).tries).toHaveLength(1);
});
