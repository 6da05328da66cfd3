import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../src/domain/outcome.ts";
import type { RunEvent } from "../../../src/domain/run.ts";
import type { Answer, Request } from "../../../src/frameworks/protocol.ts";
import { executeCandidate } from "../../../src/pipeline/4-execute/execute-candidate.ts";
import type { SandboxAnswer, SandboxRequest } from "../../../src/ports.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { FakeSandbox, type ScriptedAnswers } from "../../fakes/fake-sandbox.ts";
import { MemoryForge } from "../../fakes/memory-forge.ts";
import {
  aBaseline,
  aCandidate,
  aSnapshot,
  FILE,
  failed,
  matrix,
  passed,
  SOURCE,
  standing,
  timedOut,
  VARIATIONS,
} from "../builders.ts";

type VariationResult = Answer<"run">["variations"][number];
const name = `${FILE}::test_a`;

function result(id: string, outcomes: Outcome[], overrides: Partial<VariationResult> = {}): VariationResult {
  const counts = { collected: outcomes.length, executed: outcomes.length };
  return { id, status: "finished", reason: null, outcomes, ...counts, collection_errors: [], seconds: 0.1, ...overrides };
}

/** Answers every variation asked for: on the head (it asks for coverage) and on the base (it does not). */
function runner(head: (id: string) => VariationResult | null, base: (id: string) => VariationResult) {
  return (body: Request<"run">): Answer<"run"> => {
    const on_head = body.coverage_of !== null;
    const variations = body.variations.flatMap(({ id }) => (on_head ? (head(id) ?? []) : base(id)));
    return { variations, coverage: on_head ? { cases: [{ case: name, lines: [], arcs: [] }], imports: [] } : null };
  };
}

async function execute(
  answers: ScriptedAnswers,
  overrides: Parameters<typeof aSnapshot>[0] = {},
  generated = standing(aCandidate(["test_a"])),
) {
  const forge = new MemoryForge({ main: { [SOURCE]: "old\n" }, feature: { [SOURCE]: "new\n" } });
  const snapshot = aSnapshot({ ...(await forge.pin(aHandover())), mutants: [], ...overrides });
  const sandbox = new FakeSandbox(answers);
  const events: Omit<RunEvent, "run_id" | "at">[] = [];
  const ports = { sandbox, forge, events: (event: (typeof events)[number]) => events.push(event) };
  const execution = await executeCandidate(generated, snapshot, ports, new AbortController().signal);
  return { execution, sandbox, snapshot, generated };
}

