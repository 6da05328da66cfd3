import { describe, expect, test } from "vitest";
import { type Finding, Generated } from "../../../src/domain/candidate.ts";
import type { Target } from "../../../src/domain/plan.ts";
import { InfrastructureError } from "../../../src/errors.ts";
import type { Answer } from "../../../src/frameworks/protocol.ts";
import { generateCandidate } from "../../../src/pipeline/3-generate/generate-candidate.ts";
import { CANDIDATE_BYTES } from "../../../src/pipeline/3-generate/limits.ts";
import type { Draft } from "../../../src/ports.ts";
import { FakeSandbox, type ScriptedAnswers } from "../../fakes/fake-sandbox.ts";
import { MemoryForge } from "../../fakes/memory-forge.ts";
import { ScriptedAuthor } from "../../fakes/scripted-author.ts";
import { aCandidate, aFinding, aSnapshot, FILE, SOURCE } from "../builders.ts";
import { aSymbol, aTarget } from "../targets.ts";

const written = (overrides: Parameters<typeof aCandidate>[1] = {}): Draft => ({
  status: "written",
  candidate: aCandidate(["test_a"], overrides),
});
const stands: Answer<"check"> = { findings: [], cases: [{ case: `${FILE}::test_a`, name: "test_a", path: FILE, line: 4 }] };
const broken: Answer<"check"> = {
  findings: [aFinding({ kind: "import", severity: "high", message: "no module named duration" })],
  cases: [],
};

type Way = Omit<ConstructorParameters<typeof ScriptedAuthor>[0], "plan" | "drafts"> & { left?: number };

async function generate(drafts: Draft[], check: ScriptedAnswers["check"] = stands, { left = 12, ...way }: Way = {}) {
  const forge = new MemoryForge({ main: {}, feature: { [SOURCE]: "x = 1\n", "tests/test_there.py": "" } });
  const { head_sha } = await forge.pin({ base_ref: "main", head_ref: "feature" } as never);
  const sandbox = new FakeSandbox(check === undefined ? {} : { check });
  const author = new ScriptedAuthor({ drafts, ...way });
  const allowance = { left };
  const snapshot = aSnapshot({ head_sha, symbols: [aSymbol("parse_duration"), aSymbol("other")] });
  const ports = { author, sandbox, forge, events: () => undefined };
  const generated = await generateCandidate(aTarget(), snapshot, ports, allowance, new AbortController().signal);
  return { generated: Generated.parse(generated), sandbox, author, allowance };
}

test("a draft that stands is given with its cases, its findings and its mocks", async () => {
  const finding = aFinding({ kind: "symbol", severity: "high", message: "durations has no attribute wek" });
  const { generated, sandbox } = await generate([written()], { ...stands, findings: [finding] });
  expect(generated).toMatchObject({
    status: "standing",
    cases: [{ case: `${FILE}::test_a`, name: "test_a" }],
    findings: [finding],
    mocks: {},
    repairs: 0,
    replans: 0,
  });
  expect(sandbox.requests[0]?.overlay).toEqual([{ path: FILE, source: aCandidate(["test_a"]).source }]);
});

test("a draft that does not stand goes back to its author with the findings", async () => {
  let asked = 0;
  const { generated, author } = await generate([written(), written()], () => (asked++ === 0 ? broken : stands));
  expect(generated).toMatchObject({ status: "standing", repairs: 1, replans: 0 });
  expect(author.asked.map(({ findings }) => findings)).toEqual([[], broken.findings]);
});

test("after two repairs the target is stuck with what was found last", async () => {
  const { generated, author } = await generate([written()], broken);
  expect(generated).toMatchObject({ status: "stuck", repairs: 2, replans: 0, findings: broken.findings });
  expect(author.asked).toHaveLength(3);
});

test("one test that may not run does not take the others with it", async () => {
  const source =
    "import os\n\n\ndef test_a():\n    assert 1 == len([0])\n\n\ndef test_b():\n    os.system('ls')\n    assert 1 == 1\n";
  const candidate = { ...aCandidate(["test_a", "test_b"]), source };
  const { generated, author, sandbox } = await generate([{ status: "written", candidate }], stands);
  expect(author.asked).toHaveLength(3);
  expect(generated).toMatchObject({
    status: "standing",
    candidate: { claims: [{ name: "test_a" }] },
    refused: [{ claim: { name: "test_b" } }],
  });
  if (generated.status !== "standing") throw new Error("it stands");
  expect(generated.candidate.source).not.toContain("os");
  expect(generated.refused[0]?.findings.map(({ kind, case: test }) => [kind, test])).toContainEqual(["forbidden", "test_b"]);
  expect(sandbox.requests).toHaveLength(1);
});

test("a test nobody claimed that may not run is refused by name too", async () => {
  const source = "import os\n\n\ndef test_a():\n    assert 1 == len([0])\n\n\ndef test_b():\n    os.system('ls')\n";
  const { generated } = await generate([{ status: "written", candidate: { ...aCandidate(["test_a"]), source } }], stands);
  expect(generated).toMatchObject({ status: "standing", refused: [{ claim: { name: "test_b", criteria: [] } }] });
});

