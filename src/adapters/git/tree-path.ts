/**
 * Why a path is not fit to be written under a folder, or `null` when it is. Git trees can be made by hand with any name
 * in them; `.git` in any letter case or with trailing dots and spaces is git's own folder somewhere.
 */
export function unfitPath(path: string): string | null {
  if (path === "" || path.includes("\0") || path.includes("\uFFFD")) return "its name is not plain text";
  if (path.startsWith("/") || path.endsWith("/")) return "its name is not a relative path";
  if (Buffer.byteLength(path) > 1024) return "its name is too long";
  for (const part of path.split("/")) {
    if (part === "" || part === "." || part === "..") return "its name leaves its folder";
    if (/^\.git[ .]*$/i.test(part)) return "it is inside a .git folder";
  }
  return null;
}
