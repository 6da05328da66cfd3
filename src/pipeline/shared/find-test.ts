import { nearestName } from "../../nearest-name.ts";

/** Something about a test of a report. */
interface About {
  test: { file: string; name: string };
}

export type FoundTest<One> =
  | { status: "found"; one: One }
  | { status: "ambiguous"; choices: string[] }
  | { status: "unknown"; nearest: string | null };

/**
 * The test a person means by a name: `tests/test_x.py::TestA::test_b`, any end of that at `::` (`TestA::test_b`, `test_b`), the
 * file without its folders, or a parametrised case of it. A whole name goes before the end of another.
 */
export function findTest<One extends About>(all: One[], name: string): FoundTest<One> {
  const wanted = name.trim().replace(/\[.*$/s, "");
  const ways = [
    all.filter((one) => fullName(one) === wanted),
    all.filter((one) => one.test.name === wanted),
    all.filter((one) => isEndOf(wanted, fullName(one))),
  ];
  const [first, ...more] = ways.find((some) => some.length > 0) ?? [];
  if (first === undefined) return { status: "unknown", nearest: nearestOf(all, wanted) };
  return more.length === 0 ? { status: "found", one: first } : { status: "ambiguous", choices: [first, ...more].map(fullName) };
}

function fullName({ test }: About): string {
  return `${test.file}::${test.name}`;
}

/** Whether it ends there, at a `::` or a folder's `/`. */
function isEndOf(wanted: string, full: string): boolean {
  return wanted !== "" && (full.endsWith(`::${wanted}`) || full.endsWith(`/${wanted}`));
}

/** Compared as it was written: without the file and the class when those were left out. */
function nearestOf(all: About[], wanted: string): string | null {
  const compared = (one: About) => (wanted.includes("::") ? fullName(one) : one.test.name.split("::").at(-1)) ?? "";
  const nearest = nearestName(wanted, all.map(compared));
  const one = all.find((about) => compared(about) === nearest);
  return one === undefined ? null : fullName(one);
}
