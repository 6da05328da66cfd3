import { mkdtempSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { clientFor } from "../../../src/adapters/docker/client.ts";
import { sandboxOn } from "../../../src/adapters/docker/connect-sandbox.ts";
import { InfrastructureError } from "../../../src/errors.ts";
import type { Sandbox } from "../../../src/ports.ts";
import { bodyOf, connectUnderTest, ownedByUs, requestFor, snippetRunner, type UnderTest } from "./under-test.ts";

/** A socket in front of the engine that can die like the engine does. */
class Line {
  readonly path = join(mkdtempSync(join(tmpdir(), "tfactory-")), "engine.sock");
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(engine: string) {
    // a request on stdin ends by closing one half of the connection
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      const upstream = createConnection({ path: engine, allowHalfOpen: true });
      for (const one of [socket, upstream]) {
        this.#sockets.add(one);
        one.on("error", () => undefined);
        one.on("close", () => {
          socket.destroy();
          upstream.destroy();
        });
      }
      socket.pipe(upstream).pipe(socket);
    });
  }
  listen = () => new Promise<void>((resolve) => this.#server.listen(this.path, resolve));
  /** Every connection breaks, new ones are refused. */
  cut() {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

const options = { runtime: null, environment: process.env, onStep: () => undefined, runners_folder: snippetRunner };
let under_test: UnderTest;
let line: Line;
beforeAll(async () => {
  under_test = await connectUnderTest();
});
afterEach(async () => {
  line.cut();
  // what could not be removed over the dead line; a sweep would do it once this process is gone
  for (const name of await ownedByUs(under_test.docker)) {
    const remove = name.startsWith("/") ? under_test.docker.getContainer(name.slice(1)).remove({ force: true }) : null;
    await remove?.catch(() => undefined);
  }
  for (const name of await ownedByUs(under_test.docker)) await under_test.docker.getVolume(name).remove();
});

async function connectOverLine(): Promise<Sandbox> {
  line = new Line("/var/run/docker.sock");
  await line.listen();
  return sandboxOn(clientFor(`unix://${line.path}`, {}), under_test.images, options);
}

it("an engine that dies while a container runs ends the request at once, with that reason", async () => {
  const sandbox = await connectOverLine();
  const began = performance.now();
  const answer = await sandbox.ask({
    ...requestFor(under_test.image, `import time; progress(0, None, "up"); time.sleep(60)`),
    onProgress: () => line.cut(),
  });
  expect(answer).toMatchObject({ status: "engine-failed", reason: expect.stringMatching(/^the container engine went away/) });
  expect(performance.now() - began).toBeLessThan(30_000);
});

it("an engine that died before a request is the answer to that request", async () => {
  const sandbox = await connectOverLine();
  expect(bodyOf(await sandbox.ask(requestFor(under_test.image, "answer(1)")))).toBe(1);
  line.cut();
  const answer = await sandbox.ask(requestFor(under_test.image, "answer(1)"));
  expect(answer).toMatchObject({ status: "engine-failed", reason: expect.stringMatching(/^the container engine went away/) });
  const prepared = await sandbox.prepare("pytest", requestFor("", "").tree, new AbortController().signal);
  expect(prepared).toMatchObject({ status: "failed", reason: expect.stringMatching(/^the container engine went away/) });
});

it("an engine that is not there when connecting is an infrastructure error", async () => {
  line = new Line("/nowhere");
  await expect(sandboxOn(clientFor("unix:///nowhere/engine.sock", {}), new Map(), options)).rejects.toThrow(InfrastructureError);
});
