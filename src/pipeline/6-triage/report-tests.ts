import type { Handover } from "../../domain/handover.ts";
import type { Plan } from "../../domain/plan.ts";
import type { DroppedTest, ReportedTest } from "../../domain/report.ts";
import type { JudgedTest } from "../../domain/verdict.ts";
import { singleQuoted } from "../shared/single-quoted.ts";

const REPLAY = "tfactory replay report.json";

/** Judged tests as the report names them, in the same order. `replay`: how a command begins that replays one of them. */
export function reportTests(judged: JudgedTest[], plan: Plan, handover: Handover, replay = REPLAY): ReportedTest[] {
  const uses = new Map<string, number>();
  for (const test of judged) uses.set(test.name, (uses.get(test.name) ?? 0) + 1);
  return judged.map((test) => {
    const { evidence } = test;
    const target = plan.targets.find((one) => one.id === test.target);
    return {
      name: test.name,
      file: test.path,
      target: test.target,
      lane: target?.lane ?? handover.lanes[0] ?? "unit",
      symbol: test.claim.symbol,
      shows: test.claim.shows,
      oracle: test.claim.oracle,
      criteria: evidence.criterion.status === "measured" ? evidence.criterion.value.claims : [],
      evidence,
      verdict: test.verdict,
      author: test.author,
      replay: replayCommand(replay, uses.get(test.name) === 1 ? test.name : `${test.path}::${test.name}`),
    };
  });
}

/** The command that proves a test's claims again on the reader's machine. */
function replayCommand(replay: string, name: string): string {
  const plain = /^[\p{L}\p{N}_:./-]+$/u.test(name);
  return `${replay} ${plain ? `"${name}"` : singleQuoted(name)}`;
}

/** A test that is not kept. `reason` joins those of its verdict; `null`: the verdict says it all. */
export function dropTest(
  test: ReportedTest,
  dropped_because: DroppedTest["dropped_because"],
  reason: string | null,
): DroppedTest {
  if (reason === null) return { ...test, dropped_because };
  return { ...test, dropped_because, verdict: { ...test.verdict, reasons: [reason, ...test.verdict.reasons] } };
}
