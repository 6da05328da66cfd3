import { expect, test } from "vitest";
import { variationsFor } from "../../../src/pipeline/4-execute/variations.ts";
import { describeVariation } from "../../../src/pipeline/shared/describe-variation.ts";

const ids = variationsFor(["tests"], []).map((variation) => variation.id);

test.each(ids)("%s has words of its own", (id) => {
  expect(describeVariation(id)).not.toContain("under");
  expect(ids.filter((other) => describeVariation(other) === describeVariation(id))).toEqual([id]);
});

test("a variation nobody knows is named", () => {
  expect(describeVariation("moon")).toBe("under moon");
});
