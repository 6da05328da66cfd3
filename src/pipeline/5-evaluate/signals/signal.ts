/** A signal that was measured. */
export function measured<T>(value: T): { status: "measured"; value: T } {
  return { status: "measured", value };
}

/** A signal that was not, with the reason a person reads. */
export function notMeasured(reason: string): { status: "not-measured"; reason: string } {
  return { status: "not-measured", reason };
}
