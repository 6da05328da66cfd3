import { posix } from "node:path";
import type { Handover } from "../domain/handover.ts";
import { InfrastructureError, UserError } from "../errors.ts";
import { nearestName } from "../nearest-name.ts";
import type { Forge, SourceFile } from "../ports.ts";
import { findCriterionItems } from "./1-snapshot/criteria/criterion-items.ts";

type Spec = NonNullable<Handover["spec"]>;
interface Text {
  number: number;
  title: string;
  body: string;
}

/** Where people write what they want, beside the repository's files. */
export interface Conversation {
  issue(number: number): Promise<Text | null>;
  issuesClosedBy(pull_request: number): Promise<Text[]>;
  pullRequest(number: number): Promise<Text | null>;
}

/** A specification is read by people; a larger file is something else. */
const LIMIT_BYTES = 1024 * 1024;

/**
 * The handover with the text of its specification: the one that came along; the one that was named; the files of the repository's
 * `spec` globs; the issues the pull request closes; its description. Of those nobody named, the first source that states
 * criteria, with all of its documents that do. Everything is data of the pinned head; the globs are those of the base branch.
 * Throws `UserError` when what was named is not there.
 */
export async function findSpec(handover: Handover, forge: Forge, conversation: Conversation): Promise<Handover> {
  if (handover.spec !== null) return handover;
  const { pull_request, spec_ref } = handover;
  if (spec_ref?.startsWith("#")) return { ...handover, spec: await namedIssue(Number(spec_ref.slice(1)), conversation) };
  const files = await specFiles(handover, forge);
  if (spec_ref !== null) return { ...handover, spec: namedFile(spec_ref, files) };
  const of_this = files.of_this.map((group) => group.flatMap((file) => textOf(file) ?? []));
  const { issues, description, title, warnings } = pull_request === null ? nothing : await written(pull_request, conversation);
  const sources = [...of_this, issues, description];
  const stating = sources.map((documents) => documents.filter((spec) => findCriterionItems(spec).items.length > 0));
  const [chosen, ...others] = stating.filter((documents) => documents.length > 0);
  const spec = chosen === undefined ? (sources.flat()[0] ?? null) : together(chosen);
  const notes = others
    .flat()
    .map(({ path }) => `${path} states criteria too; they are not used, because those of ${spec?.path} are.`);
  const settings = { ...handover.settings, warnings: [...handover.settings.warnings, ...warnings, ...notes] };
  return { ...handover, spec, settings, ...(title === null ? {} : { title }) };
}

/** Documents of one source as one specification, named after the first. */
function together([first, ...more]: Spec[]): Spec | null {
  if (first === undefined) return null;
  return more.length === 0 ? first : { ...first, also: more.map(({ path, text }) => ({ path, text })) };
}

interface Written {
  issues: Spec[];
  description: Spec[];
  title: string | null;
  warnings: string[];
}
const nothing: Written = { issues: [], description: [], title: null, warnings: [] };

async function namedIssue(number: number, conversation: Conversation): Promise<Spec> {
  const issue = await conversation.issue(number);
  if (issue === null) throw new UserError(`There is no issue #${number} in this repository.`);
  return specOf(issue, "issue");
}

/** Issues that can not be read are no reason to stop: the run says that it did not look at them. */
async function written(pull_request: number, conversation: Conversation): Promise<Written> {
  const warnings: string[] = [];
  const issues = await conversation.issuesClosedBy(pull_request).catch((error: unknown) => {
    if (!(error instanceof InfrastructureError)) throw error;
    warnings.push("The issues this pull request closes could not be read, so no criterion comes from them.");
    return [];
  });
  const pull = await conversation.pullRequest(pull_request);
  return {
    issues: issues.map((issue) => specOf(issue, "issue")).filter(saysMore),
    description: pull === null ? [] : [specOf(pull, "pull-request")].filter(saysMore),
    title: pull?.title.replace(/\s+/g, " ").trim() ?? null,
    warnings,
  };
}

/** The title becomes the document's, so that the specification has a name; an empty body leaves the title alone. */
function specOf({ number, title, body }: Text, origin: "issue" | "pull-request"): Spec {
  const heading = `# ${title.replace(/\s+/g, " ").trim()}`;
  return { path: `#${number}`, text: body.trim() === "" ? heading : `${heading}\n\n${body}`, origin };
}

/** Whether there is a word beneath the title. */
function saysMore({ text }: Spec): boolean {
  return text.includes("\n");
}

interface SpecFiles {
  all: SourceFile[];
  /** What the globs of the repository find. */
  matching: SourceFile[];
  /** Of those, what is about this change: the files it touches, then those its branch is named after. */
  of_this: SourceFile[][];
}

async function specFiles(handover: Handover, forge: Forge): Promise<SpecFiles> {
  const { settings, spec_ref, head_ref } = handover;
  if (spec_ref === null && settings.spec.length === 0) return { all: [], matching: [], of_this: [] };
  const { base_sha, head_sha } = await forge.pin(handover);
  const { files } = await forge.readTree(head_sha);
  const matching = files.filter(({ path }) => settings.spec.some((glob) => posix.matchesGlob(path, glob)));
  if (matching.length <= 1) return { all: files, matching, of_this: [matching] };
  const changed = new Set((await forge.diff(base_sha, head_sha)).map(({ path }) => path));
  const words = new Set(wordsOf(head_ref));
  const touched = matching.filter(({ path }) => changed.has(path));
  const named = matching.filter(({ path }) => !changed.has(path) && path.split("/").some((part) => isNamedBy(part, words)));
  return { all: files, matching, of_this: [touched, named] };
}

/** `specs/payments/spec.md` is of the branch `feature/payments-v2`; a number alone is in too many names. */
function isNamedBy(part: string, words: ReadonlySet<string>): boolean {
  const own = wordsOf(part);
  return own.some((word) => /\p{L}/u.test(word)) && own.every((word) => words.has(word));
}

function wordsOf(text: string): string[] {
  return (
    text
      .replace(/\.\w+$/, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** A path, else the name of a folder or file: `payments` finds `specs/payments/spec.md` among the repository's specifications. */
function namedFile(name: string, { all, matching }: SpecFiles): Spec {
  const path = posix.normalize(name);
  const file = all.find((one) => one.path === path);
  if (file !== undefined) {
    const spec = textOf(file);
    if (spec === null) throw new UserError(`${path} is not a text file of at most 1 MB.`);
    return spec;
  }
  const called = matching
    .filter((one) => one.path.split("/").some((part) => part === name || part.replace(/\.\w+$/, "") === name))
    .flatMap((one) => textOf(one) ?? []);
  const [first, ...others] = called;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) throw new UserError(`${name} could be any of these: ${called.map((spec) => spec.path).join(", ")}.`);
  const documents = all.map((one) => one.path).filter((one) => /\.(md|markdown|txt|feature)$/i.test(one));
  const nearest = nearestName(path, documents);
  const hint = nearest === null ? "" : ` The nearest is ${nearest}.`;
  throw new UserError(`There is no specification ${name} on this branch.${hint}`);
}

function textOf({ path, content }: SourceFile): Spec | null {
  if (content.byteLength > LIMIT_BYTES) return null;
  try {
    return { path, text: new TextDecoder("utf-8", { fatal: true }).decode(content), origin: "spec" };
  } catch {
    return null;
  }
}
