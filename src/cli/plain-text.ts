/** Text of others for a terminal: one line, without escape sequences, controls or marks that turn the reading direction. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
  return text.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "").replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}
