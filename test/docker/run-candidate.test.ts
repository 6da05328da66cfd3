import { beforeAll, describe, expect, test } from "vitest";
import { connectSandbox } from "../../src/adapters/docker/connect-sandbox.ts";
import type { Execution } from "../../src/domain/execution.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import { frameworkById } from "../../src/frameworks/index.ts";
import { executeCandidate } from "../../src/pipeline/4-execute/execute-candidate.ts";
import { asserted } from "../../src/pipeline/5-evaluate/signals/asserted.ts";
import { base } from "../../src/pipeline/5-evaluate/signals/base.ts";
import { stability } from "../../src/pipeline/5-evaluate/signals/stability.ts";
import { SEEDS } from "../../src/pipeline/shared/describe-variation.ts";
import { runsOf } from "../../src/pipeline/shared/function-runs.ts";
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
}, 600_000);

describe("on the head", () => {
  const broken_by = new Map([
    ["again", ["test_again"]],
    ["reversed", ["test_reversed"]],
    ["random-order", ["test_random_order"]],
    ["alone", ["test_leaves_a_variable", "test_alone"]],
    ["folder-order", ["test_folder_order"]],
    ["file-times", ["test_file_times"]],
    ["late-threads", ["test_late_threads"]],
    ["draws", ["test_draws"]],
    ["slow-cpu", ["test_slow_cpu"]],
    [
      "seeds",
      ["test_folder_order", "test_hash_seed", "test_a_lenient_hash_seed", "test_an_address", "test_where_addresses_begin"],
    ],
    ["timezone+locale+home", ["test_a_home_without_settings", "test_home", "test_timezone", "test_locale"]],
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
    expect(execution.head.find((run) => run.variation === variation)?.outcomes).toHaveLength(cases.length);
    const broken = names.filter((name) => brokeUnder(name).includes(variation));
    expect(broken).toEqual(broken_by.get(variation) ?? []);
  });

  test("the run that differs by chance alone has what chance did in another one", () => {
    const { head } = execution;
    const seeds = head
      .find((run) => run.variation === SEEDS)
      ?.outcomes.find((one) => one.case === `${FILE}::test_a_lenient_hash_seed`);
    expect(seeds).toMatchObject({ status: "failed", failure: { kind: "assertion" } });
  });
});

function brokeUnder(name: string): string[] {
  const own = cases.filter((one) => one.name === name).map((one) => one.case);
  const signal = stability(runsOf(name, own, execution));
  if (signal.status === "not-measured") throw new Error(signal.reason);
  return signal.value.broke_under;
}

test.each([
  ["test_no_assertion_in_a_loop", { ran: 0, of: 1 }],
  ["test_no_assertion_in_a_line", { ran: 0, of: 1 }],
  ["test_an_assertion_in_a_line", { ran: 1, of: 1 }],
  ["test_an_assertion_in_a_loop", { ran: 1, of: 1 }],
  ["test_an_assertion_of_a_mock", { ran: 1, of: 1 }],
  ["TestUnits::test_hours", { ran: 1, of: 1 }],
])("%s: %o", (name, value) => {
  const own = cases.filter((one) => one.name === name).map((one) => one.case);
  const signal = asserted(name, own, { path: FILE, source }, execution, frameworkById("pytest"));
  expect(signal).toEqual({ status: "measured", value });
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
