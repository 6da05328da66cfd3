/** The closing sign of each opening one. Phones turn straight quotes into curly ones; a path is often put in backticks. */
const QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", "`": "`", "“": "”", "‘": "’" };

/**
 * The words of a command line: split at blanks, quotes keep blanks. There is no escape, no variable and no pattern, for
 * nothing here ever reaches a shell. `null` when a quote is not closed.
 */
export function tokenize(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let closing: string | null = null;
  for (const character of line) {
    if (closing !== null) {
      if (character === closing) closing = null;
      else word += character;
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (QUOTES[character] !== undefined) {
      closing = QUOTES[character];
      word ??= "";
    } else word = (word ?? "") + character;
  }
  if (closing !== null) return null;
  return word === null ? words : [...words, word];
}
