import { beforeAll, describe, expect, test } from "vitest";
import { connectSandbox } from "../../src/adapters/docker/connect-sandbox.ts";
import type { Execution } from "../../src/domain/outcome.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import { executeCandidate } from "../../src/pipeline/4-execute/execute-candidate.ts";
import { base } from "../../src/pipeline/5-evaluate/signals/base.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import { aBaseline, aCandidate, aClaim, aSnapshot, standing, VARIATIONS } from "../pipeline/builders.ts";
import { cases, FILE, names, on_the_base, on_the_head, source, suite } from "./a-fragile-candidate.ts";

let execution: Execution & { status: "ran" };
beforeAll(async () => {
  const { signal } = new AbortController();
  const sandbox = await connectSandbox({ frameworks: ["pytest"], onStep: () => {}, runtime: null, environment: process.env });
  const files = { "tests/test_suite.py": suite };
  const forge = new MemoryForge({
    main: { ...files, "durations.py": on_the_base },
    feature: { ...files, "durations.py": on_the_head },
  });
  const pinned = await forge.pin(aHandover());
  const environment = await sandbox.prepare("pytest", await forge.readTree(pinned.head_sha), signal);
  if (environment.status !== "ready") throw new Error(environment.reason);
  const snapshot: Snapshot = aSnapshot({
    ...pinned,
    environment: { image: environment.image, notes: [] },
    executable: [{ path: "durations.py", lines: [2] }],
    baseline: aBaseline({ status: "red", failed: ["tests/test_suite.py::test_hangs"] }),
  });
  const claims = names.map((name) => aClaim(name));
  const generated = standing(aCandidate(names, { path: FILE, source, claims }), { cases });
  const ran = await executeCandidate(generated, snapshot, { sandbox, forge, events: () => {} }, signal);
  if (ran.status !== "ran") throw new Error(ran.reason);
  execution = ran;
}, 300_000);

describe("on the head", () => {
  const broken_by = new Map([
    ["reversed", ["test_reversed"]],
    ["random-order", ["test_random_order"]],
    ["alone", ["test_alone"]],
    ["slow-cpu", ["test_slow_cpu"]],
    ["hash-seed", ["test_hash_seed"]],
    ["timezone+locale", ["test_timezone", "test_locale"]],
    ["clock", ["test_clock"]],
    ["month-end", ["test_month_end"]],
    ["leap-day", ["test_leap_day"]],
    ["dst-gap", ["test_dst_gap"]],
    ["dst-overlap", ["test_dst_overlap"]],
    ["in-suite", ["test_in_suite"]],
  ]);

  test("every run comes to its end, the one beside a test that hangs too", () => {
    expect(execution.head.map(({ variation, status }) => [variation, status])).toEqual(VARIATIONS.map((id) => [id, "finished"]));
  });

  test.each(VARIATIONS)("%s breaks what depends on it and nothing else", (variation) => {
    const outcomes = execution.head.find((run) => run.variation === variation)?.outcomes ?? [];
    expect(outcomes).toHaveLength(cases.length);
    const broken = outcomes.filter((outcome) => outcome.status !== "passed");
    expect(broken.map((outcome) => outcome.case.slice(`${FILE}::`.length))).toEqual(broken_by.get(variation) ?? []);
  });
});

describe("on the base", () => {
  test.each([
    ["test_an_assertion", "red", "passes"],
    ["test_an_assertion_of_a_helper", "red", "passes"],
    ["test_an_assertion_of_a_mock", "red", "passes"],
    ["test_did_not_raise", "red", "passes"],
    ["test_an_expected_error", "red", "passes"],
    ["test_one_case_of_two", "red", "passes"],
    ["TestUnits::test_hours", "red", "passes"],
    ["test_a_flag", "red", "passes"],
    ["test_stopped_before", "did-not-run", "fails"],
    ["test_names_nothing", "did-not-run", "not-run"],
    ["test_set_up", "did-not-run", "not-run"],
    ["test_passes", "passes", "not-run"],
    ["test_a_symbol_that_is_new", "cannot-load", "not-run"],
  ])("%s: %s, without its assertions: %s", (name, result, stripped) => {
    const own = cases.filter((one) => one.name === name).map((one) => one.case);
    expect(base(own, execution)).toMatchObject({ status: "measured", value: { result, stripped } });
  });

  test("what stopped a test before its assertions is named", () => {
    expect(base([`${FILE}::test_stopped_before`], execution)).toMatchObject({
      value: { outcome: { reason: "stopped by IndexError before its assertions: list index out of range" } },
    });
  });
});
