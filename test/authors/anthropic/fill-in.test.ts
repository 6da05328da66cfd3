import { describe, expect, test } from "vitest";
import type { Gaps } from "../../../src/domain/gaps.ts";
import type { Observation, Request } from "../../../src/frameworks/protocol.ts";
import { aMutant, SOURCE } from "../../pipeline/builders.ts";
import { observe, raises, value } from "../explorer/observe.ts";
import { anAuthor, PARSE } from "./a-change.ts";

const imports = ["from durations.text import parse_duration"];
const met = (source: "criterion" | "docstring", expected: string) => ({ source, met: true, expected });
/** What the explorer would see: an example of each criterion, and a value that nobody says anything of. */
const observations: Observation[] = [
  observe(PARSE, 'parse_duration("90s")', value("90"), {
    imports,
    criterion: "AC-1",
    expectation: met("criterion", "90"),
    kills: ["m1"],
    origin: "criterion",
  }),
  observe(PARSE, 'parse_duration("3w")', raises("ValueError", "unknown unit: w"), {
    imports,
    criterion: "AC-2",
    expectation: met("criterion", "ValueError"),
    kills: ["m2"],
    origin: "criterion",
  }),
  observe(PARSE, 'parse_duration("61m")', value("3660"), { imports, kills: ["m3"], origin: "boundary" }),
];

/** The candidate the explorer hands in for what is open, and what it was asked to tell apart. */
async function filled(open: Partial<Gaps>, seen = observations) {
  const asked: Request<"explore">[] = [];
  const explore = (body: Request<"explore">) => {
    asked.push(body);
    return { observations: seen, skipped: [], calls: 7 };
  };
  const { author, snapshot, signal } = await anAuthor({}, { explore });
  const { targets } = await author.plan(snapshot, signal);
  const gaps: Gaps = {
    round: 3,
    targets,
    survivors: [aMutant("m3", 15)],
    uncovered: [],
    unclaimed: [],
    contradicted: [],
    gained: 1,
    killed: ["m1", "m2"],
    covered: [],
    arcs: [],
    ...open,
  };
  const [target] = (await author.continue?.(gaps, snapshot, signal)) ?? [];
  if (target === undefined) throw new Error("something is open");
  return { draft: await author.write(target, snapshot, [], signal), asked, target };
}

describe("what the model left open", () => {
  test("is pinned by the explorer, in its own name and as what it is", async () => {
    const { draft, asked } = await filled({});
    if (draft.status !== "written") throw new Error(draft.reason);
    expect(asked[0]?.mutants.map(({ id }) => id)).toEqual(["m3"]);
    expect(draft.candidate).toMatchObject({ author: "explorer", target: `explorer:${SOURCE}` });
    expect(draft.candidate.claims).toMatchObject([{ criteria: [], oracle: "characterization" }]);
    expect(draft.candidate.source).toContain('parse_duration("61m") == 3660');
    expect(draft.candidate.source).not.toContain("90s");
  });

  test("includes a criterion no test claims, but none that others show already", async () => {
    const { draft } = await filled({ unclaimed: ["AC-2"] });
    if (draft.status !== "written") throw new Error(draft.reason);
    expect(draft.candidate.claims.map(({ criteria, oracle }) => [criteria, oracle])).toEqual([
      [[], "characterization"],
      [["AC-2"], "criterion"],
    ]);
  });

  test("is nothing when all the explorer sees is shown already", async () => {
    const { draft } = await filled({}, observations.slice(0, 2));
    expect(draft).toEqual({ status: "nothing", reason: "the tests there are show it already" });
  });
});
