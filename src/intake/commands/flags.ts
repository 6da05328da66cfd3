import { lanes } from "../../lanes/index.ts";
import type { TestOptions } from "./command.ts";

/** A flag of `test` or `plan`. */
export interface Flag {
  name: string;
  /** What people write after it, for the help; `null`: it stands alone. */
  value: string | null;
  summary: string;
  /** The options with this flag in them, or what is wrong with its value. */
  apply(options: TestOptions, value: string): TestOptions | { wrong: string };
}

/** More than anyone reads in one review. */
const MAX_TESTS = 100;
const lane_ids = lanes.map((lane) => lane.id);
const deliveries = ["commit", "pr", "patch"] as const;

export const flags = {
  spec: {
    name: "--spec",
    value: "path|#issue",
    summary: "the specification with the acceptance criteria: a file of this branch, or an issue",
    apply: (options, value) => {
      if (!/^#[1-9]\d{0,9}$/.test(value) && !isRelativePath(value))
        return { wrong: "is a path in this repository or an issue like #12" };
      return { ...options, spec: value };
    },
  },
  ac: {
    name: "--ac",
    value: "N",
    summary: "only this acceptance criterion; more than one: `--ac 1,3`",
    apply: (options, value) => {
      const numbers = value.split(",").map((one) => /^(?:AC-?)?([1-9]\d{0,3})$/i.exec(one.trim())?.[1]);
      if (numbers.includes(undefined)) return { wrong: "is the number of a criterion, like 2 or AC-2" };
      return { ...options, criteria: [...new Set([...options.criteria, ...numbers.map((number) => `AC-${number}`)])] };
    },
  },
  lane: {
    name: "--lane",
    value: lane_ids.join("|"),
    summary: "only this kind of test",
    apply: (options, value) => {
      const lane = value.toLowerCase();
      if (!lane_ids.includes(lane)) return { wrong: `is one of: ${lane_ids.join(", ")}` };
      return { ...options, lanes: [...new Set([...options.lanes, lane])] };
    },
  },
  max: {
    name: "--max",
    value: "N",
    summary: "keep at most this many tests",
    apply: (options, value) => {
      const max = /^\d{1,3}$/.test(value) ? Number(value) : 0;
      return max >= 1 && max <= MAX_TESTS ? { ...options, max } : { wrong: `is a whole number from 1 to ${MAX_TESTS}` };
    },
  },
  deliver: {
    name: "--deliver",
    value: deliveries.join("|"),
    summary: "a commit on this branch, a pull request onto it, or a patch to apply by hand",
    apply: (options, value) => {
      const deliver = deliveries.find((one) => one === value.toLowerCase());
      return deliver === undefined ? { wrong: `is one of: ${deliveries.join(", ")}` } : { ...options, deliver };
    },
  },
  dry_run: {
    name: "--dry-run",
    value: null,
    summary: "do everything but write to the branch; the same as `--deliver patch`",
    apply: (options) => ({ ...options, deliver: "patch" }),
  },
  allow_untrusted: {
    name: "--allow-untrusted",
    value: null,
    summary: "run the code of an author without write permission (maintainers only)",
    apply: (options) => ({ ...options, allow_untrusted: true }),
  },
} satisfies Record<string, Flag>;

/** Inside the repository, whatever the system: no absolute path, no way up, nothing a terminal would act on. */
function isRelativePath(value: string): boolean {
  return value !== "" && !/^[/\\~]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)|\p{Cc}/iu.test(value) && !value.startsWith("#");
}

/** A path, folder or glob of the change; what is wrong with it otherwise. */
export function withPath(options: TestOptions, value: string): TestOptions | { wrong: string } {
  if (!isRelativePath(value)) return { wrong: "is not a path in this repository" };
  return { ...options, paths: [...options.paths, value] };
}
