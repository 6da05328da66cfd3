import { hostname } from "node:os";
import { beforeAll, expect, it } from "vitest";
import { isOwnedByLiving, ourLabels, RUN_LABEL, TIME_LABEL } from "../../../src/adapters/docker/owner.ts";
import { sweep } from "../../../src/adapters/docker/sweep.ts";
import { connectUnderTest, ownedByUs, type UnderTest } from "./under-test.ts";

const now = () => String(Math.floor(Date.now() / 1000));

it("whose something is can be told from its labels", () => {
  const labels = (run: string, time = now()) => ({ [RUN_LABEL]: run, [TIME_LABEL]: time });
  expect(isOwnedByLiving(ourLabels())).toBe(true);
  expect(isOwnedByLiving(labels(`${hostname()}/999999999/1`))).toBe(false);
  // the number of this process, but not its start: another one had it before
  expect(isOwnedByLiving(labels(`${hostname()}/${process.pid}/1`))).toBe(false);
  expect(isOwnedByLiving(labels(`${hostname()}/0/0`))).toBe(false);
  expect(isOwnedByLiving(labels("elsewhere/1/1"))).toBe(true);
  expect(isOwnedByLiving(labels("elsewhere/1/1", "1000"))).toBe(false);
  expect(isOwnedByLiving({})).toBe(false);
});

let under_test: UnderTest;
beforeAll(async () => {
  under_test = await connectUnderTest();
});

it("what a dead process left is removed, what a living one uses stays", async () => {
  const { docker, image } = under_test;
  const make = async (name: string, labels: Record<string, string>) => {
    await docker.createVolume({ Name: name, Labels: labels });
    const container = await docker.createContainer({
      name,
      Image: image,
      Labels: labels,
      Cmd: ["sleep", "60"],
      HostConfig: { NetworkMode: "none", Mounts: [{ Type: "volume", Source: name, Target: "/work" }] },
    });
    await container.start();
  };
  const id = `tfactory-sweep-${process.pid}`;
  await make(`${id}-dead`, { [RUN_LABEL]: `${hostname()}/999999999/1`, [TIME_LABEL]: now() });
  await make(`${id}-live`, ourLabels());
  try {
    await sweep(docker);
    const names = (await docker.listContainers({ all: true })).map(({ Names }) => Names[0]);
    expect(names).toContain(`/${id}-live`);
    expect(names).not.toContain(`/${id}-dead`);
    const volumes = (await docker.listVolumes()).Volumes.map(({ Name }) => Name);
    expect(volumes).toContain(`${id}-live`);
    expect(volumes).not.toContain(`${id}-dead`);
  } finally {
    await docker.getContainer(`${id}-live`).remove({ force: true });
    await docker.getVolume(`${id}-live`).remove();
  }
  expect(await ownedByUs(docker)).toEqual([]);
});
