const BEGINNING = "The tests were not committed: ";

/** The warning that kept tests did not reach the branch. `reason` is the middle of a sentence. */
export function notCommitted(reason: string): string {
  return `${BEGINNING}${reason}.`;
}

/** Whether a warning says that kept tests did not reach the branch: that one is news, not a footnote. */
export function isNotCommitted(warning: string): boolean {
  return warning.startsWith(BEGINNING);
}
