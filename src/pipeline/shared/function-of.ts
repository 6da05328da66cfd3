/** The test function a case belongs to: its place without, for a parametrised one, `[…]` (docker/README.md, "Words"). */
export function functionOf(name: string): string {
  const separator = name.indexOf("::");
  const bracket = name.indexOf("[", separator);
  return bracket === -1 ? name : name.slice(0, bracket);
}
