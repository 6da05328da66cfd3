/** What `test` and `plan` can be told. */
export interface TestOptions {
  paths: string[];
  /** A path on the head, or `#` and the number of an issue. */
  spec: string | null;
  /** Ids: `AC-3`. */
  criteria: string[];
  lanes: string[];
  max: number | null;
  deliver: "commit" | "pr" | "patch" | null;
  allow_untrusted: boolean;
}

/** One command a person gave, whatever way it came in. */
export type Command =
  | { name: "test" | "plan"; options: TestOptions }
  | { name: "explain" | "why-not" | "drop"; test: string }
  | { name: "status" | "cancel" | "undo" | "config" | "help" };
export type CommandName = Command["name"];

export const noOptions: TestOptions = {
  paths: [],
  spec: null,
  criteria: [],
  lanes: [],
  max: null,
  deliver: null,
  allow_untrusted: false,
};
