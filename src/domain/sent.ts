import { z } from "zod";

/** One piece of text that was sent to a model, as the report lists it: nothing of the code in it, only where it came from. */
export const Sent = z.strictObject({
  /** What kind of text: `criterion`, `diff`, `source`, ... */
  what: z.string(),
  /** Where it stands: a path, an issue's number. */
  from: z.string(),
  /** UTF-8 bytes of what was sent; of several versions the largest. */
  bytes: z.int(),
  /** What was kept back, in words: `a secret (GITHUB_TOKEN, line 3)`. */
  kept_back: z.array(z.string()),
});
export type Sent = z.infer<typeof Sent>;
