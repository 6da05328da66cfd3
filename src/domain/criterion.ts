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
  /** Why no test can decide it, found before anything was planned; left out: one may. Nothing is written for it. */
  unverifiable: z.string().optional(),
});
export type Criterion = z.infer<typeof Criterion>;

/** Whether somebody stated it. One that was read out of a title or docstring helps to plan and proves nothing. */
export function isStated({ origin }: Criterion): boolean {
  return origin.source !== "inferred";
}
