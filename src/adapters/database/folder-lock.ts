import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../../errors.ts";

/** The longest path of a unix socket (unix(7): 108 bytes with the end of the string, 104 on macOS). */
const LONGEST = 100;
const TRIES = 5;

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes a folder for this process: PGlite itself lets two processes write into one and break it. A unix socket answers while
 * its process lives, and the kernel silences it however that ends. Throws `UserError` when another process has the folder.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = socketOf(folder);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const server = createServer((socket) => socket.end(String(process.pid)).on("error", () => undefined)).unref();
    // two that find a stale socket at once: the one whose socket answers has the folder
    if ((await listening(server, path)) && (await ownerOf(path)) === process.pid) return { release: () => closed(server) };
    server.close();
    const owner = await ownerOf(path);
    if (owner !== null)
      throw new UserError(
        `${folder} is in use by process ${owner}. One server at a time can use the database in a folder; DATABASE_URL names one that several can share.`,
      );
    await rm(path, { force: true });
  }
  throw new UserError(`${folder} could not be taken: another process tries the same.`);
}

/** Beside the folder, for it is replaced when a snapshot is restored; elsewhere when its path is too long for a socket. */
function socketOf(folder: string): string {
  const beside = `${resolve(folder)}.lock`;
  if (Buffer.byteLength(beside) <= LONGEST) return beside;
  return join(tmpdir(), `tfactory-${createHash("sha256").update(beside).digest("hex").slice(0, 16)}.lock`);
}

function listening(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
    server.listen(path, () => resolve(true));
  });
}

/** The process that answers; `null`: nobody does. */
function ownerOf(path: string): Promise<number | null> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(path);
    socket.on("data", (bytes: Buffer) => {
      said += bytes.toString();
    });
    socket.on("error", () => resolve(null));
    socket.on("end", () => resolve(said === "" ? null : Number(said)));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
