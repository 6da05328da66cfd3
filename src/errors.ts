/** A mistake of the person who asked. Shown word for word, never retried. */
export class UserError extends Error {
  override name = "UserError";
}

/** The machinery failed (engine, disk, install), not the person and not the tests. Shown with its reason, exit code 3. */
export class InfrastructureError extends Error {
  override name = "InfrastructureError";
}

/** Ends a `switch` over a union: the compiler names the case that was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
