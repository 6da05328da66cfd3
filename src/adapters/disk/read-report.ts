import { z } from "zod";
import { Report } from "../../domain/report.ts";
import { UserError } from "../../errors.ts";
import { readTextFile } from "./read-text-file.ts";

/** A test's evidence is some kilobytes: this is room for thousands. */
const REPORT_MEGABYTES = 64;

const Version = z.object({ version: z.unknown(), run_id: z.string() });
/** What git calls a commit: anything else could be a branch that moves, or an option. */
const FULL_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** A report from a file. Throws `UserError` when it can not be read, is none, or is of another version. */
export async function readReport(path: string): Promise<Report> {
  const found = parseJson(await readTextFile(path, "report", REPORT_MEGABYTES));
  const version = Version.safeParse(found);
  if (!version.success) throw new UserError(`${path} is not a report of TFactory.`);
  const known = Report.shape.version.value;
  if (version.data.version !== known) {
    const other = JSON.stringify(version.data.version)?.slice(0, 20) ?? "none";
    throw new UserError(`${path} is a report of version ${other}; this TFactory reads version ${known}.`);
  }
  const report = Report.safeParse(found);
  const shas = report.success && [report.data.base_sha, report.data.head_sha].every((sha) => FULL_SHA.test(sha));
  if (!report.success || !shas) {
    const [issue] = report.error?.issues ?? [];
    const where = issue === undefined ? "base_sha or head_sha" : JSON.stringify(issue.path.join(".").slice(0, 100));
    throw new UserError(`${path} is not a whole report of version ${known}: ${where} does not fit.`);
  }
  return report.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
