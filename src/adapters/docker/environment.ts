import type Docker from "dockerode";
import { z } from "zod";
import type { PreparedEnvironment, SourceTree } from "../../ports.ts";
import { type ContainerEnd, runContainer } from "./container.ts";
import { type EngineFeatures, environmentFlags, USER } from "./container-flags.ts";
import { EngineError, engineCall, Stopped } from "./engine-call.ts";
import { environmentKey } from "./environment-key.ts";
import type { IndexAccess } from "./host-variables.ts";
import { decodeLabel, encodeLabel, GENERATED_LABEL, GeneratedFiles, inspectImage, type RunnerImage } from "./image.ts";
import { isOwnedByLiving, ourLabels, TIME_LABEL } from "./owner.ts";
import { packFiles } from "./source-tar.ts";
import { removeAll } from "./volume.ts";

export const ENVIRONMENTS = "tfactory-env";
/** Notes of the install, base64url of JSON: a cached environment tells them again. */
const NOTES_LABEL = "tfactory.notes";
const INSTALL_SECONDS = 15 * 60;
const COMMIT_SECONDS = 10 * 60;
const UID = 10001;
/** A line of a Dockerfile has at most 65,535 bytes. */
const MAX_LABEL = 60_000;

/** Limits because a build of the project runs in the same container, and what it says becomes labels of an image. */
const InstallAnswer = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("ready"), notes: z.array(z.string().max(1000)).max(40), generated: GeneratedFiles }),
  z.strictObject({ status: z.literal("failed"), reason: z.string().max(2000), log_tail: z.string().max(20_000) }),
]);

export interface EnvironmentContext {
  docker: Docker;
  features: EngineFeatures;
  /** Framework id to its runner image. */
  images: Map<string, string>;
  access: IndexAccess;
  /** Seconds an install may take. */
  seconds?: number;
  onProgress?: (item: string) => void;
}

/** The environment image of a tree: found by its key, else built. Building the same key twice at once happens once. */
export async function prepareEnvironment(
  context: EnvironmentContext,
  framework: string,
  tree: SourceTree,
  signal: AbortSignal,
): Promise<PreparedEnvironment> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const failed = (reason: string, log_tail = ""): PreparedEnvironment => ({ status: "failed", reason, log_tail });
  try {
    const base_name = context.images.get(framework);
    if (base_name === undefined) return failed(`there is no runner image for ${framework}`);
    const base = await inspectImage(context.docker, base_name, signal);
    const key = environmentKey(base.id, tree.files);
    const name = `${ENVIRONMENTS}:${key}`;
    for (;;) {
      const found = await findImage(context.docker, name, signal);
      if (found) return { status: "ready", image: name, notes: notesOf(found), seconds: seconds() };
      if (await claim(context, base_name, key, signal)) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return await build(context, base, key, tree, signal, seconds);
  } catch (error) {
    if (error instanceof Stopped) return failed("the run was stopped");
    if (error instanceof EngineError) return failed(error.message);
    throw error;
  }
}

const containerName = (key: string) => `${ENVIRONMENTS}-${key}`;
const volumeNames = (key: string) => [`${ENVIRONMENTS}-${key}-work`, `${ENVIRONMENTS}-${key}-scratch`];

/**
 * Creates the container of this key. Its name is the lock: `false` when another process holds it. What a dead process
 * left is removed first.
 */
