import { beforeAll, expect, test } from "vitest";
import { compareWithFloor, readFloor } from "../../bench/zoo/floor.ts";
import { judgeZoo } from "../../bench/zoo/judge-zoo.ts";
import { readZoo, TESTED } from "../../bench/zoo/read-zoo.ts";
import { type Score, scoreOf } from "../../bench/zoo/score.ts";

let score: Score;

/** The labelled tests of some habitats of `fixtures/zoo` through the real pipeline, once. */
beforeAll(async () => {
  score = scoreOf(
    await judgeZoo(
      readZoo().filter(({ name }) => TESTED.includes(name)),
      1,
      new AbortController().signal,
    ),
  );
}, 1_800_000);

test("the zoo is large enough to say something, on both sides", () => {
  const labels = Object.groupBy(score.cases, ({ label }) => label);
  expect(score.cases.length).toBeGreaterThanOrEqual(120);
  expect([labels.good?.length, labels.bad?.length].every((cases = 0) => cases >= 50)).toBe(true);
});

test("the judge is as good as it has been", () => {
  const wrong = score.cases.filter(({ mark }) => mark !== "right").map(({ test, mark, rule }) => `${mark} by ${rule}: ${test}`);
  expect({ ...compareWithFloor(score, readFloor("tested")), wrong }).not.toMatchObject({ status: "below" });
});
