import type { RunFiles } from "../../src/runs/run-files.ts";
import { RunRecord } from "../../src/runs/runs.ts";

/** Records as a disk would keep them: JSON that is parsed again. What a process left here the next one finds. */
export class MemoryRunFiles implements RunFiles {
  readonly records = new Map<string, string>();
  readonly reports = new Map<string, string>();

  async all(): Promise<RunRecord[]> {
    return [...this.records.values()].map((text) => RunRecord.parse(JSON.parse(text)));
  }

  async save({ report, ...record }: RunRecord): Promise<void> {
    this.records.set(record.id, JSON.stringify({ ...record, report: null }));
    if (report !== null) this.reports.set(record.id, JSON.stringify(report));
  }

  async report(run_id: string): Promise<RunRecord["report"]> {
    const text = this.reports.get(run_id);
    return text === undefined ? null : RunRecord.shape.report.parse(JSON.parse(text));
  }
}
