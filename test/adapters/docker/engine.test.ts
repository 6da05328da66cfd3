import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ensureEngine } from "../../../src/adapters/docker/engine.ts";
import { InfrastructureError } from "../../../src/errors.ts";

const script = fileURLToPath(new URL("../../../docker/engine.sh", import.meta.url));

it("an engine and its images are found again and not made again, with a line per step", async () => {
  await ensureEngine(["pytest"], () => undefined);
  const steps: string[] = [];
  const engine = await ensureEngine(["pytest"], (line) => steps.push(line));
  expect(engine.docker_host).toMatch(/^(unix|tcp|ssh|https?):\/\//);
  expect(engine.images.get("pytest")).toMatch(/^tfactory-pytest:[0-9a-f]{12}$/);
  expect(steps).toEqual([expect.stringMatching(/^engine: /), expect.stringMatching(/^image: tfactory-pytest:/)]);
});

it("an engine that does not answer is one sentence, and nothing is installed instead", async () => {
  const environment = { ...process.env, DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const failed = ensureEngine(["pytest"], () => undefined, { environment });
  await expect(failed).rejects.toThrow(InfrastructureError);
  await expect(failed).rejects.toThrow(/^The engine of DOCKER_HOST=unix:\/\/\/nowhere\/docker.sock does not answer: /);
});

it("stdout has only what a machine reads", () => {
  const printed = execFileSync(script, ["up"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  expect(printed.trim().split("\n")).toEqual([expect.stringMatching(/^DOCKER_HOST=/), expect.stringMatching(/^IMAGE_pytest=/)]);
});

it("two at once both succeed", async () => {
  const both = await Promise.all([ensureEngine(["pytest"], () => undefined), ensureEngine(["pytest"], () => undefined)]);
  expect(both[0]).toEqual(both[1]);
});

it("wrong use is exit code 2 and one line", () => {
  const unknown = spawnSync(script, ["up", "cobol"], { encoding: "utf8" });
  expect([unknown.status, unknown.stderr.trim()]).toEqual([2, 'There is no image for "cobol" under docker/.']);
  expect(spawnSync(script, [], { encoding: "utf8" }).status).toBe(2);
});
