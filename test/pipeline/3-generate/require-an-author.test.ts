import { expect, test } from "vitest";
import { InfrastructureError } from "../../../src/errors.ts";
import { requireAnAuthor } from "../../../src/pipeline/3-generate/require-an-author.ts";

const failed = { status: "failed", target: "a", reason: "explore: stopped after 60 s" } as const;
const nothing = { status: "nothing", target: "b", reason: "no observation" } as const;

test("an author that failed on every target is the machinery's failure, with the reason", () => {
  expect(() => requireAnAuthor([failed, { ...failed, target: "c" }])).toThrow(
    new InfrastructureError("The author could not do its work: explore: stopped after 60 s"),
  );
});

test("one target that could be worked on makes the run a partial result", () => {
  expect(() => requireAnAuthor([failed, nothing])).not.toThrow();
});

test("no target at all is not a failure", () => {
  expect(() => requireAnAuthor([])).not.toThrow();
});