test("a file without a test is stuck, not standing", async () => {
  const { generated } = await generate([written()], { findings: [], cases: [] });
  expect(generated).toMatchObject({ status: "stuck", findings: [{ rule: "no-test" }] });
});

test("cases of other files are not this candidate's", async () => {
  const other = { case: "tests/test_x.py::test_x", name: "test_x", path: "tests/test_x.py", line: 1 };
  const { generated } = await generate([written()], { findings: [], cases: [...stands.cases, other] });
  expect(generated).toMatchObject({ cases: [{ case: `${FILE}::test_a`, name: "test_a" }] });
});

test("an author with nothing to say gives no candidate", async () => {
  const { generated, sandbox } = await generate([{ status: "nothing", reason: "no observation" }]);
  expect(generated).toEqual({ status: "nothing", target: "target-1", reason: "no observation" });
  expect(sandbox.requests).toEqual([]);
});

test.each<[string, Draft, string]>([
  ["another path than planned", written({ path: "tests/test_other.py" }), "path"],
  ["a path out of the tests", written({ path: "durations/new.py" }), "path"],
  ["another target", written({ target: "target-9" }), "target"],
  ["far too much text", written({ source: `def test_a():\n    assert "${"x".repeat(CANDIDATE_BYTES)}"\n` }), "size"],
])("a draft with %s never reaches the runner", async (_what, draft, rule) => {
  const { generated, sandbox } = await generate([draft]);
  expect(generated).toMatchObject({ status: "stuck", findings: [{ kind: "forbidden", rule }] });
  expect(sandbox.requests).toEqual([]);
});

test("a draft that does what is forbidden never reaches the runner", async () => {
  const source = "import subprocess\n\n\ndef test_a():\n    assert subprocess.run(['ls']).returncode == 0\n";
  const { generated, sandbox } = await generate([written({ source })]);
  expect(generated.status).toBe("stuck");
  expect(sandbox.requests).toEqual([]);
});

test("a check that did not happen is the machinery's failure, never a pass", async () => {
  await expect(generate([written()], () => ({ status: "out-of-memory", seconds: 3 }))).rejects.toThrow(
    new InfrastructureError(`${FILE} could not be checked: check: the container ran out of memory`),
  );
});

const wrong_name = aFinding({ kind: "symbol", severity: "high", message: "durations has no attribute wek" });

test("what its author can mend goes back even when it does not keep the file from running", async () => {
  let asked = 0;
  const check = () => (asked++ === 0 ? { ...stands, findings: [wrong_name] } : stands);
  const mends = ({ kind }: Finding) => kind === "symbol";
  const { generated, author } = await generate([written()], check, { mends });
  expect(generated).toMatchObject({ status: "standing", repairs: 1, findings: [] });
  expect(author.asked[1]?.findings).toEqual([wrong_name]);
});

test("a draft that stands is kept when mending it breaks it or its author gives up", async () => {
  let asked = 0;
  const check = () => (asked++ === 0 ? { ...stands, findings: [wrong_name] } : broken);
  const worse = await generate([written()], check, { mends: () => true });
  expect(worse.generated).toMatchObject({ status: "standing", repairs: 2, findings: [wrong_name] });
  const tired: Draft = { status: "failed", reason: "the budget is used up" };
  const gives_up = await generate([written(), tired], { ...stands, findings: [wrong_name] }, { mends: () => true });
  expect(gives_up.generated).toMatchObject({ status: "standing", repairs: 1 });
});

describe("a plan no draft of which stands", () => {
  const replan = (target: Target): Target => ({
    ...target,
    behaviours: ["another way"],
    symbols: [`${SOURCE}::other`, `${SOURCE}::made_up`],
    test_path: "src/evil.py",
    criteria: [],
  });

  test("is made anew, for the same file and criteria and with symbols that exist", async () => {
    let asked = 0;
    const { generated, author } = await generate([written()], () => (asked++ < 3 ? broken : stands), { replan });
    expect(generated).toMatchObject({ status: "standing", repairs: 2, replans: 1 });
    expect(author.asked.map(({ findings }) => findings.length)).toEqual([0, 1, 1, 0]);
    expect(author.asked[3]?.target).toEqual(aTarget({ behaviours: ["another way"], symbols: [`${SOURCE}::other`] }));
  });

  test("is made anew twice, then the target is stuck", async () => {
    const { generated, author, allowance } = await generate([written()], broken, { replan });
    expect(generated).toMatchObject({ status: "stuck", repairs: 6, replans: 2 });
    expect(author.asked).toHaveLength(9);
    expect(allowance.left).toBe(10);
  });

  test("is stuck when the run has no replan left or its author knows no other way", async () => {
    const spent = await generate([written()], broken, { replan, left: 0 });
    expect(spent.generated).toMatchObject({ status: "stuck", replans: 0 });
    const lost = await generate([written()], broken, { replan: () => null });
    expect(lost.generated).toMatchObject({ status: "stuck", replans: 0 });
    expect(lost.allowance.left).toBe(12);
  });

  test("counts as made anew when the author then fails", async () => {
    const drafts = [written(), written(), written(), { status: "failed", reason: "the budget is used up" } as Draft];
    const { generated } = await generate(drafts, broken, { replan });
    expect(generated).toMatchObject({ status: "stuck", repairs: 2, replans: 1 });
  });
});
