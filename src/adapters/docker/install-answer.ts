import { z } from "zod";
import type { ContainerEnd } from "./container.ts";
import { GeneratedFiles } from "./image.ts";

/** Limits because a build of the project runs in the same container, and what it says becomes labels of an image. */
const InstallAnswer = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("ready"), notes: z.array(z.string().max(1000)).max(40), generated: GeneratedFiles }),
  z.strictObject({ status: z.literal("failed"), reason: z.string().max(2000), log_tail: z.string().max(20_000) }),
]);
export type InstallAnswer = z.infer<typeof InstallAnswer>;

/** What the installer in an environment container answered, or why it could not. `limit`: the seconds it had. */
export function installAnswerOf(end: ContainerEnd, limit: number): InstallAnswer {
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
