import { expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { frameworkById, frameworks } from "../../src/frameworks/index.ts";

test("every framework is found by its id", () => {
  for (const framework of frameworks) expect(frameworkById(framework.id)).toBe(framework);
});

test("an unknown framework is a mistake of the person who asked, who is told the known ones", () => {
  expect(() => frameworkById("nose")).toThrow(UserError);
  expect(() => frameworkById("nose")).toThrow(/"nose".*pytest/);
});
