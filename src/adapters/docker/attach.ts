import type { Duplex } from "node:stream";
import type Docker from "dockerode";
import { engineCall } from "./engine-call.ts";

/**
 * Attaches to stdin, stdout and stderr of a container that has not started yet. The stream is the raw connection:
 * ending it closes stdin only.
 *
 * Not `container.attach`: that sends its options as the body of the request too, and podman hands such a body to the
 * container as the beginning of its stdin (seen with dockerode 5.0.1 and podman 4.3.1).
 */
export async function attach(docker: Docker, id: string, signal: AbortSignal): Promise<Duplex> {
  const call = new Promise<Duplex>((resolve, reject) => {
    docker.modem.dial(
      {
        path: `/containers/${id}/attach?`,
        method: "POST",
        isStream: true,
        hijack: true,
        file: Buffer.alloc(0),
        statusCodes: { 200: true, 404: "no such container", 500: "server error" },
        options: { stream: true, stdin: true, stdout: true, stderr: true },
      },
      (error, stream) => (error ? reject(error) : resolve(stream as Duplex)),
    );
  });
  return engineCall("attach", call, signal);
}
