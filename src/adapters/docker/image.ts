import type Docker from "dockerode";
import { z } from "zod";
import { engineCall } from "./engine-call.ts";

/** Set by `docker/engine.sh`: which framework's runner belongs to an image. Images made from it inherit it. */
export const FRAMEWORK_LABEL = "tfactory.image";
/** Files a build wrote into the tree (`_version.py`), base64 of JSON. */
export const GENERATED_LABEL = "tfactory.generated";

const Generated = z.array(z.strictObject({ path: z.string(), source: z.string() }));

export interface RunnerImage {
  id: string;
  framework: string;
  labels: Record<string, string>;
  command: string[];
  generated: z.infer<typeof Generated>;
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
    generated: decodeGenerated(labels[GENERATED_LABEL] ?? ""),
  };
}

export function encodeGenerated(files: z.infer<typeof Generated>): string {
  return Buffer.from(JSON.stringify(files)).toString("base64");
}

function decodeGenerated(label: string): z.infer<typeof Generated> {
  if (label === "") return [];
  return Generated.parse(JSON.parse(Buffer.from(label, "base64").toString("utf8")));
}
