import type Docker from "dockerode";
import { engineCall } from "./engine-call.ts";
import { isOwnedByLiving, RUN_LABEL } from "./owner.ts";
import { removeAll } from "./volume.ts";

/** Removes the containers and volumes that dead processes left. Those of a live one, ours or another, stay. */
export async function sweep(docker: Docker): Promise<{ containers: number; volumes: number }> {
  const filters = { label: [RUN_LABEL] };
  const containers = await engineCall("list containers", docker.listContainers({ all: true, filters }));
  const volumes = (await engineCall("list volumes", docker.listVolumes({ filters }))).Volumes ?? [];
  const dead_containers = containers.filter(({ Labels }) => !isOwnedByLiving(Labels)).map(({ Id }) => Id);
  const dead_volumes = volumes.filter(({ Labels }) => !isOwnedByLiving(Labels ?? {})).map(({ Name }) => Name);
  await removeAll(docker, dead_containers, dead_volumes);
  return { containers: dead_containers.length, volumes: dead_volumes.length };
}
