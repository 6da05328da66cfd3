import type { Candidate, Finding } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Draft, Question } from "../../ports.ts";
import { FileAnswer, OracleAnswer } from "./answers.ts";
import { candidateFrom } from "./candidate-from.ts";
import { codeOf } from "./code-of.ts";
import { findingsOf, idsOf, listed, symbolsOf } from "./describe.ts";
import { fence } from "./fence.ts";
import { renderPrompt } from "./prompts.ts";
import type { Studio } from "./studio.ts";

const MAX_TOKENS = 16_000;
const MOST_TESTS = 12;
const MOST_EXPECTATIONS = 24;

type Expectations = OracleAnswer["expectations"];

/**
 * Writes the files of targets: what is expected first, from the criteria alone, then a draft that fits the code, then repairs.
 * Keeps what was expected and drafted per target; after a restart both are asked for again.
 */
export class Writer {
  readonly #studio: Studio;
  readonly #model: string;
  readonly #expected = new Map<string, Expectations>();
  readonly #drafts = new Map<string, string>();

  /** `model`: who is said to have written the files. */
  constructor(studio: Studio, model: string) {
    this.#studio = studio;
    this.#model = model;
  }

  async write(target: Target, snapshot: Snapshot, findings: Finding[], signal: AbortSignal): Promise<Draft> {
    const before = findings.length > 0 ? this.#drafts.get(target.id) : undefined;
    const asked =
      before === undefined
        ? await this.#firstDraft(target, snapshot, signal)
        : await this.#repair(target, snapshot, before, findings, signal);
    if (asked.status === "none") return { status: "failed", reason: asked.reason };
    this.#drafts.set(target.id, asked.answer.source);
    const candidate: Candidate = candidateFrom(asked.answer, target, snapshot, this.#model);
    return { status: "written", candidate };
  }

  async #firstDraft(target: Target, snapshot: Snapshot, signal: AbortSignal) {
    const expected = await this.#expectationsOf(target, snapshot, signal);
    if (expected.status === "none") return expected;
    const { prompts, boundary } = this.#studio;
    const tree = await this.#studio.tree(snapshot);
    const { system, task } = renderPrompt(prompts, `generate/${target.lane}.md`, {
      idioms: this.#idioms(target),
      test_path: target.test_path,
      symbols: symbolsOf(target),
      criteria: idsOf(target.criteria),
      expectations: described(expected.answer.expectations),
      behaviours: listed("behaviours", target.behaviours),
      code: await codeOf(target, snapshot, tree, boundary),
      most_tests: String(MOST_TESTS),
    });
    return this.#ask("generator", system, task, snapshot, signal);
  }

  async #repair(target: Target, snapshot: Snapshot, draft: string, findings: Finding[], signal: AbortSignal) {
    const { prompts, boundary } = this.#studio;
    const tree = await this.#studio.tree(snapshot);
    const { system, task } = renderPrompt(prompts, "repair.md", {
      idioms: this.#idioms(target),
      test_path: target.test_path,
      draft: fence("the draft", draft),
      findings: findingsOf(findings),
      symbols: symbolsOf(target),
      code: await codeOf(target, snapshot, tree, boundary),
    });
    return this.#ask("repairer", system, task, snapshot, signal);
  }

  /** What the criteria let expect, written before anyone sees the code. A target without criteria has nothing to expect. */
  async #expectationsOf(target: Target, snapshot: Snapshot, signal: AbortSignal) {
    const known = this.#expected.get(target.id);
    if (known !== undefined || target.criteria.length === 0)
      return { status: "answered", answer: { expectations: known ?? [] } } as const;
    const { prompts, desk } = this.#studio;
    const { system, task } = renderPrompt(prompts, "oracle.md", {
      criteria: idsOf(target.criteria),
      symbols: symbolsOf(target),
      most_expectations: String(MOST_EXPECTATIONS),
    });
    const context = await this.#studio.context(snapshot);
    const asked = await desk.ask({ role: "oracle", system, context, task, schema: OracleAnswer, max_tokens: MAX_TOKENS }, signal);
    if (asked.status === "answered") this.#expected.set(target.id, asked.answer.expectations.slice(0, MOST_EXPECTATIONS));
    return asked;
  }

  async #ask(role: Question<unknown>["role"], system: string, task: string, snapshot: Snapshot, signal: AbortSignal) {
    const context = await this.#studio.context(snapshot);
    return this.#studio.desk.ask({ role, system, context, task, schema: FileAnswer, max_tokens: MAX_TOKENS }, signal);
  }

  #idioms(target: Target): string {
    return renderPrompt(this.#studio.prompts, `frameworks/${frameworkById(target.framework).id}.md`, {}).task;
  }
}

function described(expectations: Expectations): string {
  return listed(
    "expectations",
    expectations.map(({ criterion, given, expected }) => `${criterion || "docstring"}: ${given} gives ${expected}`),
  );
}
