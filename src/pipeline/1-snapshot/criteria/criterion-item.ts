/** One place of a document that states a criterion: its verbatim text without marker, and where it stands. */
export interface CriterionItem {
  text: string;
  line: number;
  /** The number the document gives it where that is no part of the text: a tag of a scenario. */
  number?: number;
}
export interface CriterionItems {
  items: CriterionItem[];
  /** Headings with text beneath them that gave no item, and scenarios without a step. */
  empty_sections: string[];
  /** What could not be read, in sentences. */
  problems: string[];
}
