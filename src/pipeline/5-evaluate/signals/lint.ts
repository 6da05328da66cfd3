import type { Generated } from "../../../domain/candidate.ts";
import type { Evidence } from "../../../domain/evidence.ts";
import { measured } from "./signal.ts";

/** The findings in this test and those of its whole file, after the run has had its say, and how many mocks it makes. */
export function lint(name: string, generated: Generated & { status: "standing" | "stuck" }): Evidence["lint"] {
  return measured({
    findings: generated.findings.filter((finding) => finding.case === null || finding.case === name),
    mocks: generated.status === "standing" ? (generated.mocks[name] ?? 0) : 0,
  });
}
