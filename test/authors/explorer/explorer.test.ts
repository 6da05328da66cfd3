import { describe, expect, test } from "vitest";
import { createAuthor } from "../../../src/authors/index.ts";
import { everything } from "../../../src/domain/handover.ts";
import type { ChangedSymbol } from "../../../src/domain/snapshot.ts";
import type { Answer } from "../../../src/frameworks/protocol.ts";
import type { Draft } from "../../../src/ports.ts";
import { FakeSandbox } from "../../fakes/fake-sandbox.ts";
import { MemoryForge } from "../../fakes/memory-forge.ts";
import { aFinding, aMutant, aSnapshot } from "../../pipeline/builders.ts";
import { criterion, observe, raises, value } from "./observe.ts";

const PATH = "durations/text.py";
const OTHER = "durations/budget.py";
const SOURCE = ["def parse(text):", "    if text == '':", "        raise ValueError('empty')", "    return len(text) * 60"];
const files = { [PATH]: SOURCE.join("\n"), [OTHER]: "def spend(seconds):\n    return seconds\n", "tests/test_text.py": "" };

const symbol = (path: string, name: string, more: Partial<ChangedSymbol> = {}): ChangedSymbol => ({
  id: `${path}::${name}`,
  path,
  module: path.replace(".py", "").replaceAll("/", "."),
  qualname: name,
  kind: "function",
  signature: `${name}(text)`,
  doc: null,
  line: 1,
  end_line: 4,
  changed_lines: [1, 2, 3, 4],
  is_public: true,
  is_async: false,
  is_generator: false,
  is_new: true,
  decorators: [],
  parameters: [{ name: "text", kind: "positional", annotation: "str", default: null }],
  returns: null,
  exported_from: [],
  ...more,
});

const sourceFile = (path: string) => ({
  path,
  old_path: null,
  status: "modified" as const,
  kind: "source" as const,
  lines: [1, 2, 3, 4],
  deleted_lines: 0,
  patch: "",
});

async function explorer(answer: Partial<Answer<"explore">> = {}, changes: Parameters<typeof aSnapshot>[0] = {}) {
  const forge = new MemoryForge({ head: files });
  const { head_sha } = await forge.pin(handover);
  const sandbox = new FakeSandbox({ explore: { observations: [], skipped: [], calls: 0, ...answer } });
  const author = createAuthor(null, { sandbox, forge, events: () => {} });
  const snapshot = aSnapshot({
    head_sha,
    files: [sourceFile(PATH)],
    symbols: [symbol(PATH, "parse")],
    executable: [{ path: PATH, lines: [2, 3, 4] }],
    ...changes,
  });
  return { author, sandbox, snapshot, signal: new AbortController().signal };
}
const handover = {
  ...everything,
  request_id: "1",
  repository: "r",
  pull_request: null,
  base_ref: "head",
  head_ref: "head",
  spec: null,
  lanes: ["unit"],
  delivery: "patch" as const,
  requested_by: "me",
  max_tests: 10,
};