describe("a standing candidate", () => {
  test("runs on the head in every variation, then once on the base, with its file on top of each tree", async () => {
    const { execution, sandbox, snapshot, generated } = await execute({
      run: runner(
        (id) => result(id, [passed(name)]),
        (id) => result(id, [timedOut(name)]),
      ),
    });
    expect(execution).toMatchObject({ status: "ran", base: [timedOut(name)], base_problem: null, coverage: [{ case: name }] });
    if (execution.status === "ran") expect(execution.head.map((run) => run.variation)).toEqual(VARIATIONS);
    expect(sandbox.requests.map((request) => request.tree.sha)).toEqual([snapshot.head_sha, snapshot.base_sha]);
    for (const request of sandbox.requests) {
      expect(request.overlay).toEqual([{ path: FILE, source: generated.candidate.source }]);
    }
  });

  test("the base is asked before the head has answered", async () => {
    const forge = new MemoryForge({ main: { [SOURCE]: "old\n" }, feature: { [SOURCE]: "new\n" } });
    const both = Promise.withResolvers<void>();
    let asked = 0;
    const sandbox = {
      ask: async (): Promise<SandboxAnswer> => {
        if (++asked === 2) both.resolve();
        await both.promise;
        return { status: "crashed", seconds: 1, reason: "gone" };
      },
    };
    const snapshot = aSnapshot(await forge.pin(aHandover()));
    const ports = { sandbox: Object.assign(new FakeSandbox(), sandbox), forge, events: () => {} };
    const execution = await executeCandidate(standing(aCandidate(["test_a"])), snapshot, ports, new AbortController().signal);
    expect(execution).toEqual({ status: "not-run", reason: "run: gone" });
  });

  test("every variation differs from the reference in what its name says", async () => {
    const { sandbox } = await execute({
      run: runner(
        (id) => result(id, []),
        (id) => result(id, []),
      ),
    });
    const [head] = sandbox.asked("run");
    const [reference, ...others] = head?.variations ?? [];
    expect(head?.coverage_of).toEqual([SOURCE, FILE]);
    for (const { id, ...variation } of others) expect({ ...variation, id: "in-file" }, id).not.toEqual(reference);
    const named = (id: string) => others.find((variation) => variation.id === id);
    expect(named("in-suite")).toMatchObject({ with_suite: ["tests"], without: [] });
    expect(named("alone")).toMatchObject({ alone: true });
    expect(named("slow-cpu")).toMatchObject({ cpu_percent: 10 });
    expect(named("clock")?.clock_shift_seconds).toBeGreaterThan(366 * 24 * 60 * 60);
  });

  test.each([
    ["month-end", "UTC", "2027-02-01"],
    ["leap-day", "UTC", "2028-03-01"],
  ])("ten minutes after the %s it is another month", async (id, timeZone, later) => {
    const { sandbox } = await execute({});
    const at = sandbox.asked("run")[0]?.variations.find((variation) => variation.id === id)?.clock_at ?? "";
    expect(new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date(Date.parse(at) + 600_000))).toBe(later);
  });

  test.each([
    ["dst-gap", "01:57", "03:07"],
    ["dst-overlap", "01:30", "01:40"],
  ])("in New York, whose rule it has, the %s is where the clocks change", async (id, now, later) => {
    const { sandbox } = await execute({});
    const at = Date.parse(sandbox.asked("run")[0]?.variations.find((variation) => variation.id === id)?.clock_at ?? "");
    const local = (time: number) =>
      new Date(time).toLocaleTimeString("sv-SE", { timeZone: "America/New_York", hour: "2-digit", minute: "2-digit" });
    expect([local(at), local(at + 600_000)]).toEqual([now, later]);
    expect(local(at - 3_600_000) === now).toBe(id === "dst-overlap");
  });

  test("existing tests that fail without it are left out beside it", async () => {
    const { sandbox } = await execute({}, { baseline: aBaseline({ status: "red", failed: ["tests/test_a.py::test_hangs"] }) });
    const beside = sandbox.asked("run")[0]?.variations.find((variation) => variation.id === "in-suite");
    expect(beside?.without).toEqual(["tests/test_a.py::test_hangs"]);
  });

  test("a function whose cases have other names in a run has no result there", async () => {
    const one = `${name}[<A at 0x7f01>]`;
    const other = `${name}[<A at 0x7f02>]`;
    const generated = standing(aCandidate(["test_a"]), { cases: [{ case: one, name: "test_a" }] });
    const script = runner(
      (id) => result(id, [passed(id === "seeds" ? other : one)]),
      (id) => result(id, [passed(one)]),
    );
    const { execution } = await execute({ run: script }, {}, generated);
    const outcomes = execution.status === "ran" ? execution.head.map((run) => [run.variation, run.outcomes[0]] as const) : [];
    expect(outcomes.filter(([, outcome]) => outcome?.status !== "passed")).toEqual([
      ["seeds", { case: one, status: "did-not-run", reason: expect.stringContaining(`other names in this run (${other})`) }],
    ]);
  });

  test("a project without tests has no suite to run beside it", async () => {
    const { sandbox } = await execute(
      {
        run: runner(
          (id) => result(id, []),
          (id) => result(id, []),
        ),
      },
      { baseline: aBaseline({ status: "empty" }) },
    );
    expect(sandbox.asked("run")[0]?.variations.map((variation) => variation.id)).not.toContain("in-suite");
  });

  test("a case the runner does not list did not run, and the collection error says why", async () => {
    const error = { path: FILE, kind: "import" as const, exception: "ImportError", message: "cannot import name 'x'" };
    const { execution } = await execute({
      run: runner(
        (id) => result(id, [], { collection_errors: [error] }),
        (id) => result(id, []),
      ),
    });
    expect(execution).toMatchObject({
      head: expect.arrayContaining([
        {
          variation: "in-file",
          status: "finished",
          outcomes: [{ case: name, status: "did-not-run", reason: expect.stringContaining("cannot import name 'x'") }],
        },
      ]),
    });
  });

  test("a conftest that can not be loaded is not the candidate's doing: the run has crashed", async () => {
    const error = { path: "tests/conftest.py", kind: "error" as const, exception: "OSError", message: "no display" };
    const { execution } = await execute({
      run: runner(
        (id) => result(id, [], { collection_errors: [error] }),
        (id) => result(id, []),
      ),
    });
    expect(execution).toMatchObject({ head: VARIATIONS.map((variation) => ({ variation, status: "crashed" })) });
  });

  test("a variation the runner leaves out has crashed", async () => {
    const { execution } = await execute({
      run: runner(
        (id) => (id === "clock" ? null : result(id, [passed(name)])),
        (id) => result(id, []),
      ),
    });
    expect(execution).toMatchObject({
      head: expect.arrayContaining([expect.objectContaining({ variation: "clock", status: "crashed" })]),
    });
  });
});

