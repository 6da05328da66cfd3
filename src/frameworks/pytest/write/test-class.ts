/** The test class a symbol's tests go to: `TestBudget` for `Budget.spend`, `TestParseDuration` for `parse_duration`. */
export function testClassOf(symbol: string): string {
  const names = (symbol.split("::").at(-1) ?? symbol).split(".").filter((name) => name !== "<locals>");
  const owner = names.length > 1 ? names.slice(0, -1).join("_") : (names[0] ?? "It");
  const words = owner.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return `Test${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`;
}
