import { beforeAll, describe, expect, it } from "vitest";
import type { Sandbox, SourceTree } from "../../src/ports.ts";
import { connectUnderTest } from "../adapters/docker/under-test.ts";
import { FakeSandbox } from "../fakes/fake-sandbox.ts";

/** What every stage takes for granted of a sandbox: the real one and the fake that stands in for it in tests. */
const tree: SourceTree = { sha: "0".repeat(40), files: [], skipped: [] };
const ANSWER = { cases: [], findings: [] };
// the real sandbox's runner here executes the snippet; the fake one answers by its script
const body = { snippet: `answer({"cases": [], "findings": []})` };
const silent = { snippet: "pass" };

describe.each<[string, () => Promise<Sandbox>]>([
  ["the sandbox on a container engine", async () => (await connectUnderTest()).sandbox],
  ["the fake sandbox", async () => new FakeSandbox({ check: ANSWER })],
])("%s", (_, connect) => {
  let sandbox: Sandbox;
  let image: string;
  const request = (verb: "check" | "run", what: unknown) => {
    const { signal } = new AbortController();
    return { image, tree, overlay: [], verb, body: what, seconds: 60, signal };
  };
  beforeAll(async () => {
    sandbox = await connect();
    const prepared = await sandbox.prepare("pytest", tree, new AbortController().signal);
    image = prepared.status === "ready" ? prepared.image : "";
  });

  it("prepares a tree to an image, the same one for the same tree", async () => {
    expect(image).not.toBe("");
    expect(await sandbox.prepare("pytest", tree, new AbortController().signal)).toMatchObject({
      status: "ready",
      image,
      notes: [],
    });
  });

  it("gives what the runner said as data of its own, with the time it took", async () => {
    const [one, two] = [await sandbox.ask(request("check", body)), await sandbox.ask(request("check", body))];
    expect(one).toEqual({ status: "answered", body: ANSWER, seconds: expect.any(Number) });
    expect(one.status === "answered" && two.status === "answered" && one.body !== two.body).toBe(true);
  });

  it("a runner without an answer is crashed, with a reason", async () => {
    expect(await sandbox.ask(request("run", silent))).toMatchObject({ status: "crashed", reason: expect.stringMatching(/./) });
  });
});