describe("on the base", () => {
  const head = (id: string) => result(id, [passed(name)]);
  const importing = { kind: "import" as const, exception: "ImportError", message: "cannot import name 'Budget'" };

  test("a file that can not be collected is cannot-load", async () => {
    const { execution } = await execute({
      run: runner(head, (id) => result(id, [], { collection_errors: [{ path: FILE, ...importing }] })),
    });
    expect(execution).toMatchObject({
      base: null,
      base_problem: { kind: "cannot-load", reason: "ImportError: cannot import name 'Budget'" },
    });
  });

  test("each function gets a file of its own when the whole file can not be collected: what the base has can be RED", async () => {
    const source =
      "from durations import Budget, parse\n\n\ndef test_a():\n    assert parse('1s') == 1\n\n\ndef test_b():\n    assert Budget('1s').left == 1\n";
    const generated = standing(aCandidate(["test_a", "test_b"], { source }));
    const script = (body: Request<"run">, { overlay }: { overlay: { path: string; source: string }[] }): Answer<"run"> => {
      if (body.coverage_of !== null)
        return { variations: VARIATIONS.map((id) => result(id, [passed(name), passed(`${FILE}::test_b`)])), coverage: null };
      const broken = overlay.filter((file) => file.source.includes("Budget"));
      const loaded = overlay.filter((file) => !file.source.includes("Budget"));
      const collection_errors = broken.map(({ path }) => ({ path, ...importing }));
      return {
        variations: [
          result(
            "in-file",
            loaded.map(({ path }) => failed(`${path}::test_a`)),
            { collection_errors },
          ),
        ],
        coverage: null,
      };
    };
    const { execution, sandbox } = await execute({ run: script }, {}, generated);
    const missing = failed(`${FILE}::test_b`, { ...importing, kind: "import", line: null });
    expect(execution).toMatchObject({ base: [failed(name), { ...missing, seconds: 0 }], base_problem: null });
    expect(sandbox.requests.slice(2).map((request) => request.overlay.map((file) => file.path))).toEqual([
      ["tests/test_text_tfactory_1.py", "tests/test_text_tfactory_2.py"],
      ["tests/test_text_tfactory_1.py"],
    ]);
    expect(sandbox.asked("run").at(-1)?.select).toEqual(["tests/test_text_tfactory_1.py::test_a"]);
    expect(execution).toMatchObject({ base_stripped: [{ case: name }] });
  });

  test("a case that may be RED runs there once more, without its assertions", async () => {
    const script = (body: Request<"run">, { overlay }: { overlay: { source: string }[] }): Answer<"run"> => {
      const asserts = overlay.some((file) => file.source.includes("assert"));
      const base = [asserts ? failed(name) : passed(name), passed(`${FILE}::test_b`)];
      const variations = body.variations.map(({ id }) => result(id, body.coverage_of === null ? base : [passed(name)]));
      return { variations, coverage: null };
    };
    const generated = standing(aCandidate(["test_a", "test_b"]));
    const { execution, sandbox, snapshot } = await execute({ run: script }, {}, generated);
    expect(execution).toMatchObject({ base: [failed(name), passed(`${FILE}::test_b`)], base_stripped: [passed(name)] });
    expect(sandbox.asked("run").at(-1)?.select).toEqual([name]);
    expect(sandbox.requests.map((request) => request.tree.sha).slice(1)).toEqual([snapshot.base_sha, snapshot.base_sha]);
    expect(sandbox.requests.at(-1)?.overlay.map((file) => file.path)).toEqual([FILE]);
  });

  test("a rerun without assertions that the machinery stops says so of each case", async () => {
    const script = runner(head, (id) => result(id, [failed(name)]));
    let on_base = 0;
    const { execution } = await execute({
      run: (body) => {
        if (body.coverage_of === null) on_base += 1;
        return on_base === 2 ? { status: "out-of-memory", seconds: 3 } : script(body);
      },
    });
    expect(execution).toMatchObject({
      base: [failed(name)],
      base_stripped: [{ case: name, status: "did-not-run", reason: "run: the container ran out of memory" }],
    });
  });

  test("is cannot-load when no function of the file can be collected alone either", async () => {
    const generated = standing(aCandidate(["test_a", "test_b"]));
    const { execution } = await execute(
      {
        run: runner(head, (id) =>
          result(id, [], {
            collection_errors: [FILE, "tests/test_text_tfactory_1.py", "tests/test_text_tfactory_2.py"].map((path) => ({
              path,
              ...importing,
            })),
          }),
        ),
      },
      {},
      generated,
    );
    expect(execution).toMatchObject({ base: null, base_problem: { kind: "cannot-load" } });
  });

  test("another file that can not be collected says nothing when the candidate ran", async () => {
    const broken = { path: "tests/test_old.py", ...importing };
    const { execution } = await execute({
      run: runner(head, (id) => result(id, [failed(name)], { collection_errors: [broken] })),
    });
    expect(execution).toMatchObject({ base: [failed(name)], base_problem: null });
  });

  test("a conftest that can not be loaded is did-not-run", async () => {
    const broken = { path: "tests/conftest.py", ...importing };
    const { execution } = await execute({ run: runner(head, (id) => result(id, [], { collection_errors: [broken] })) });
    expect(execution).toMatchObject({ base: null, base_problem: { kind: "did-not-run" } });
  });

  test("a machinery failure is did-not-run, and the head's outcomes stay", async () => {
    const script = runner(head, (id) => result(id, []));
    const { execution } = await execute({
      run: (body) => (body.coverage_of === null ? { status: "out-of-memory", seconds: 3 } : script(body)),
    });
    expect(execution).toMatchObject({
      status: "ran",
      base: null,
      base_problem: { kind: "did-not-run", reason: "run: the container ran out of memory" },
    });
  });
});

