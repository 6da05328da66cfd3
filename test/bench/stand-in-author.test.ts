import { expect, test } from "vitest";
import { standInAuthor } from "../../bench/prompts/stand-in-author.ts";
import { aChange, PARSE } from "../authors/anthropic/a-change.ts";
import { FakeSandbox } from "../fakes/fake-sandbox.ts";

test("a stand-in answers every role in its shape, and what it was asked is counted with and without whole files", async () => {
  const { forge, snapshot } = await aChange();
  const { author, compared } = await standInAuthor({ forge, sandbox: new FakeSandbox({}), events: () => {} });
  const { signal } = new AbortController();
  const { targets } = await author.plan(snapshot, signal);
  expect(targets).toMatchObject([{ symbols: [PARSE], criteria: ["AC-1", "AC-2"] }]);
  const [target] = targets;
  if (target === undefined) throw new Error("it is planned");
  const draft = await author.write(target, snapshot, [], signal);
  expect(draft.status).toBe("written");
  const votes = await author.judge?.([{ name: "test_a", symbol: PARSE, criteria: [] }], "def test_a(): ...", snapshot, signal);
  expect(votes?.get("test_a")).toMatchObject({ votes: ["high", "high"] });
  const { usage } = (await author.spent?.()) ?? {};
  expect(usage?.calls).toBe(5); // plan, oracle, file, two votes
  const taken = (usage?.input_tokens ?? 0) + (usage?.cache_read_tokens ?? 0) + (usage?.cache_write_tokens ?? 0);
  expect(taken).toBeGreaterThan(2000);
  expect(compared.with_files).toBeGreaterThan(2000);
  expect(compared.with_files).not.toBe(taken);
});
