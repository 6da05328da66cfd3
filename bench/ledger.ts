import { readFileSync } from "node:fs";
import type { Mutant } from "../src/domain/snapshot.ts";
import { frameworkById } from "../src/frameworks/index.ts";
import type { SourceTree } from "../src/ports.ts";

const read = (path: string) => readFileSync(new URL(`./ledger/${path}`, import.meta.url), "utf8");
const head = read("head/ledger.py");
const tests = read("test_ledger.py");

export const SOURCE = "ledger.py";
export const TESTS = "tests/test_ledger.py";
/** Test functions and their cases: one of them has two. */
export const CASES = 20;

/** A small module of pure functions, as it is on the head and with four mistakes on the base. */
export const sources = {
  base: { [SOURCE]: read("base/ledger.py"), "pytest.ini": "[pytest]\n" },
  head: { [SOURCE]: head, "pytest.ini": "[pytest]\n" },
};

/** Twenty cases that call it. `size` 1: each takes well under a millisecond; 40: each computes for 5 to 80 ms. */
export function testsOf(size: number): string {
  const sized = tests.replace(/^SIZE = 1$/m, `SIZE = ${size}`);
  if (size !== 1 && sized === tests) throw new Error("the tests of the bench say no size");
  return sized;
}

export function treeOf(files: Record<string, string>, sha: string): SourceTree {
  const content = Object.entries(files).map(([path, text]) => ({ path, executable: false, content: Buffer.from(text) }));
  return { sha: sha.repeat(40), files: content, skipped: [] };
}

/** Every mutant of the module. */
export function allMutants(): Mutant[] {
  const lines = head.split("\n").map((_, index) => index + 1);
  return frameworkById("pytest").mutantsOf(SOURCE, head, lines);
}
