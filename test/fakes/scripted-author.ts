import type { Finding } from "../../src/domain/candidate.ts";
import type { Gaps } from "../../src/domain/gaps.ts";
import type { Plan, Target } from "../../src/domain/plan.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { Author, Draft } from "../../src/ports.ts";

type Script = {
  plan?: Plan | ((snapshot: Snapshot) => Plan);
  /** Drafts in the order they are asked for; a function sees what the real author would. The last one is repeated. */
  drafts?: (Draft | ((target: Target, findings: Finding[]) => Draft))[];
  mends?: NonNullable<Author["mends"]>;
  replan?: (target: Target, findings: Finding[]) => Target | null;
  rounds?: (gaps: Gaps) => Target[];
};

/** An author that says what the test wrote down, and remembers what it was asked. */
export class ScriptedAuthor implements Author {
  readonly name = "scripted";
  readonly asked: { target: Target; findings: Finding[] }[] = [];
  readonly gaps: Gaps[] = [];
  readonly mends?: NonNullable<Author["mends"]>;
  readonly replan?: NonNullable<Author["replan"]>;
  readonly continue?: NonNullable<Author["continue"]>;
  readonly #script: Script;

  constructor(script: Script) {
    const { mends, replan, rounds } = script;
    this.#script = script;
    if (mends !== undefined) this.mends = mends;
    if (replan !== undefined) this.replan = async (target, _snapshot, findings) => replan(target, findings);
    if (rounds !== undefined)
      this.continue = async (gaps) => {
        this.gaps.push(gaps);
        return rounds(gaps);
      };
  }

  async plan(snapshot: Snapshot): Promise<Plan> {
    const plan = this.#script.plan ?? { targets: [], untestable: [] };
    return typeof plan === "function" ? plan(snapshot) : plan;
  }

  async write(target: Target, _snapshot: Snapshot, findings: Finding[]): Promise<Draft> {
    const drafts = this.#script.drafts ?? [];
    const draft = drafts[Math.min(this.asked.length, drafts.length - 1)];
    this.asked.push({ target, findings });
    if (draft === undefined) return { status: "nothing", reason: "no scripted draft" };
    return typeof draft === "function" ? draft(target, findings) : draft;
  }
}
