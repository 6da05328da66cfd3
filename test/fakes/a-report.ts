import type { Report } from "../../src/domain/report.ts";

/** A report with nothing in it but what a test cares about. */
export function aReport(overrides: Partial<Report> = {}): Report {
  return {
    version: 1,
    run_id: "run-1",
    repository: "sample",
    pull_request: null,
    base_sha: "b".repeat(40),
    head_sha: "a".repeat(40),
    spec_id: "parse-durations",
    status: "done",
    author: "explorer",
    lane_results: {},
    criteria: [],
    unrepresented_sections: [],
    tests: [],
    dropped: [],
    suspected_bugs: [],
    survivors: [],
    mutants: [],
    files: [],
    bug_files: [],
    dropped_files: [],
    killed_before: [],
    test_dirs: ["tests"],
    ledger: [],
    git: { commit_sha: null, files_added: [], pr_comment_url: null, check_run_url: null, pull_request_url: null },
    usage: { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cost_usd: null, sandbox_seconds: 0 },
    timings: {},
    warnings: [],
    ...overrides,
  };
}
