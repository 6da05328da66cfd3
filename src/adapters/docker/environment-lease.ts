import { randomUUID } from "node:crypto";
import type Docker from "dockerode";
import { ENVIRONMENTS } from "./commit-environment.ts";
import { type EngineFeatures, environmentFlags, USER } from "./container-flags.ts";
import { EngineError, engineCall } from "./engine-call.ts";
import { isOwnedByLiving, ourLabels } from "./owner.ts";
import { removeAll } from "./volume.ts";

/** The right to build one environment: a container, created and not started, and its volumes. */
export interface Lease {
  container: Docker.Container;
  volumes: string[];
}

/**
 * The right to build the environment of `key`, `null` when another one builds it: the name of its container is the lock,
 * on this machine and on every other that uses the engine. What a dead process held is removed.
 */
export async function takeLease(
  { docker, features }: { docker: Docker; features: EngineFeatures },
  base: string,
  key: string,
  signal: AbortSignal,
): Promise<Lease | null> {
  const name = `${ENVIRONMENTS}-${key}`;
  const holder = await inspectHolder(docker, name, signal);
  if (holder !== null) {
    if (!holder.alive) await removeAll(docker, [name], holder.volumes);
    return null;
  }
  const work = `${name}-${randomUUID()}-work`;
  const scratch = `${name}-${randomUUID()}-scratch`;
  const labels = ourLabels();
  try {
    for (const volume of [work, scratch])
      await engineCall("create volume", docker.createVolume({ Name: volume, Labels: labels }), signal);
    const container = await engineCall(
      "create environment container",
      docker.createContainer({
        name,
        Image: base,
        User: USER,
        WorkingDir: "/work",
        Cmd: ["/opt/tfactory-environment/install"],
        Labels: labels,
        OpenStdin: true,
        StdinOnce: true,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        HostConfig: environmentFlags(features, [
          { volume: work, target: "/work", read_only: false },
          { volume: scratch, target: "/scratch", read_only: false },
        ]),
      }),
      signal,
    );
    return { container, volumes: [work, scratch] };
  } catch (error) {
    const was_faster = error instanceof EngineError && error.status === 409;
    // a call that never came back may have made the container all the same, but one with that name is not ours then
    await removeAll(docker, [], [work, scratch]);
    if (was_faster) return null;
    throw error;
  }
}

async function inspectHolder(
  docker: Docker,
  name: string,
  signal: AbortSignal,
): Promise<{ alive: boolean; volumes: string[] } | null> {
  try {
    const holder = await engineCall("inspect", docker.getContainer(name).inspect(), signal);
    const volumes = holder.Mounts.flatMap(({ Name }) => (Name ? [Name] : []));
    return { alive: isOwnedByLiving(holder.Config.Labels), volumes };
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return null;
    throw error;
  }
}
