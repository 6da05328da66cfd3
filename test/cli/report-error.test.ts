import { expect, test } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-code.ts";
import { Interrupted, interruptible } from "../../src/cli/interrupt.ts";
import { reportError } from "../../src/cli/report-error.ts";
import { InfrastructureError, UserError } from "../../src/errors.ts";
import { aReport } from "../fakes/a-report.ts";
import { aDropped, aReported } from "../fakes/a-reported-test.ts";

function reported(error: unknown): [number, string] {
  let said = "";
  const code = reportError(error, "run-7", (text) => {
    said += text;
  });
  return [code, said];
}

test("each kind of error has its words and its exit code", () => {
  expect(reported(new UserError("There is no branch x."))).toEqual([2, "error: There is no branch x.\n"]);
  expect(reported(new InfrastructureError("The disk is full."))).toEqual([3, "failed: The disk is full.\n"]);
  expect(reported(new Interrupted("SIGINT"))).toEqual([130, "Stopped. The run was not finished.\n"]);
  expect(reported(new Interrupted("SIGTERM"))[0]).toBe(143);
});

test("anything else is ours: the run's id and the stack are shown", () => {
  const [code, said] = reported(new TypeError("x is not a function"));
  expect(code).toBe(3);
  expect(said).toMatch(/^internal error in run run-7: TypeError: x is not a function\n\s+at /);
  expect(reported("just text")).toEqual([3, "internal error in run run-7: just text\n"]);
});

test("Ctrl-C aborts the work with a reason that knows its exit code, and the listeners go away", async () => {
  const before = process.listenerCount("SIGINT");
  const work = interruptible(async (signal) => {
    process.emit("SIGINT", "SIGINT");
    signal.throwIfAborted();
  });
  await expect(work).rejects.toThrow(Interrupted);
  expect(process.listenerCount("SIGINT")).toBe(before);
});

test("the exit code says whether tests were kept", () => {
  expect(exitCodeOf(aReport({ tests: [aReported()] }))).toBe(0);
  expect(exitCodeOf(aReport())).toBe(1);
  expect(exitCodeOf(aReport({ dropped: [aDropped("rejected"), aDropped("not-run")] }))).toBe(1);
  expect(exitCodeOf(aReport({ suspected_bugs: [aReported()], dropped: [aDropped("not-run")] }))).toBe(1);
});

test("when not one test could be run it was the machinery", () => {
  expect(exitCodeOf(aReport({ dropped: [aDropped("not-run"), aDropped("not-run")] }))).toBe(3);
});

test("what breaks because of the stop is not told, the stop is", async () => {
  const work = interruptible(async () => {
    process.emit("SIGTERM", "SIGTERM");
    throw new InfrastructureError("docker/engine.sh could not be run: The operation was aborted");
  });
  await expect(work).rejects.toMatchObject({ name: "Interrupted", exit_code: 143 });
});
