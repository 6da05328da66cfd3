import { expect, test } from "vitest";
import { GitHubReplies } from "../../../src/adapters/github/replies.ts";
import { anApp, expectContractKept, faults } from "./an-app.ts";

const PULL = { repository: "acme/calc", number: 1 };
const A_DAY = 24 * 60 * 60;

async function anAnswerer() {
  const app = await anApp();
  const replies = new GitHubReplies(app.at, app.time, app.onProblem);
  return {
    ...app,
    replies,
    bodies: () => app.story.github.comments(PULL).map((comment) => comment.body.split("\n").slice(1).join("\n")),
  };
}

test("one question has one answer, edited when it is asked for again; other questions have their own", async () => {
  const { story, replies, bodies } = await anAnswerer();
  await replies.reply(1, "status", "comment-7", "running");
  await replies.reply(1, "status", "comment-7", "done");
  await replies.reply(1, "status", "comment-8", "done too");
  await replies.reply(1, "help", "comment-7", "help");
  expect(bodies()).toEqual(["done", "done too", "help"]);
  expectContractKept(story);
});

test("a refusal is said once per person and day", async () => {
  const { story, replies, bodies, time } = await anAnswerer();
  await replies.reply(1, "refusal", "mallory", "no");
  await replies.reply(1, "refusal", "mallory", "no, again");
  await replies.reply(1, "refusal", "rita", "not you either");
  expect(bodies()).toEqual(["no", "not you either"]);
  time.skip(A_DAY);
  await replies.reply(1, "refusal", "mallory", "still no");
  expect(bodies()).toEqual(["no", "not you either", "still no"]);
  expectContractKept(story);
});

test("an answer that fails in any way is there once in the end", async () => {
  const { story, replies, bodies, problems } = await anAnswerer();
  for (const [index, [name, fault]] of faults.entries()) {
    story.github.fail({ method: "POST", path: /\/comments$/, ...fault, times: 2 });
    await replies.reply(1, "explain", `comment-${index}`, name);
  }
  expect(bodies()).toEqual(faults.map(([name]) => name));
  expect(problems).toEqual([]);
  expectContractKept(story);
});

test("a key can not end the marker it is found by", async () => {
  const { story, replies } = await anAnswerer();
  await replies.reply(1, "refusal", "--><script>", "no");
  expect(story.github.comments(PULL)[0]?.body).toMatch(/^<!-- tfactory:v1 reply=refusal\/[0-9a-f]{16} -->\nno$/);
});

test("a reaction is one, and a comment that is gone is no reason to stop", async () => {
  const { story, replies, problems } = await anAnswerer();
  const comment = story.github.addComment({ ...PULL, user: "bob", body: "/tfactory test" });
  story.github.fail({ method: "POST", path: /\/reactions$/, status: 502, body: "", after: true });
  await replies.react(comment.id, "eyes");
  await replies.react(comment.id, "eyes");
  const reactions = [...story.github.store.reactions.values()];
  expect(reactions.map(({ content }) => content)).toEqual(["eyes"]);
  await replies.react(999_999, "rocket");
  expect(problems).toEqual([expect.stringContaining("react to comment 999999")]);
});
