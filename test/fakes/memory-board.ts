import type { RunEvent } from "../../src/domain/run.ts";
import type { RunEnd } from "../../src/domain/run-end.ts";
import type { Board, BoardRun } from "../../src/ports.ts";

/** A board that remembers what it was told; its check run is found again by the run's id. */
export class MemoryBoard implements Board {
  readonly opened: BoardRun[] = [];
  readonly told: RunEvent[] = [];
  readonly ends: RunEnd[] = [];
  left = false;
  /** What `open` does instead, once. */
  failure: Error | null = null;

  async open(run: BoardRun): Promise<{ check_run_id: number; check_run_url: string }> {
    const { failure } = this;
    this.failure = null;
    if (failure !== null) throw failure;
    this.opened.push(run);
    return { check_run_id: 1, check_run_url: "https://example.invalid/checks/1" };
  }

  tell(event: RunEvent): void {
    this.told.push(event);
  }

  async leave(): Promise<void> {
    this.left = true;
  }

  async conclude(end: RunEnd): Promise<{ pr_comment_url: string | null; check_run_url: string | null }> {
    this.ends.push(end);
    return { pr_comment_url: "https://example.invalid/comments/1", check_run_url: "https://example.invalid/checks/1" };
  }
}
