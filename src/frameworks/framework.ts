import type { Claim, Finding } from "../domain/candidate.ts";
import type { Criterion, Example } from "../domain/criterion.ts";
import type { Mutant, ProjectFacts } from "../domain/snapshot.ts";
import type { Observation } from "./protocol.ts";

/** How tests of one kind are written and run. Data first; every function is pure: files go in as text. */
export interface Framework {
  id: string;
  language: string;
  lanes: string[];
  /** Folder under `docker/`. */
  image: string;
  /** Whether a repository with these paths uses this framework. */
  detect(paths: string[]): boolean;
  /** What a path is, by name alone. */
  kindOf(path: string): "source" | "test" | "other";
  /** Where the test file of a source file goes. Never an existing path (`taken`). */
  testPath(source_path: string, spec_id: string, project: ProjectFacts, taken: ReadonlySet<string>): string;
  /** Whether a file we would commit is under the framework's test paths and is not configuration. */
  mayCommit(path: string, project: Pick<ProjectFacts, "test_dirs">): boolean;
  /** All mutants of the given lines, in file order. */
  mutantsOf(path: string, source: string, lines: number[]): Mutant[];
  /** Flake, smell and forbidden-behaviour findings of a test file, and the number of mocks per test function. */
  lint(
    path: string,
    source: string,
    subjects: string[],
    /** The sources the subjects stand in: a test that repeats a formula of theirs proves little. */
    changed?: string[],
  ): { findings: Finding[]; mocks: Map<string, number> };
  /** The file with only these test functions, imports and helpers tidied. `null` when none is left. */
  keepCases(source: string, names: string[]): string | null;
  /** The text of one test function, decorators included, as it stands in the file. `null`: no such function. */
  textOf(source: string, name: string): string | null;
  /** The file with a one-line comment above each of these test functions: the note of each name, in plain words. */
  annotate(source: string, notes: ReadonlyMap<string, string>): string;
  /**
   * How many of the places where a test function asserts, its helpers in the file included, ran. `lines` and `arcs` are those of
   * the file that a tracer saw while the function's cases ran. `of: 0`: no such place is known.
   */
  assertionsRun(
    source: string,
    name: string,
    lines: ReadonlySet<number>,
    arcs: readonly (readonly [number, number])[],
  ): { ran: number; of: number };
  /** A file someone else wrote with a header comment, and in each test the criteria it claims, quoted in a comment. */
  introduce(source: string, about: { header: string; claims: Claim[]; criteria: Criterion[] }): string;
  /** The file without what its author says in it: no comments, no docstrings. For reading only: it is never run. */
  withoutProse(source: string): string;
  /** The file with no assertion left and everything else as it was: to see whether it is they that fail. Never committed. */
  withoutAssertions(source: string): string;
  /** Text that is equal for two test functions that do the same, names aside. */
  normalise(source: string, name: string): string;
  /** The examples (`f(x) == y`) and literals that a criterion's text names in code spans or quotes. */
  examplesIn(text: string): { examples: Example[]; literals: string[] };
  /** Which of these literals a test function does not contain. */
  missingLiterals(source: string, name: string, literals: string[]): string[];
  /** The literals in these lines of a source file. */
  literalsIn(source: string, lines: number[]): string[];
  /** A readable test file of observations (explorer author), with a claim per test function. `criteria` are quoted in it. */
  write(
    observations: Observation[],
    context: { project: ProjectFacts; header: string; criteria: Criterion[] },
  ): { source: string; claims: Claim[] };
}
