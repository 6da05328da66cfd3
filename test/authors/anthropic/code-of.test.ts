import { expect, test } from "vitest";
import { openBoundary } from "../../../src/authors/anthropic/boundary/open-boundary.ts";
import { codeOf } from "../../../src/authors/anthropic/code-of.ts";
import type { ChangedFile } from "../../../src/domain/snapshot.ts";
import { aSnapshot } from "../../pipeline/builders.ts";
import { aSymbol, aTarget } from "../../pipeline/targets.ts";

const PATH = "shop/cart.py";
const lines = Array.from({ length: 300 }, (_, index) => `line_${index + 1} = ${index + 1}`);
const tree = { sha: "a", files: [{ path: PATH, executable: false, content: Buffer.from(lines.join("\n")) }], skipped: [] };
const at = (name: string, line: number, end_line: number, kind: "function" | "class" | "method" = "function") =>
  aSymbol(name, { id: `${PATH}::${name}`, path: PATH, kind, line, end_line });

/** The numbers of the lines that are shown. */
async function shown(symbols: string[], changed: number[] = []): Promise<(number | string)[]> {
  const file: ChangedFile = {
    path: PATH,
    old_path: null,
    status: "modified",
    kind: "source",
    lines: changed,
    deleted_lines: 0,
    patch: "",
  };
  const snapshot = aSnapshot({
    files: [file],
    symbols: [
      at("total", 10, 12),
      at("Cart", 20, 180, "class"),
      at("Cart.add", 150, 152, "method"),
      at("Small", 200, 203, "class"),
    ],
  });
  const target = aTarget({ symbols: symbols.map((name) => `${PATH}::${name}`) });
  const text = await codeOf(target, snapshot, tree, openBoundary());
  return [...text.matchAll(/^(?:line_(\d+) = \d+|(\.\.\.))$/gm)].map(([, line, gap]) => gap ?? Number(line));
}

test("a target's symbols are shown whole and nothing else of their file", async () => {
  expect(await shown(["total"])).toEqual([10, 11, 12]);
  expect(await shown(["total", "Small"])).toEqual([10, 11, 12, "...", 200, 201, 202, 203]);
});

test("of a long class its beginning is shown, and the methods that were asked for", async () => {
  const beginning = Array.from({ length: 16 }, (_, index) => 20 + index);
  expect(await shown(["Cart", "Cart.add"])).toEqual([...beginning, "...", 150, 151, 152]);
});

test("what changed outside of every symbol is shown with the lines around it", async () => {
  expect(await shown(["total"], [2, 11, 160, 250])).toEqual([1, 2, 3, 4, "...", 10, 11, 12, "...", 248, 249, 250, 251, 252]);
});

test("a file that is not there is said", async () => {
  expect(await codeOf(aTarget({ symbols: ["gone.py::x"] }), aSnapshot(), tree, openBoundary())).toBe("It is not there.");
});
