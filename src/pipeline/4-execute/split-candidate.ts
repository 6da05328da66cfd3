import type { Candidate, Generated } from "../../domain/candidate.ts";
import type { Pinned } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";

/** A file and the cases the framework collects of it. */
export interface Runnable {
  candidate: Pick<Candidate, "path" | "source">;
  cases: (Generated & { status: "standing" })["cases"];
}

export interface Part {
  path: string;
  source: string;
  /** The cases of its one test function, as the whole file names them. */
  cases: string[];
}

/** Each test function in a file of its own beside the candidate's, with only the imports and helpers it needs. */
export function splitCandidate({ candidate, cases }: Runnable, snapshot: Pick<Pinned, "framework">): Part[] {
  const { keepCases } = frameworkById(snapshot.framework);
  const names = [...new Set(cases.map((collected) => collected.name))];
  return names.flatMap((name, index) => {
    const source = keepCases(candidate.source, [name]);
    if (source === null) return [];
    const own = cases.filter((collected) => collected.name === name).map((collected) => collected.case);
    return [{ path: numberedPath(candidate.path, index + 1), source, cases: own }];
  });
}

/** `tests/test_a.py` -> `tests/test_a_1.py`: before the first dot, so that `a.test.ts` stays a test file too. */
function numberedPath(path: string, number: number): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const [stem = "", ...extensions] = path.slice(folder.length).split(".");
  return [`${folder}${stem}_${number}`, ...extensions].join(".");
}
