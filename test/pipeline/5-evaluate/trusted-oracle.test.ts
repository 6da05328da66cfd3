import { expect, test } from "vitest";
import { trustedOracle } from "../../../src/pipeline/5-evaluate/trusted-oracle.ts";
import { aClaim, aCriterion } from "../builders.ts";

const example = { call: 'parse_duration("2d")', expected: "172800", raises: null };
const criteria = [
  aCriterion("AC-1", { literals: ["90"] }),
  aCriterion("AC-2", { text: "It is fast." }),
  aCriterion("AC-3", { examples: [example] }),
];
const oracleOf = (author: string, oracle: "criterion" | "docstring" | "characterization", ...claimed: string[]) =>
  trustedOracle(aClaim("test_a", { oracle, criteria: claimed }), author, criteria);

test("a model is believed that a value is a criterion's when the criterion names values", () => {
  expect(oracleOf("anthropic", "criterion", "AC-1")).toBe("criterion");
  expect(oracleOf("anthropic", "criterion", "AC-2", "AC-3")).toBe("criterion");
});

test("else the value is its own", () => {
  expect(oracleOf("anthropic", "criterion", "AC-2")).toBe("characterization");
  expect(oracleOf("anthropic", "criterion", "AC-9")).toBe("characterization");
  expect(oracleOf("anthropic", "criterion")).toBe("characterization");
  expect(oracleOf("anthropic", "docstring", "AC-1")).toBe("characterization");
});

test("code took the value from where it says", () => {
  expect(oracleOf("explorer", "docstring")).toBe("docstring");
  expect(oracleOf("explorer", "criterion", "AC-2")).toBe("criterion");
});
