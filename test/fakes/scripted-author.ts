import type { Finding } from "../../src/domain/candidate.ts";
import type { Plan, Target } from "../../src/domain/plan.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { Author, Draft } from "../../src/ports.ts";

type Script = {
  plan?: Plan | ((snapshot: Snapshot) => Plan);
  /** Drafts in the order they are asked for; a function sees what the real author would. The last one is repeated. */
  drafts?: (Draft | ((target: Target, findings: Finding[]) => Draft))[];
};

/** An author that says what the test wrote down, and remembers what it was asked. */
export class ScriptedAuthor implements Author {
  readonly name = "scripted";
  readonly asked: { target: Target; findings: Finding[] }[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
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
