import type { Report } from "../domain/report.ts";

export interface Person {
  name: string;
  email: string;
}

export const RUN_TRAILER = "TFactory-Run";
const SUBJECT_LIMIT = 72;

/** The message of the one commit of a run. The run's trailer is how a repeated publish finds the commit it already made. */
export function commitMessage(report: Report, co_author: Person | null): string {
  const subject = `tfactory: tests for ${oneLine(report.spec_id)}`;
  const trailers = [`${RUN_TRAILER}: ${oneLine(report.run_id)}`];
  if (co_author !== null) trailers.push(`Co-authored-by: ${oneLine(co_author.name)} <${oneLine(co_author.email)}>`);
  return `${subject.slice(0, SUBJECT_LIMIT)}\n\n${summary(report)}\n\n${trailers.join("\n")}\n`;
}

function summary(report: Report): string {
  const proven = report.criteria.filter((criterion) => criterion.grade === "verified").length;
  const red = report.tests.filter(({ evidence: { base } }) => base.status === "measured" && base.value.result === "red").length;
  const sentences = [counted(report.tests.length, "test")];
  if (report.criteria.length > 0)
    sentences.push(`${proven} of ${counted(report.criteria.length, "criterion", "criteria")} proven`);
  if (red > 0) sentences.push(`${red} fail on ${report.base_sha.slice(0, 7)} and pass on ${report.head_sha.slice(0, 7)}`);
  return `${sentences.join(", ")}.`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Text of others in a message is one line without controls or the signs that delimit an address. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\u2028\u2029<>]+/gu, " ").trim();
}