describe("planning", () => {
  test("gives one target per changed source file with testable symbols, its test file where none is", async () => {
    const { author, snapshot, signal } = await explorer(
      {},
      {
        files: [sourceFile(PATH), sourceFile(OTHER), { ...sourceFile("docs/a.md"), kind: "other" }],
        symbols: [symbol(PATH, "parse"), symbol(PATH, "_split", { is_public: false, line: 0 }), symbol(OTHER, "spend")],
        executable: [
          { path: PATH, lines: [2] },
          { path: OTHER, lines: [] },
        ],
      },
    );
    const { targets } = await author.plan(snapshot, signal);
    expect(targets).toHaveLength(1);
    expect(targets[0]).toMatchObject({ lane: "unit", framework: "pytest", symbols: [`${PATH}::parse`, `${PATH}::_split`] });
    expect(targets[0]?.test_path).toMatch(/^tests\/.*text.*\.py$/);
    expect(targets[0]?.test_path).not.toBe("tests/test_text.py");
  });

  test("makes no target of a file where only imports and constants changed, unless that is all there is", async () => {
    const files = [sourceFile(PATH), sourceFile(OTHER)];
    const executable = files.map(({ path }) => ({ path, lines: [1, 2] }));
    const module = symbol(OTHER, "<module>", { kind: "module" });
    const both = await explorer({}, { files, executable, symbols: [symbol(PATH, "parse"), module] });
    expect((await both.author.plan(both.snapshot, both.signal)).targets.map((target) => target.id)).toEqual([`unit:${PATH}`]);
    const alone = await explorer({}, { files, executable, symbols: [module] });
    expect((await alone.author.plan(alone.snapshot, alone.signal)).targets.map((target) => target.id)).toEqual([`unit:${OTHER}`]);
  });

  test("gives all criteria to the only target", async () => {
    const criteria = [criterion("AC-1", "Nothing in particular."), criterion("AC-2", "`parse` is quick.")];
    const { author, snapshot, signal } = await explorer({}, { criteria });
    expect((await author.plan(snapshot, signal)).targets[0]?.criteria).toEqual(["AC-1", "AC-2"]);
  });

  test("gives a criterion to the file whose symbols it names, and one that names nothing to nobody", async () => {
    const { author, snapshot, signal } = await explorer(
      {},
      {
        files: [sourceFile(PATH), sourceFile(OTHER)],
        symbols: [symbol(PATH, "parse"), symbol(OTHER, "spend")],
        executable: [
          { path: PATH, lines: [2] },
          { path: OTHER, lines: [2] },
        ],
        criteria: [
          criterion("AC-1", "`spend(3)` gives 3."),
          criterion("AC-2", "`parse` reads text."),
          criterion("AC-3", "Be nice."),
        ],
      },
    );
    const { targets, untestable } = await author.plan(snapshot, signal);
    expect(targets.map((target) => target.criteria)).toEqual([["AC-2"], ["AC-1"]]);
    expect(untestable).toEqual([]);
  });

  test("calls a criterion untestable only when it speaks of nothing but files without code", async () => {
    const { author, snapshot, signal } = await explorer(
      {},
      {
        files: [sourceFile(PATH), { ...sourceFile("CHANGES.rst"), kind: "other" }],
        criteria: [criterion("AC-1", "CHANGES.rst has an entry."), criterion("AC-2", "CHANGES.rst tells of `parse`.")],
      },
    );
    const { targets, untestable } = await author.plan(snapshot, signal);
    expect(untestable.map((one) => one.criterion)).toEqual(["AC-1"]);
    expect(targets[0]?.criteria).toEqual(["AC-2"]);
  });
});

