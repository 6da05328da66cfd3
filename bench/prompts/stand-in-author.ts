import { readPrompts } from "../../src/adapters/disk/read-prompts.ts";
import { createAnthropic } from "../../src/authors/anthropic/index.ts";
import { createExplorer } from "../../src/authors/explorer/index.ts";
import type { Target } from "../../src/domain/plan.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import type { Author, Draft, Model, Ports, Question } from "../../src/ports.ts";
import { PromptMeter, tokensWithFiles } from "./prompt-meter.ts";

/** How the ids of targets begin that the explorer fills in. */
const FILL_IN = "explorer:";

/** What the questions of one run would have taken with the changed files whole. */
export interface Compared {
  with_files: number;
}

/**
 * The author that asks a model, and in the model's place a stand-in that answers with the plan and the tests of the explorer: the
 * questions are the real ones, and the tests are real enough to be judged. Targets have to be worked on one at a time.
 */
export async function standInAuthor(
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
): Promise<{ author: Author; compared: Compared }> {
  const explorer = createExplorer(ports);
  const meter = new PromptMeter();
  const compared = { with_files: 0 };
  const files = new Map<string, Promise<Draft>>();
  /** What the explorer writes for a source file, once: later rounds are answered with the same. */
  const written = (target: Target, snapshot: Snapshot, signal: AbortSignal) => {
    const path = target.symbols[0]?.split("::")[0] ?? "";
    const draft = files.get(path) ?? explorer.write(target, snapshot, [], signal);
    files.set(path, draft);
    return draft;
  };
  let at: { snapshot: Snapshot; target: Target | null } | null = null;

  const model: Model = {
    name: "stand-in",
    async ask(question, signal) {
      if (at === null) throw new Error("nothing was asked for yet");
      compared.with_files += tokensWithFiles(question, await changedFiles(at.snapshot, ports.forge));
      const { snapshot, target } = at;
      const said = await answerTo(question, snapshot, target, explorer, (one) => written(one, snapshot, signal), signal);
      return { status: "answered", answer: question.schema.parse(said), usage: meter.take(question) };
    },
  };
  const asking = createAnthropic({ model, prompts: await readPrompts() }, ports);
  const author: Author = {
    ...asking,
    plan: (snapshot, signal) => {
      at = { snapshot, target: null };
      return asking.plan(snapshot, signal);
    },
    write: (target, snapshot, findings, signal) => {
      at = { snapshot, target };
      return asking.write(target, snapshot, findings, signal);
    },
    // What the explorer fills in at the end asks no model.
    continue: async (gaps, snapshot, signal) => {
      const next = (await asking.continue?.(gaps, snapshot, signal)) ?? [];
      return next.filter(({ id }) => !id.startsWith(FILL_IN));
    },
  };
  return { author, compared };
}

async function changedFiles({ files, head_sha }: Snapshot, forge: Pick<Ports["forge"], "readTree">): Promise<string[]> {
  const paths = new Set(files.filter(({ kind }) => kind === "source").map(({ path }) => path));
  const tree = await forge.readTree(head_sha);
  return tree.files.filter(({ path }) => paths.has(path)).map(({ content }) => content.toString("utf8"));
}

/** Something of the shape each role answers in. */
async function answerTo(
  { role, task }: Question<unknown>,
  snapshot: Snapshot,
  target: Target | null,
  explorer: Author,
  written: (target: Target) => Promise<Draft>,
  signal: AbortSignal,
): Promise<unknown> {
  switch (role) {
    case "planner": {
      const { targets, untestable } = await explorer.plan(snapshot, signal);
      return { targets: targets.map(({ symbols, criteria, behaviours }) => ({ symbols, criteria, behaviours })), untestable };
    }
    case "oracle": {
      const asked = snapshot.criteria.filter(({ id }) => target?.criteria.includes(id));
      return { expectations: asked.map(({ id, text }) => ({ criterion: id, given: text.slice(0, 60), expected: "as it says" })) };
    }
    case "judge": {
      const names = [...task.matchAll(/^- ([\w:]+): about /gm)].map((match) => match[1] ?? "");
      return { votes: names.map((test) => ({ test, relevance: "high", why: "It checks what it names." })) };
    }
    case "generator":
    case "repairer": {
      const draft = target === null ? null : await written(target);
      if (draft?.status !== "written") return { source: "", tests: [] };
      const { source, claims } = draft.candidate;
      return { source, tests: claims.map(({ name, shows, criteria, oracle }) => ({ name, shows, criteria, oracle })) };
    }
  }
}
