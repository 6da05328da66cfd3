import type Docker from "dockerode";
import { z } from "zod";
import { engineCall } from "./engine-call.ts";
import { decodeLabel, encodeLabel, GENERATED_LABEL, type GeneratedFiles, type RunnerImage } from "./image.ts";
import { TIME_LABEL } from "./owner.ts";

/** Name of all environment images; the tag is the key. */
export const ENVIRONMENTS = "tfactory-env";
/** Notes of the install, base64url of JSON: a cached environment tells them again. */
const NOTES_LABEL = "tfactory.notes";
const COMMIT_SECONDS = 10 * 60;
/** A line of a Dockerfile has at most 65,535 bytes. */
const MAX_LABEL = 60_000;

/**
 * The stopped container as an image that runs the runner. Everything goes by `changes`, instructions of a Dockerfile:
 * podman wants a configuration in the body of a commit, and does not read it. Gives the notes that are stored with it.
 */
export async function commitEnvironment(
  container: Docker.Container,
  key: string,
  base: RunnerImage,
  answer: { notes: string[]; generated: z.infer<typeof GeneratedFiles> },
): Promise<string[]> {
  const fits = encodeLabel(answer.generated).length <= MAX_LABEL;
  const left_out = `files that a build wrote are too large to keep: ${answer.generated.map(({ path }) => path).join(", ")}`;
  const notes = fits ? [...answer.notes] : [left_out.slice(0, 1000), ...answer.notes];
  while (encodeLabel(notes).length > MAX_LABEL) notes.pop();
  const labels = {
    [NOTES_LABEL]: encodeLabel(notes),
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

/** The notes that were stored with an environment. */
export function notesOf(image: RunnerImage): string[] {
  return z.array(z.string()).parse(decodeLabel(image.labels[NOTES_LABEL]) ?? []);
}
