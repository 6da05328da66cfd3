import type { Model, ModelUsage, Question } from "../../ports.ts";
import { addUsage, NO_USAGE } from "../../runs/model-usage.ts";

/** Questions of a role in a row that got no answer, after which that role is not asked any more: its model may be another's. */
const FAILURES = 3;

type Role = Question<unknown>["role"];

/** Where an author asks its model: keeps what it cost, and stops asking one that does not answer. */
export class ModelDesk {
  readonly #model: Model;
  #usage = NO_USAGE;
  /** Why no question has room any more. */
  #exhausted: string | null = null;
  readonly #failures = new Map<Role, number>();
  readonly #closed = new Map<Role, string>();
  readonly #notes = new Set<string>();

  constructor(model: Model) {
    this.#model = model;
  }

  /** The answer, or why there is none. Throws only the reason of an aborted `signal`. */
  async ask<Answer>(
    question: Question<Answer>,
    signal: AbortSignal,
  ): Promise<{ status: "answered"; answer: Answer } | { status: "none"; reason: string }> {
    const closed = this.#exhausted ?? this.#closed.get(question.role);
    if (closed !== undefined) return { status: "none", reason: closed };
    const answered = await this.#model.ask(question, signal);
    this.#usage = addUsage(this.#usage, answered.usage);
    if (answered.status === "answered") {
      this.#failures.delete(question.role);
      return { status: "answered", answer: answered.answer };
    }
    return { status: "none", reason: this.#note(question.role, answered.status, answered.reason) };
  }

  get usage(): ModelUsage {
    return this.#usage;
  }

  /** Whether tests can still be written: both that takes are asked. */
  get is_open(): boolean {
    return this.#exhausted === null && !this.#closed.has("oracle") && !this.#closed.has("generator");
  }

  /** What went wrong, in sentences, each once. */
  get notes(): string[] {
    return [...this.#notes];
  }

  #note(role: Role, status: keyof typeof TROUBLE, reason: string): string {
    const said = `${TROUBLE[status]} as ${role}: ${sentence(reason)}`;
    if (status === "exhausted") {
      this.#exhausted ??= reason;
      this.#notes.add(`The model was not asked any more: ${sentence(reason)} The explorer took over.`);
      return said;
    }
    const failures = (this.#failures.get(role) ?? 0) + 1;
    this.#failures.set(role, failures);
    this.#notes.add(said);
    if (failures === FAILURES) {
      this.#closed.set(role, reason);
      this.#notes.add(`The model was not asked any more as ${role}: it gave no answer ${FAILURES} times in a row.`);
    }
    return said;
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
