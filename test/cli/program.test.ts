import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { buildProgram, type Commands } from "../../src/cli/program.ts";

/** What a command line is understood as. */
async function understood(...argv: string[]) {
  const calls: Record<string, unknown>[] = [];
  const commands: Commands = {
    run: async (options) => calls.push({ run: options }),
    demo: async (options) => calls.push({ demo: options }),
    explain: async (options) => calls.push({ explain: options }),
    replay: async (options) => calls.push({ replay: options }),
    mcp: async () => calls.push({ mcp: {} }),
    doctor: async (options) => calls.push({ doctor: options }),
    setup: async (options) => calls.push({ setup: options }),
    serve: async (options) => calls.push({ serve: options }),
    status: async (options) => calls.push({ status: options }),
    runs: async (options) => calls.push({ runs: options }),
  };
  const program = buildProgram(commands, () => undefined);
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  await program.parseAsync(argv, { from: "user" });
  return calls[0];
}

test("run without options tests HEAD of the folder one stands in", async () => {
  expect(await understood("run")).toEqual({ run: { repo: ".", head: "HEAD", out: "tfactory-out", max: 20 } });
});

test("every option of run is taken", async () => {
  const argv = "run --repo r --base b --head h --spec s.md --author explorer --out o --commit --max 3 --json --quiet".split(" ");
  expect(await understood(...argv)).toEqual({
    run: {
      repo: "r",
      base: "b",
      head: "h",
      spec: "s.md",
      author: "explorer",
      out: "o",
      commit: true,
      max: 3,
      json: true,
      quiet: true,
    },
  });
});

test("the demo has a folder of its own", async () => {
  expect(await understood("demo")).toEqual({ demo: { out: "tfactory-out/demo", port: 0 } });
});

test("explain takes a report and perhaps a test of it", async () => {
  expect(await understood("explain", "r.json")).toEqual({ explain: { report: "r.json", test: undefined } });
  expect(await understood("explain", "r.json", "test_a", "--json")).toEqual({
    explain: { report: "r.json", test: "test_a", json: true },
  });
});

test("replay takes a report and perhaps tests of it", async () => {
  expect(await understood("replay", "r.json")).toEqual({ replay: { report: "r.json", tests: [], repo: "." } });
  expect(await understood("replay", "r.json", "test_a", "test_b", "--repo", "r", "--json")).toEqual({
    replay: { report: "r.json", tests: ["test_a", "test_b"], repo: "r", json: true },
  });
});

test.each([
  ["explain"],
  ["replay"],
  ["explain", "r.json", "test_a", "test_b"],
  ["run", "--max", "0"],
  ["run", "--max", "-1"],
  ["run", "--max", "2.5"],
  ["run", "--max", "x"],
  ["run", "--author", "nobody"],
  ["run", "--unknown"],
  ["run", "stray"],
  ["sprint"],
  [],
])("%s %s %s is wrong use", async (...argv) => {
  await expect(understood(...argv.filter((word) => word !== undefined))).rejects.toThrow(CommanderError);
});

test("serve takes its variables from a file when one is named", async () => {
  expect(await understood("serve")).toEqual({ serve: {} });
  expect(await understood("serve", "--env", "prod.env")).toEqual({ serve: { env: "prod.env" } });
});
