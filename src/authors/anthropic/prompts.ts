/** The texts under `prompts/`, by their path in it: `plan.md`, `generate/unit.md`, `frameworks/pytest.md`. */
export type Prompts = ReadonlyMap<string, string>;

/** What stands between the rules of a role, which never change, and what one question asks. */
const TASK = "<!-- task -->";

/** A prompt file as the two texts of a question. `system` is empty in a file that has a task alone. */
export interface Rendered {
  system: string;
  task: string;
}

/**
 * Fills a prompt file. Every variable of the file needs a value and every value a variable; a value is never read as a template
 * again. Throws `Error` for a file, variable or value that is not there: a bug, never an answer.
 */
export function renderPrompt(prompts: Prompts, file: string, values: Readonly<Record<string, string>>): Rendered {
  const text = prompts.get(file);
  if (text === undefined) throw new Error(`There is no prompt ${file}.`);
  const unused = new Set(Object.keys(values));
  const filled = text.split(TASK).map((part) =>
    part
      .replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) throw new Error(`The prompt ${file} has a variable without a value: ${name}.`);
        unused.delete(name);
        return value;
      })
      .trim(),
  );
  if (unused.size > 0) throw new Error(`The prompt ${file} has no variable ${[...unused].join(", ")}.`);
  const [first = "", ...rest] = filled;
  return rest.length === 0 ? { system: "", task: first } : { system: first, task: rest.join(TASK) };
}

/** The names of a prompt file's variables, sorted. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ""))].toSorted();
}
