import { z } from "zod";

/** An example a criterion gives in code: `call` evaluates to `expected` or raises `raises` (source text of the language). */
export const Example = z.strictObject({
  call: z.string(),
  expected: z.string().nullable(),
  raises: z.string().nullable(),
});
export type Example = z.infer<typeof Example>;

export const Criterion = z.strictObject({
  id: z.string().regex(/^AC-\d+$/),
  /** Verbatim, without the list marker. */
  text: z.string(),
  origin: z.strictObject({
    source: z.enum(["dispatch", "spec", "issue", "pull-request", "inferred"]),
    path: z.string().nullable(),
    line: z.int().nullable(),
  }),
  examples: z.array(Example),
  /** Source text of the literals it names in code or quotes; a test of this criterion must contain them. */
  literals: z.array(z.string()),
});
export type Criterion = z.infer<typeof Criterion>;
