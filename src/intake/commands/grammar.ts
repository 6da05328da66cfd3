import type { CommandName } from "./command.ts";
import { type Flag, flags } from "./flags.ts";

/** How one command is written. The parser and the help are made from this. */
export interface Form {
  name: CommandName;
  /** What stands after the name, for the help. `one` must be there, `many` may. */
  argument: { name: string; count: "one" | "many" } | null;
  flags: readonly Flag[];
  summary: string;
}

/** The word every command starts with. */
export const WORD = "/tfactory";

const { spec, ac, lane, max, deliver, dry_run, allow_untrusted } = flags;
const of_tests = { argument: { name: "test", count: "one" }, flags: [] } as const;
const alone = { argument: null, flags: [] } as const;

export const grammar: readonly Form[] = [
  {
    name: "test",
    argument: { name: "paths", count: "many" },
    flags: [spec, ac, lane, max, deliver, dry_run, allow_untrusted],
    summary: "write tests for this change, prove them and commit the proven ones",
  },
  {
    name: "plan",
    argument: { name: "paths", count: "many" },
    flags: [spec, ac, lane, allow_untrusted],
    summary: "say what would be tested, and write nothing",
  },
  { name: "status", ...alone, summary: "where the run of this pull request stands" },
  { name: "cancel", ...alone, summary: "stop the run of this pull request" },
  { name: "undo", ...alone, summary: "take back the last commit of TFactory, exactly" },
  { name: "explain", ...of_tests, summary: "what a test proves, and how to see it again" },
  { name: "why-not", ...of_tests, summary: "why a test was not kept" },
  { name: "drop", ...of_tests, summary: "take one test out of what was committed" },
  { name: "config", ...alone, summary: "what holds for this repository, and where it comes from" },
  { name: "help", ...alone, summary: "this text" },
];
