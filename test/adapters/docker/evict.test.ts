import { beforeAll, describe, expect, it } from "vitest";
import { chooseEvicted, evictEnvironments } from "../../../src/adapters/docker/evict.ts";
import { TIME_LABEL } from "../../../src/adapters/docker/owner.ts";
import { connectUnderTest, type UnderTest } from "./under-test.ts";

const DAY = 24 * 3600;
const NOW = 100 * DAY;
const environment = (name: string, days_ago: number, bytes = 1) => ({ name, made_at: NOW - days_ago * DAY, bytes });
const limits = { days: 30, bytes: 10, spared_minutes: 60 };

describe("the environments that are evicted", () => {
  it("are those that are too old", () => {
    expect(chooseEvicted([environment("new", 1), environment("old", 31)], limits, NOW)).toEqual(["old"]);
  });
  it("are the oldest, while all together are too large", () => {
    const stored = [environment("a", 3, 5), environment("b", 2, 5), environment("c", 1, 5)];
    expect(chooseEvicted(stored, limits, NOW)).toEqual(["a"]);
  });
  it("are never those that were just made", () => {
    expect(chooseEvicted([environment("a", 0.01, 50), environment("b", 0.02, 50)], limits, NOW)).toEqual([]);
  });
  it("are none when there are few", () => expect(chooseEvicted([], limits, NOW)).toEqual([]));
});

let under_test: UnderTest;
beforeAll(async () => {
  under_test = await connectUnderTest();
});

it("an old environment is removed from the engine and the others stay", async () => {
  const { docker, image } = under_test;
  const container = await docker.createContainer({ Image: image, Cmd: ["x"] });
  const tag = `evict-${process.pid}`;
  const _body = { Labels: { [TIME_LABEL]: "1000" } };
  await container.commit({ _query: { container: container.id, repo: "tfactory-env", tag }, _body });
  await container.remove();
  const removed = await evictEnvironments(docker, { days: 3650, bytes: Number.MAX_SAFE_INTEGER, spared_minutes: 60 });
  expect(removed).toEqual([`tfactory-env:${tag}`]);
  await expect(docker.getImage(`tfactory-env:${tag}`).inspect()).rejects.toMatchObject({ statusCode: 404 });
  await docker.getImage(image).inspect();
});
