import type Docker from "dockerode";
import { z } from "zod";
import { engineCall } from "./engine-call.ts";

/** Set by `docker/engine.sh`: which framework's runner belongs to an image. Images made from it inherit it. */
export const FRAMEWORK_LABEL = "tfactory.image";
/** Files a build wrote into the tree (`_version.py`), base64url of JSON. */
export const GENERATED_LABEL = "tfactory.generated";

/** As many and as large as the installer gives at most. */
export const GeneratedFiles = z.array(z.strictObject({ path: z.string().max(1000), source: z.string().max(16 * 1024) })).max(20);

export interface RunnerImage {
  id: string;
  framework: string;
  labels: Record<string, string>;
  command: string[];
  generated: z.infer<typeof GeneratedFiles>;
}

/** What an image says of itself. Throws `EngineError`, with status 404 when there is no such image. */
export async function inspectImage(docker: Docker, name: string, signal?: AbortSignal): Promise<RunnerImage> {
  const image = await engineCall(`image ${name}`, docker.getImage(name).inspect(), signal);
  const labels = image.Config.Labels ?? {};
  return {
    id: image.Id,
    labels,
    framework: labels[FRAMEWORK_LABEL] ?? "",
    command: [image.Config.Cmd ?? []].flat(),
    generated: GeneratedFiles.parse(decodeLabel(labels[GENERATED_LABEL]) ?? []),
  };
}

/** A value as text that needs no quoting in a label. */
export function encodeLabel(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** The value of a label, `null` without one. */
export function decodeLabel(label: string | undefined): unknown {
  return label ? JSON.parse(Buffer.from(label, "base64url").toString("utf8")) : null;
}
