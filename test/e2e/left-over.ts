import type Docker from "dockerode";
import { clientFor } from "../../src/adapters/docker/client.ts";
import { ensureEngine } from "../../src/adapters/docker/engine.ts";

let engine: Promise<Docker> | undefined;

/** The engine the tests use; started, with its images, when there is none. */
export function testEngine(): Promise<Docker> {
  engine ??= ensureEngine(["pytest"], () => undefined).then(({ docker_host }) => clientFor(docker_host, process.env));
  return engine;
}

/** Names of containers and volumes that a process of ours has not removed. The label is `<host>/<pid>/<start>`. */
export async function leftOver(pid: number): Promise<string[]> {
  const docker = await testEngine();
  const ours = (labels: Record<string, string> | null | undefined) => labels?.["tfactory.run"]?.split("/")[1] === String(pid);
  const containers = await docker.listContainers({ all: true, filters: { label: ["tfactory.run"] } });
  const { Volumes } = await docker.listVolumes({ filters: { label: ["tfactory.run"] } });
  return [
    ...containers.filter(({ Labels }) => ours(Labels)).map(({ Names }) => Names.join()),
    ...(Volumes ?? []).filter(({ Labels }) => ours(Labels)).map(({ Name }) => Name),
  ];
}
