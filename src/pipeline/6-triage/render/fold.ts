/** A section that is closed until a reader opens it. The title holds no untrusted text. */
export function fold(title: string, ...content: string[]): string {
  return [`<details><summary>${title}</summary>`, ...content, "</details>"].join("\n\n");
}
