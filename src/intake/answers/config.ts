import { stringify } from "yaml";
import { fence, inlineCode, prose } from "../../pipeline/6-triage/render/untrusted.ts";
import { REPO_CONFIG, readRepoConfig, settle } from "../../repo-config.ts";
import type { Answer, Granted } from "./answer.ts";

/** `config`: what holds for a run here, where it comes from, and that a change of it in the pull request does not count. */
export async function answerConfig({ pull, office, world }: Granted): Promise<Answer> {
  const [text, on_head] = await Promise.all([
    office.repository.readFile(REPO_CONFIG, pull.base_ref),
    office.repository.readFile(REPO_CONFIG, pull.head_sha),
  ]);
  const base = inlineCode(pull.base_ref);
  const read = text === null ? null : readRepoConfig(text);
  const parts: string[] = [];
  if (read?.status === "invalid") {
    parts.push(`\`${REPO_CONFIG}\` on ${base} does not fit, so no run is started:`, list(read.problems));
  } else {
    const { settings, ...rest } = settle(read?.config ?? null, world.authors);
    const { warnings, ...kept } = settings;
    const effective = { ...rest, ...kept, author: kept.author ?? world.authors[0] ?? null };
    parts.push(
      read === null
        ? `There is no \`${REPO_CONFIG}\` on ${base}: these are the defaults.`
        : `From \`${REPO_CONFIG}\` on ${base}:`,
      fence("yaml", stringify(effective).trimEnd(), 60),
    );
    if (warnings.length > 0) parts.push(list(warnings));
  }
  if (on_head !== text) parts.push(`This pull request changes \`${REPO_CONFIG}\`. That counts when it is merged, not before.`);
  return { kind: "config", markdown: parts.join("\n\n") };
}

function list(sentences: string[]): string {
  return sentences.map((sentence) => `- ${prose(sentence)}`).join("\n");
}
