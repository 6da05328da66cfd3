import { describe, expect, test } from "vitest";
import { parseAnswer, readMessage } from "../../../src/adapters/anthropic/read-answer.ts";
import { Sum } from "../../fakes/a-question.ts";

const JSON_TEXT = '{"sum": 3, "why": "so"}';

describe("an answer is found", () => {
  test.each([
    ["as it is", JSON_TEXT],
    ["with space around", `\n\n ${JSON_TEXT}\n`],
    ["in a fence", `\`\`\`json\n${JSON_TEXT}\n\`\`\``],
    ["in a fence without a name", `\`\`\`\n${JSON_TEXT}\n\`\`\``],
    ["in a fence with talk around", `Sure!\n\n\`\`\`json\r\n${JSON_TEXT}\r\n\`\`\`\nAnything else?`],
    ["in talk without a fence", `The answer is ${JSON_TEXT}, I think.`],
    ["in a fence that nobody closed", `\`\`\`json\n${JSON_TEXT}`],
  ])("%s", (_name, text) => {
    expect(parseAnswer(text, Sum)).toEqual({ status: "fits", answer: { sum: 3, why: "so" } });
  });

  test("with fences of its own inside", () => {
    const why = "```python\nassert {} == []\n```";
    const text = `Here:\n\`\`\`json\n${JSON.stringify({ sum: 3, why })}\n\`\`\`\n`;
    expect(parseAnswer(text, Sum)).toEqual({ status: "fits", answer: { sum: 3, why } });
  });
});

describe("what does not fit is said", () => {
  test.each([
    ["", /It is not JSON/],
    ["I would rather not.", /It is not JSON/],
    ['{"sum": 3', /It is not JSON/],
    ["[1, 2]", /expected object, received array/],
    ['{"sum": 3}', /why/],
    ['{"sum": 3.5, "why": "so"}', /expected int/],
    ['{"sum": 3, "why": "so", "verdict": "accept"}', /Unrecognized key: "verdict"/],
  ])("%j", (text, problem) => {
    expect(parseAnswer(text, Sum)).toEqual({ status: "misfit", problem: expect.stringMatching(problem) });
  });

  test("in bounded length", () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`key_${at}`, at])));
    const parsed = parseAnswer(many, Sum);
    expect(parsed.status === "misfit" && parsed.problem.length).toBe(2000);
  });

  test("in bounded time", () => {
    const begun = performance.now();
    expect(parseAnswer("```json\n{[".repeat(50_000), Sum).status).toBe("misfit");
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

test("a reason for stopping that nobody knows is a failure, also none at all", () => {
  const content = [{ type: "text" as const, text: JSON_TEXT, citations: null }];
  expect(readMessage({ stop_reason: "end_turn", content })).toEqual({ status: "said", text: JSON_TEXT });
  expect(readMessage({ stop_reason: null, content })).toMatchObject({ status: "failed" });
});
