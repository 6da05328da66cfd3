import { everything, type Handover } from "../../src/domain/handover.ts";

/** A handover from the command line, with what a test cares about. */
export function aHandover(overrides: Partial<Handover> = {}): Handover {
  return {
    ...everything,
    request_id: "request-1",
    repository: "sample",
    pull_request: null,
    base_ref: "main",
    head_ref: "feature",
    spec: null,
    lanes: ["unit"],
    delivery: "patch",
    requested_by: "test",
    max_tests: 20,
    ...overrides,
  };
}
