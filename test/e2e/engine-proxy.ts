import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ensureEngine } from "../../src/adapters/docker/engine.ts";

/** A second way to the real engine that a test can cut off, as if the engine had been killed. */
export async function engineProxy(): Promise<{ docker_host: string; cut(): void }> {
  const { docker_host } = await ensureEngine(["pytest"], () => undefined);
  const engine = new URL(docker_host);
  const folder = mkdtempSync(join(tmpdir(), "tfactory-proxy-"));
  const path = join(folder, "docker.sock");
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const where = engine.protocol === "unix:" ? { path: engine.pathname } : { port: Number(engine.port), host: engine.hostname };
    const far = connect({ ...where, allowHalfOpen: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    rmSync(folder, { recursive: true, force: true });
  });
  return { docker_host: `unix://${path}`, cut };
}
