import type { Answered, Model, ModelUsage, Question } from "../../ports.ts";
import { addUsage, NO_USAGE } from "../../runs/model-usage.ts";

/** Questions in a row that got no answer, after which a model is not asked any more. */
const FAILURES = 3;

type Role = Question<unknown>["role"];

/** Where an author asks its model: keeps what it cost, and stops asking one that does not answer. */
export class ModelDesk {
  readonly #model: Model;
  #usage = NO_USAGE;
  #failures = 0;
  #closed: string | null = null;
  readonly #notes = new Set<string>();

  constructor(model: Model) {
    this.#model = model;
  }

  /** The answer, or why there is none. Throws only the reason of an aborted `signal`. */
  async ask<Answer>(
    question: Question<Answer>,
    signal: AbortSignal,
  ): Promise<{ status: "answered"; answer: Answer } | { status: "none"; reason: string }> {
    if (this.#closed !== null) return { status: "none", reason: this.#closed };
    const answered = await this.#model.ask(question, signal);
    this.#usage = addUsage(this.#usage, answered.usage);
    if (answered.status === "answered") {
      this.#failures = 0;
      return { status: "answered", answer: answered.answer };
    }
    return { status: "none", reason: this.#note(question.role, answered) };
  }

  get usage(): ModelUsage {
    return this.#usage;
  }

  /** Whether it is worth thinking of a question. */
  get is_open(): boolean {
    return this.#closed === null;
  }

  /** What went wrong, in sentences, each once. */
  get notes(): string[] {
    return [...this.#notes];
  }

  #note(role: Role, answered: Answered<unknown> & { reason: string }): string {
    const { status, reason } = answered;
    const said = `${TROUBLE[status as keyof typeof TROUBLE]} as ${role}: ${sentence(reason)}`;
    if (status !== "exhausted") this.#notes.add(said);
    this.#failures++;
    if (status === "exhausted") this.#close(reason);
    else if (this.#failures === FAILURES) this.#close(`it gave no answer ${FAILURES} times in a row, the last time: ${reason}`);
    return said;
  }

  #close(reason: string): void {
    this.#closed ??= reason;
    this.#notes.add(`The model was not asked any more: ${sentence(reason)} The explorer took over.`);
  }
}

const TROUBLE = {
  refused: "The model refused",
  truncated: "The model's answer broke off",
  invalid: "The model gave no usable answer",
  failed: "The model could not be asked",
  exhausted: "The model was not asked",
};

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}
