import { access, constants, lstat, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InfrastructureError, UserError } from "../../errors.ts";

/** What a run leaves behind for a person: the report in two forms, the tests as a patch and as files. */
export interface Results {
  report_json: string;
  report_markdown: string;
  test_plan: string;
  patch: string;
  files: { path: string; source: string }[];
}

const NAMES = { json: "report.json", markdown: "report.md", plan: "test_plan.json", patch: "tests.patch", files: "files" };

/** A folder that gets the results of a run. Only the names above are ours there; nothing else in it is touched. */
export class OutFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Throws `UserError` when the folder can not be used, so that nobody learns it after the run. */
  static async open(path: string): Promise<OutFolder> {
    const folder = resolve(path);
    const there = await lstat(folder).catch(() => null);
    if (there !== null && !there.isDirectory())
      throw new UserError(`${path} is not a folder, so no report can be written there.`);
    const blocked = await blockedAncestor(folder);
    if (blocked !== null)
      throw new UserError(`No report can be written to ${path}: ${blocked} is not a folder one may write to.`);
    const files = await lstat(join(folder, NAMES.files)).catch(() => null);
    if (files !== null && !(await isOurs(folder))) {
      throw new UserError(
        `${path} has something called ${NAMES.files} that is not of an earlier run: name another folder with --out.`,
      );
    }
    return new OutFolder(folder);
  }

  /** Replaces the results of an earlier run. A full disk is an `InfrastructureError`. */
  async write(results: Results): Promise<void> {
    try {
      await this.#create();
      await rm(join(this.path, NAMES.files), { recursive: true, force: true });
      await replaceFile(join(this.path, NAMES.json), results.report_json);
      await replaceFile(join(this.path, NAMES.markdown), results.report_markdown);
      await replaceFile(join(this.path, NAMES.plan), results.test_plan);
      await replaceFile(join(this.path, NAMES.patch), results.patch);
      for (const { path, source } of results.files) await replaceFile(this.#inside(path), source);
    } catch (error) {
      throw new InfrastructureError(`The report could not be written to ${this.path}: ${reasonOf(error)}.`, { cause: error });
    }
  }

  /** A folder we make keeps itself out of the repository it stands in. */
  async #create(): Promise<void> {
    const made = await mkdir(this.path, { recursive: true });
    if (made !== undefined) await writeFile(join(this.path, ".gitignore"), "*\n");
  }

  #inside(path: string): string {
    const root = join(this.path, NAMES.files);
    const target = resolve(root, path);
    if (!target.startsWith(`${root}/`)) throw new Error(`${path} leaves its folder`);
    return target;
  }
}

/** The folder may be part of a checkout of a hostile branch: a link that lies there is replaced, never written through. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  await writeFile(path, text, { flag: "wx" });
}

/** The nearest folder above that exists, when nothing can be made in it. */
async function blockedAncestor(folder: string): Promise<string | null> {
  const there = await stat(folder).catch(() => null);
  if (there === null) return folder === dirname(folder) ? folder : blockedAncestor(dirname(folder));
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  return there.isDirectory() && writable ? null : folder;
}

async function isOurs(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, NAMES.json), "utf8").catch(() => "");
  return text.includes('"run_id"');
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "writing there is not permitted";
  return error instanceof Error ? error.message : String(error);
}
