/** What kind of test a target asks for. A framework says which of these it can write. */
export interface Lane {
  id: string;
  /** What a person reads in a report's heading. */
  title: string;
}

export const lanes: readonly Lane[] = [{ id: "unit", title: "Unit tests" }];