describe("under the mutants", () => {
  const other = `${FILE}::test_b`;
  const both = standing(aCandidate(["test_a", "test_b"]));
  const { mutants } = aSnapshot();
  const killing = matrix({ m1: { [name]: "killed-by-assertion" }, m2: { [name]: "survived" } }, [name]);
  const base = (id: string) => result(id, [passed(name)]);
  const green = runner((id) => result(id, [passed(name)]), base);

  test("the candidate runs on the head's tree, without the equivalent ones, as soon as the base is done", async () => {
    const baseline = aBaseline({ equivalent: ["m3"] });
    const { execution, sandbox, snapshot, generated } = await execute({ run: green, mutate: killing }, { mutants, baseline });
    expect(execution).toMatchObject({ matrix: { status: "measured", results: killing } });
    const request = sandbox.requests.at(-1);
    expect(request?.verb).toBe("mutate");
    expect(request?.tree.sha).toBe(snapshot.head_sha);
    expect(request?.overlay).toEqual([{ path: FILE, source: generated.candidate.source }]);
    const [body] = sandbox.asked("mutate");
    expect(body?.mutants.map((mutant) => mutant.id)).toEqual(["m1", "m2"]);
    expect(body?.groups).toEqual([{ id: "candidate", select: [name], until: "all", cases_per_mutant: null }]);
  });

  test("before the head has said anything, with every case; when one does not pass there, again with those that do", async () => {
    const begun = Promise.withResolvers<void>();
    const selected: string[][] = [];
    const stopped: unknown[] = [];
    const sandbox = {
      ask: async (request: SandboxRequest): Promise<SandboxAnswer> => {
        const answered = (body: unknown) => ({ status: "answered" as const, seconds: 1, body });
        if (request.verb === "run") {
          const body = request.body as Request<"run">;
          if (body.coverage_of !== null) await begun.promise;
          return answered(runner((id) => result(id, [passed(name), failed(other)]), base)(body));
        }
        selected.push((request.body as Request<"mutate">).groups.flatMap((group) => group.select));
        if (selected.length > 1) return answered(killing);
        begun.resolve();
        return new Promise((_, reject) =>
          request.signal.addEventListener("abort", () => {
            stopped.push(request.signal.reason);
            reject(request.signal.reason);
          }),
        );
      },
    };
    const forge = new MemoryForge({ main: { [SOURCE]: "old\n" }, feature: { [SOURCE]: "new\n" } });
    const snapshot = aSnapshot(await forge.pin(aHandover()));
    const ports = { sandbox: Object.assign(new FakeSandbox(), sandbox), forge, events: () => {} };
    const execution = await executeCandidate(both, snapshot, ports, new AbortController().signal);
    expect(selected).toEqual([[name, other], [name]]);
    expect(stopped).toHaveLength(1);
    expect(execution).toMatchObject({ status: "ran", matrix: { status: "measured", results: killing } });
  });

  test("no container is started for tests that do not pass, or without a mutant", async () => {
    const red = runner((id) => result(id, [failed(name)]), base);
    const none = await execute({ run: red, mutate: killing }, { mutants });
    expect(none.execution).toMatchObject({
      matrix: { status: "not-measured", reason: "no test of this file passes in every run on the head" },
    });
    const { execution, sandbox } = await execute({ run: green });
    expect(sandbox.asked("mutate")).toEqual([]);
    expect(execution).toMatchObject({
      matrix: { status: "not-measured", reason: "no mutant can be made of the changed lines" },
    });
  });

  test("a run that dies is not measured; what ran on the head and the base stays", async () => {
    const { execution } = await execute({ run: green, mutate: () => ({ status: "timed-out", seconds: 180 }) }, { mutants });
    expect(execution).toMatchObject({
      status: "ran",
      base: [passed(name)],
      matrix: { status: "not-measured", reason: "mutate: stopped after 180 s" },
    });
  });

  test("a mutant id the host did not ask for is not believed", async () => {
    const forged = matrix({ forged: { [name]: "killed-by-assertion" } }, [name]);
    const { execution } = await execute({ run: green, mutate: forged }, { mutants });
    expect(execution).toMatchObject({ matrix: { results: { mutants: [] } } });
  });
});

