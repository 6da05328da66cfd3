import type { Handover } from "../../domain/handover.ts";

/** File names that say nothing about what is specified. */
const NAMELESS = new Set(["", "spec", "specification", "requirements", "readme", "index", "issue", "prd", "request"]);
const LENGTH = 40;

/** A short name for what is tested, for the commit and the test files: of the specification's file, its title, or the branch. */
export function nameSpec({ spec, head_ref }: Pick<Handover, "spec" | "head_ref">): string {
  const file =
    spec?.path
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/(\.(spec|md|markdown|txt|rst|feature))+$/i, "") ?? "";
  const title = spec === null ? "" : (/^#\s+(.+)$/m.exec(spec.text)?.[1] ?? "");
  const nameless = NAMELESS.has(file.toLowerCase()) || file.startsWith("#"); // a number says nothing either
  const names = [nameless ? "" : file, title, head_ref.split("/").at(-1) ?? ""];
  return names.map(slug).find((name) => name !== "") ?? "change";
}

function slug(text: string): string {
  const words =
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  let name = "";
  for (const word of words) {
    const longer = name === "" ? word.slice(0, LENGTH) : `${name}-${word}`;
    if (longer.length > LENGTH) break;
    name = longer;
  }
  return name;
}