async function claim({ docker, features }: EnvironmentContext, base: string, key: string, signal: AbortSignal): Promise<boolean> {
  const [work = "", scratch = ""] = volumeNames(key);
  const name = containerName(key);
  const labels = ourLabels();
  try {
    await engineCall(
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
    return true;
  } catch (error) {
    if (!(error instanceof EngineError && error.status === 409)) throw error;
  }
  const holder = await engineCall("inspect", docker.getContainer(name).inspect(), signal).catch((error: unknown) => {
    if (error instanceof EngineError && error.status === 404) return null;
    throw error;
  });
  if (holder !== null && !isOwnedByLiving(holder.Config.Labels)) await removeAll(docker, [name], volumeNames(key));
  return false;
}

async function build(
  context: EnvironmentContext,
  base: RunnerImage,
  key: string,
  tree: SourceTree,
  signal: AbortSignal,
  seconds: () => number,
): Promise<PreparedEnvironment> {
  const { docker, access } = context;
  const container = docker.getContainer(containerName(key));
  try {
    const packed = await packFiles(tree.files, UID);
    if (packed.status === "refused")
      return { status: "failed", reason: `the files cannot go into a sandbox: ${packed.reason}`, log_tail: "" };
    await engineCall("upload", container.putArchive(packed.tar, { path: "/work" }), signal);
    if (access.certificates !== null) {
      const bundle = await packFiles([{ path: "ca-bundle.crt", content: access.certificates, executable: false }]);
      if (bundle.status === "packed") await engineCall("upload", container.putArchive(bundle.tar, { path: "/scratch" }), signal);
    }
    const end = await runContainer({
      docker,
      container,
      input: JSON.stringify({ variables: access.variables }),
      seconds: context.seconds ?? INSTALL_SECONDS,
      signal,
      onProgress: ({ item }) => context.onProgress?.(item),
    });
    const answer = answerOf(end, context.seconds ?? INSTALL_SECONDS);
    if (answer.status === "failed") return answer;
    const notes = await commitEnvironment(docker, container, key, base, answer);
    return { status: "ready", image: `${ENVIRONMENTS}:${key}`, notes, seconds: seconds() };
  } finally {
    await removeAll(docker, [containerName(key)], volumeNames(key));
  }
}

/**
 * The stopped container as an image that runs the runner. Everything goes by `changes`, instructions of a Dockerfile:
 * podman wants a configuration in the body of a commit, and does not read it. Gives the notes that are stored with it.
 */
async function commitEnvironment(
  _docker: Docker,
  container: Docker.Container,
  key: string,
  base: RunnerImage,
  answer: { notes: string[]; generated: z.infer<typeof GeneratedFiles> },
): Promise<string[]> {
  const fits = encodeLabel(answer.generated).length <= MAX_LABEL;
  const left_out = answer.generated.map(({ path }) => path).join(", ");
  const notes = fits ? answer.notes : [...answer.notes, `files a build wrote are too large to keep: ${left_out}`.slice(0, 1000)];
  const labels = {
    [NOTES_LABEL]: encodeLabel(notes).slice(0, MAX_LABEL),
    [GENERATED_LABEL]: encodeLabel(fits ? answer.generated : []),
    [TIME_LABEL]: String(Math.floor(Date.now() / 1000)),
  };
  const changes = [
    `CMD ${JSON.stringify(base.command)}`,
    ...Object.entries(labels).map(([name, value]) => `LABEL ${name}=${value}`),
  ];
  const _query = { container: container.id, repo: ENVIRONMENTS, tag: key, pause: "false", changes };
  await engineCall("commit", container.commit({ _query, _body: { Cmd: base.command } }), undefined, COMMIT_SECONDS);
  return notes;
}

function answerOf(end: ContainerEnd, limit: number): z.infer<typeof InstallAnswer> {
  const failed = (reason: string, log_tail = "") => ({ status: "failed" as const, reason, log_tail });
  if (end.status === "timed-out") return failed(`installing the dependencies took longer than ${limit} s`);
  if (end.status === "flooded") return failed(`installing the dependencies printed more than ${end.bytes} bytes`);
  const { frames, stderr } = end.output;
  const [frame] = frames;
  if (frame?.frame === "error") return failed("the installer itself failed", frame.message);
  if (frame?.frame !== "answer" || frames.length > 1 || end.exit_code !== 0)
    return failed(
      end.out_of_memory
        ? "installing the dependencies needs more memory than there is"
        : `the installer ended with ${end.exit_code} and no answer`,
      stderr,
    );
  const parsed = InstallAnswer.safeParse(frame.body);
  return parsed.success ? parsed.data : failed("the installer's answer cannot be understood", z.prettifyError(parsed.error));
}

async function findImage(docker: Docker, name: string, signal: AbortSignal): Promise<RunnerImage | null> {
  try {
    return await inspectImage(docker, name, signal);
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return null;
    throw error;
  }
}

function notesOf(image: RunnerImage): string[] {
  return z.array(z.string()).parse(decodeLabel(image.labels[NOTES_LABEL]) ?? []);
}
