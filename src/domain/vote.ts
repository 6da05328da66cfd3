import { z } from "zod";

/** How much a test is about what it is said to show, in the opinion of a judge. */
export const Vote = z.enum(["high", "medium", "low"]);
export type Vote = z.infer<typeof Vote>;

/** The votes about one test. `why`: what the judge said with the vote that most gave; "" when it said nothing. */
export type Votes = { status: "voted"; votes: Vote[]; why: string } | { status: "none"; reason: string };
