import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { withCassette } from "../../../src/adapters/disk/cassettes.ts";
import { UserError } from "../../../src/errors.ts";
import type { Model, Question } from "../../../src/ports.ts";
import { aQuestion, going } from "../../fakes/a-question.ts";
import { type Replies, ScriptedModel } from "../../fakes/scripted-model.ts";
import { anApi } from "../anthropic/an-api.ts";

const good = { says: { sum: 3, why: "so" } };
let folder: string;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), "tfactory-cassettes-"));
  onTestFinished(() => rm(root, { recursive: true }));
  folder = join(root, "cassettes");
});

/** A model that must not be asked. */
const nobody: Model = { name: "scripted", ask: () => Promise.reject(new Error("someone was asked")) };
const recorder = (generator: Replies) => withCassette(new ScriptedModel({ generator }), folder, "record");
const player = () => withCassette(nobody, folder, "replay");
async function kept() {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })));
}

describe("a recorded answer", () => {
  test("comes back without anyone being asked, with what it used", async () => {
    const recorded = await recorder([good]).ask(aQuestion(), going);
    expect(await player().ask(aQuestion(), going)).toEqual(recorded);
  });

  test.each([[{ status: "refused", reason: "no (cyber)" }], [{ status: "truncated", reason: "cut off" }]] as const)(
    "is one that was none too: %j",
    async (reply) => {
      const recorded = await recorder([reply]).ask(aQuestion(), going);
      expect(recorded.status).toBe(reply.status);
      expect(await player().ask(aQuestion(), going)).toEqual(recorded);
    },
  );

  test("of a question that was asked several times comes back in order, and not once more", async () => {
    const model = recorder([good, { says: { sum: 4, why: "so" } }]);
    await Promise.all([model.ask(aQuestion(), going), model.ask(aQuestion(), going)]);
    const again = player();
    const answers = [await again.ask(aQuestion(), going), await again.ask(aQuestion(), going)];
    expect(answers).toMatchObject([{ answer: { sum: 3 } }, { answer: { sum: 4 } }]);
    await expect(again.ask(aQuestion(), going)).rejects.toThrow(/has 2 answers, and its question was asked once more/);
  });

  test("takes the place of those of the recording before", async () => {
    const before = recorder([good, good]);
    await before.ask(aQuestion(), going);
    await before.ask(aQuestion(), going);
    await recorder([{ says: { sum: 5, why: "so" } }]).ask(aQuestion(), going);
    expect(await player().ask(aQuestion(), going)).toMatchObject({ answer: { sum: 5 } });
    expect(await kept()).toHaveLength(1);
  });

  test.each([[{ status: "failed", reason: "the network" }], [{ status: "exhausted", reason: "the budget" }]] as const)(
    "is not kept when it was about the moment: %j",
    async (reply) => {
      await recorder([reply]).ask(aQuestion(), going);
      await expect(readdir(folder)).rejects.toThrow(/ENOENT/);
    },
  );

  test("says whether a person wrote it", async () => {
    const model = withCassette(new ScriptedModel({ generator: [good] }), folder, "record", "written by hand");
    await model.ask(aQuestion(), going);
    expect(JSON.parse((await kept())[0]?.text ?? "")).toMatchObject({ version: 1, origin: "written by hand", role: "generator" });
  });
});

describe("a question nobody recorded", () => {
  const Other = z.strictObject({ sum: z.int(), why: z.string().nullable() });
  test.each([
    ["another system text", { system: "You add numbers!" }, "its system from line 1"],
    ["another context", { context: "The numbers are 1 and 2.\nAnd 3." }, "its context from line 2"],
    ["another task", { task: "Add them.\n" }, "its task from line 2"],
    ["another shape", { schema: Other as never }, "the shape of its answer"],
    ["another limit", { max_tokens: 999 }, "its limit of tokens"],
  ] as [string, Partial<Question<never>>, string][])(
    "because of %s is an error that names the nearest one",
    async (_name, change, where) => {
      await recorder([good]).ask(aQuestion(), going);
      const [cassette] = await kept();
      const asked = player().ask(aQuestion(change), going);
      await expect(asked).rejects.toThrow(UserError);
      await expect(asked).rejects.toThrow(
        `There is no cassette in ${folder} for this question of the generator. The nearest is ${cassette?.name}, which differs in ${where}. Record it again with TFACTORY_CASSETTE=record.`,
      );
    },
  );

  test("because of another model is one too", async () => {
    await recorder([good]).ask(aQuestion(), going);
    const other = withCassette({ ...nobody, name: "claude-next" }, folder, "replay");
    await expect(other.ask(aQuestion(), going)).rejects.toThrow("differs in its model (scripted)");
  });

  test("names the nearest of many", async () => {
    const model = recorder([good, good, good]);
    const long = (end: string) => `${"the same line\n".repeat(50)}${end}`;
    await model.ask(aQuestion({ task: long("one") }), going);
    await model.ask(aQuestion({ task: "short" }), going);
    await model.ask(aQuestion({ task: long("two"), system: "Other." }), going);
    await expect(player().ask(aQuestion({ task: long("three") }), going)).rejects.toThrow(
      /which differs in its task from line 51\./,
    );
  });

  test("of a role without any, or in a folder that is not there, says so", async () => {
    const message = /Nothing is recorded for that role/;
    await expect(player().ask(aQuestion(), going)).rejects.toThrow(message);
    await recorder([good]).ask(aQuestion(), going);
    await expect(player().ask(aQuestion({ role: "judge" }), going)).rejects.toThrow(message);
  });
});

describe("a cassette somebody changed", () => {
  test.each([
    ["its question", (text: string) => text.replace("Add them.", "Add these.")],
    ["its form", (text: string) => text.replace('"version": 1', '"version": 2')],
    ["its end", (text: string) => text.slice(0, -20)],
  ])("in %s is refused", async (_name, change) => {
    await recorder([good]).ask(aQuestion(), going);
    const [{ name, text } = { name: "", text: "" }] = await kept();
    await writeFile(join(folder, name), change(text));
    await expect(player().ask(aQuestion(), going)).rejects.toThrow(/is not the cassette its name says/);
  });

  test("so that its answer does not fit is refused", async () => {
    await recorder([good]).ask(aQuestion(), going);
    const [{ name, text } = { name: "", text: "" }] = await kept();
    await writeFile(join(folder, name), text.replace('"sum": 3', '"sum": "three"'));
    await expect(player().ask(aQuestion(), going)).rejects.toThrow(/does not have its question's shape/);
  });
});

test("a stopped run throws its reason, recorded or not", async () => {
  await recorder([good]).ask(aQuestion(), going);
  const stopped = AbortSignal.abort(new Error("cancelled"));
  await expect(player().ask(aQuestion(), stopped)).rejects.toThrow("cancelled");
  await expect(recorder([good]).ask(aQuestion(), stopped)).rejects.toThrow("cancelled");
});

test("no key reaches a file, whatever a server puts into its answers", async () => {
  const { model, api } = await anApi([
    { says: { sum: 3, why: "test-key" } },
    { refuses: "cyber", explanation: "the key test-key is bad" },
  ]);
  const recording = withCassette(model, folder, "record");
  expect(await recording.ask(aQuestion(), going)).toMatchObject({ answer: { why: "[key]" } });
  const refused = await recording.ask(aQuestion({ task: "Other." }), going);
  expect(refused).toMatchObject({ status: "refused", reason: expect.stringContaining("[key]") });
  const files = await kept();
  expect(files).toHaveLength(2);
  for (const { text } of files) expect(text).not.toContain(api.key);
});
