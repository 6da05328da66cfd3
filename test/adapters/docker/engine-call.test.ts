import { describe, expect, it } from "vitest";
import { EngineError, engineCall, Stopped } from "../../../src/adapters/docker/engine-call.ts";

const never = new Promise<never>(() => undefined);
const failing = (fields: object, message = "x") => Promise.reject(Object.assign(new Error(message), fields));

describe("a call to the engine", () => {
  it("gives what the engine said", async () => expect(await engineCall("x", Promise.resolve(1))).toBe(1));

  it("that never comes back ends after its patience", async () => {
    await expect(engineCall("list", never, undefined, 0.01)).rejects.toMatchObject({
      gone: true,
      message: "the container engine did not answer for 0.01 s (list)",
    });
  });

  it("ends when the caller stops, also when that was before", async () => {
    const controller = new AbortController();
    const call = engineCall("x", never, controller.signal);
    controller.abort();
    await expect(call).rejects.toBeInstanceOf(Stopped);
    await expect(engineCall("x", never, controller.signal)).rejects.toBeInstanceOf(Stopped);
  });

  it.each([
    [{ code: "ECONNREFUSED" }, "x", true, "the container engine went away (start: ECONNREFUSED)"],
    [{ code: "ENOENT" }, "x", true, "the container engine went away (start: ENOENT)"],
    [{}, "socket hang up", true, "the container engine went away (start: socket hang up)"],
    [
      { statusCode: 500 },
      "(HTTP code 500) server error - write /a: no space left on device",
      false,
      "the disk of the container engine is full (start)",
    ],
    [
      { statusCode: 409 },
      "(HTTP code 409) unexpected - name in use ",
      false,
      "the container engine refused (start): unexpected - name in use",
    ],
  ])("that fails with %j %j says so in a sentence", async (fields, message, gone, sentence) => {
    const error: unknown = await engineCall("start", failing(fields, message)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ gone, message: sentence });
  });
});