describe("a candidate that is not run", () => {
  test.each([
    ["timed-out", { status: "timed-out", seconds: 90 }, "run: stopped after 90 s"],
    ["flooded", { status: "flooded", seconds: 2, bytes: 50 }, "run: more than 50 bytes of output"],
    ["crashed", { status: "crashed", seconds: 2, reason: "the engine is gone" }, "run: the engine is gone"],
  ] as const)("because the container %s, says so", async (_, answer, reason) => {
    const { execution } = await execute({ run: () => answer });
    expect(execution).toEqual({ status: "not-run", reason });
  });

  test("because the runner's answer does not fit the protocol, says so", async () => {
    const { execution } = await execute({ run: () => ({ status: "answered", body: { variations: "none" }, seconds: 1 }) });
    expect(execution).toMatchObject({ status: "not-run", reason: expect.stringContaining("does not fit the protocol") });
  });

  test("because it is stuck, touches no container", async () => {
    const sandbox = new FakeSandbox();
    const ports = { sandbox, forge: new MemoryForge({}), events: () => {} };
    const stuck = { status: "stuck" as const, candidate: aCandidate(["test_a"]), findings: [], repairs: 2, replans: 0 };
    const execution = await executeCandidate(stuck, aSnapshot(), ports, new AbortController().signal);
    expect(execution).toEqual({ status: "not-run", reason: "the candidate does not stand" });
    expect(sandbox.requests).toEqual([]);
  });

  test("because the run was cancelled, throws the reason of the signal", async () => {
    const ports = { sandbox: new FakeSandbox(), forge: new MemoryForge({}), events: () => {} };
    const run = executeCandidate(standing(aCandidate(["test_a"])), aSnapshot(), ports, AbortSignal.abort(new Error("cancelled")));
    await expect(run).rejects.toThrow("cancelled");
  });
});
