/**
 * Why a run was stopped from outside. `handed-back`: the server goes down and takes it up again when it is back.
 * `forgotten`: the repository is no longer ours, so nobody is told.
 */
export class RunStopped extends Error {
  override name = "RunStopped";
  readonly how: "cancelled" | "superseded" | "timed-out" | "handed-back" | "forgotten";

  constructor(how: RunStopped["how"], reason: string) {
    super(reason);
    this.how = how;
  }
}
