import type Docker from "dockerode";
import { engineCall } from "./engine-call.ts";
import { ourLabels } from "./owner.ts";

export interface FilledVolume {
  name: string;
  target: string;
  tar: Buffer;
}

/**
 * Makes named volumes and fills each with a tar, through one container that is created and never started: nothing of
 * the host is mounted, and no code runs while files are written. `image` gives that container its file system only.
 */
export async function fillVolumes(
  docker: Docker,
  image: string,
  loader: string,
  volumes: FilledVolume[],
  signal: AbortSignal,
): Promise<void> {
  const labels = ourLabels();
  await Promise.all(
    volumes.map(({ name }) => engineCall("create volume", docker.createVolume({ Name: name, Labels: labels }), signal)),
  );
  const container = await engineCall(
    "create loader",
    docker.createContainer({
      name: loader,
      Image: image,
      Cmd: ["never-started"],
      Labels: labels,
      NetworkDisabled: true,
      HostConfig: {
        NetworkMode: "none",
        LogConfig: { Type: "none", Config: {} },
        Mounts: volumes.map(({ name, target }) => ({ Type: "volume", Source: name, Target: target, ReadOnly: false })),
      },
    }),
    signal,
  );
  for (const { target, tar } of volumes)
    await engineCall("upload", container.putArchive(tar, { path: target, noOverwriteDirNonDir: "true" }), signal);
}

/**
 * Removes containers, then volumes, by name. What is not there is fine: a name is removed even when the call that was
 * to make the thing never came back. Gives what could not be removed.
 */
export async function removeAll(docker: Docker, containers: string[], volumes: string[]): Promise<string[]> {
  const left: string[] = [];
  const remove = async (name: string, call: Promise<unknown>) => {
    try {
      await engineCall("remove", call, undefined, 20);
    } catch (error) {
      if (!(error instanceof Error && "status" in error && error.status === 404)) left.push(name);
    }
  };
  await Promise.all(containers.map((name) => remove(name, docker.getContainer(name).remove({ force: true, v: true }))));
  await Promise.all(volumes.map((name) => remove(name, docker.getVolume(name).remove())));
  return left;
}
