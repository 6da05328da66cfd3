/** Longer names are compared by their beginning: the work grows with the square of the length. */
const COMPARED = 300;

/** Of these names the one that takes the fewest edits to get to, the first of equals; `null` when there is none. */
export function nearestName(name: string, names: string[]): string | null {
  const [first, ...others] = names.map((other) => ({ other, edits: editsBetween(name, other) }));
  if (first === undefined) return null;
  return others.reduce((best, one) => (one.edits < best.edits ? one : best), first).other;
}

/** Levenshtein's distance: characters to add, remove or replace. One row of the table is kept. */
function editsBetween(one: string, other: string): number {
  const [from, to] = [[...one].slice(0, COMPARED), [...other].slice(0, COMPARED)];
  let row = to.map((_, index) => index + 1);
  from.forEach((character, above) => {
    let [corner, left] = [above, above + 1];
    row = to.map((wanted, index) => {
      const up = row[index] ?? 0;
      const edits = Math.min(up + 1, left + 1, corner + (character === wanted ? 0 : 1));
      [corner, left] = [up, edits];
      return edits;
    });
  });
  return row.at(-1) ?? from.length;
}