describe("writing", () => {
  const hour = observe(`${PATH}::parse`, "parse('x')", value("60"), {
    imports: ["from durations.text import parse"],
    arguments: { text: "'x'" },
    kills: ["m1", "m2"],
    lines: [{ path: PATH, lines: [2, 4] }],
  });
  const empty = observe(`${PATH}::parse`, "parse('')", raises("ValueError", "empty"), {
    imports: ["from durations.text import parse"],
    arguments: { text: "''" },
    kills: ["m3"],
    lines: [{ path: PATH, lines: [2, 3] }],
  });
  const mutants = [1, 2, 3].map((number) => aMutant(`m${number}`, number + 1, { path: PATH }));

  async function drafted(answer: Partial<Answer<"explore">>, changes: Parameters<typeof aSnapshot>[0] = {}) {
    const world = await explorer(answer, { mutants, ...changes });
    const { targets } = await world.author.plan(world.snapshot, world.signal);
    const [target] = targets;
    if (target === undefined) throw new Error("no target");
    const write = (...findings: ReturnType<typeof aFinding>[]) =>
      world.author.write(target, world.snapshot, findings, world.signal);
    return { ...world, target, write, draft: await write() };
  }

  function sourceOf(draft: Draft): string {
    return draft.status === "written" ? draft.candidate.source : draft.reason;
  }

  test("asks about the target with the literals of the diff, the criteria's examples, and surviving mutants first", async () => {
    const example = { call: "parse('x')", expected: "60", raises: null };
    const { sandbox } = await drafted(
      { observations: [hour] },
      {
        criteria: [criterion("AC-1", "x", { examples: [example], literals: ["'x'"] })],
        baseline: { ...aSnapshot().baseline, killed: ["m1"], equivalent: ["m2"] },
      },
    );
    const [asked] = sandbox.asked("explore");
    expect(asked?.symbols).toEqual([`${PATH}::parse`]);
    expect(asked?.changed).toEqual([{ path: PATH, lines: [2, 3, 4] }]);
    expect(asked?.literals).toEqual(expect.arrayContaining(["'x'", "60", "'empty'"]));
    expect(asked?.examples).toEqual([{ criterion: "AC-1", ...example }]);
    expect(asked?.mutants.map((mutant) => mutant.id)).toEqual(["m3", "m1"]);
    expect(asked?.existing_tests).toEqual(["tests"]);
  });

  test("gives a test file with provenance and a claim per test", async () => {
    const { draft, target, snapshot } = await drafted({ observations: [hour, empty] });
    if (draft.status !== "written") throw new Error(draft.reason);
    expect(draft.candidate).toMatchObject({ target: target.id, author: "explorer", path: target.test_path });
    expect(draft.candidate.source).toContain(`# Written by TFactory (explorer) for ${snapshot.spec_id}: ${PATH} at `);
    expect(draft.candidate.claims.map((claim) => claim.name)).toEqual([
      "test_parse_returns_60_for_x",
      "test_parse_raises_value_error_for_empty_text",
    ]);
  });

  test("a repair drops the functions that findings name, and a second one does not bring them back", async () => {
    const { write, sandbox } = await drafted({ observations: [hour, empty] });
    const bad = (name: string) => aFinding({ kind: "symbol", severity: "high", case: name });
    const repaired = await write(bad("test_parse_returns_60_for_x"));
    expect(sourceOf(repaired)).not.toContain("test_parse_returns_60_for_x");
    expect(sourceOf(repaired)).toContain("test_parse_raises_value_error_for_empty_text");
    expect(await write(bad("test_parse_raises_value_error_for_empty_text"))).toMatchObject({ status: "nothing" });
    expect(sandbox.asked("explore")).toHaveLength(1);
  });

  test("a repair drops what needs an import that does not stand", async () => {
    const lost = {
      ...hour,
      imports: ["from durations.text import parse", "from durations.lost import thing"],
      setup: ["thing()"],
    };
    const { write, draft } = await drafted({ observations: [lost, empty] });
    const line = sourceOf(draft).split("\n").indexOf("from durations.lost import thing") + 1;
    const repaired = await write(aFinding({ kind: "import", severity: "high", case: null, line }));
    expect(sourceOf(repaired)).not.toContain("thing");
    expect(sourceOf(repaired)).toContain("parse('')".replaceAll("'", '"'));
  });

  test("smells alone drop nothing", async () => {
    const { write, draft } = await drafted({ observations: [hour, empty] });
    expect(await write(aFinding({ kind: "smell", severity: "medium", case: "test_parse_returns_60_for_x" }))).toEqual(draft);
  });

  test("says why there is nothing when no observation adds anything", async () => {
    const baseline = { ...aSnapshot().baseline, killed: ["m1", "m2", "m3"], covered: [{ path: PATH, lines: [2, 3, 4] }] };
    const { draft } = await drafted({ observations: [hour, empty] }, { baseline });
    expect(draft).toEqual({
      status: "nothing",
      reason: "2 observations show nothing the existing tests do not show already",
    });
  });

  test("says why when nothing could be observed", async () => {
    const { draft } = await drafted({ calls: 7, skipped: [{ symbol: `${PATH}::parse`, reason: "needs a display" }] });
    expect(draft).toEqual({ status: "nothing", reason: `no observation in 7 calls; ${PATH}::parse: needs a display` });
  });

  test("an exception that a criterion's example wants, and the head does not raise, is asserted as one", async () => {
    const example = { call: "parse('x')", expected: null, raises: "Exceeded" };
    const unmet = { ...hour, criterion: "AC-1", expectation: { source: "criterion" as const, met: false, expected: "Exceeded" } };
    const { draft } = await drafted({ observations: [unmet] }, { criteria: [criterion("AC-1", "x", { examples: [example] })] });
    expect(sourceOf(draft)).toContain("with pytest.raises(Exceeded):");
  });

  test("a runner that fails is a reason, not a test", async () => {
    const world = await explorer();
    world.sandbox.answers.explore = () => ({ status: "timed-out", seconds: 99 });
    const [target] = (await world.author.plan(world.snapshot, world.signal)).targets;
    if (target === undefined) throw new Error("no target");
    expect(await world.author.write(target, world.snapshot, [], world.signal)).toEqual({
      status: "failed",
      reason: "explore: stopped after 99 s",
    });
  });

  test("an exception that only one criterion names is claimed for it, as a characterization", async () => {
    const criteria = [criterion("AC-1", "An empty text raises ValueError."), criterion("AC-2", "A text is read.")];
    const { draft } = await drafted({ observations: [hour, empty] }, { criteria });
    if (draft.status !== "written") throw new Error(draft.reason);
    const claim = draft.candidate.claims.find((one) => one.name.includes("raises"));
    expect(claim).toMatchObject({ criteria: ["AC-1"], oracle: "characterization" });
    expect(draft.candidate.source).toContain("# AC-1: An empty text raises ValueError.");
  });

  test("an exception that two criteria name is claimed for neither", async () => {
    const criteria = [criterion("AC-1", "An empty text raises ValueError."), criterion("AC-2", "A blank raises ValueError.")];
    const { draft } = await drafted({ observations: [hour, empty] }, { criteria });
    if (draft.status !== "written") throw new Error(draft.reason);
    expect(draft.candidate.claims.flatMap((claim) => claim.criteria)).toEqual([]);
  });
});
