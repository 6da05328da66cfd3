/** A push to a pull request's head, as GitHub told us of it. */
export interface Push {
  head_sha: string;
  login: string;
  /** GitHub's clock (ISO 8601). */
  at: string;
}

/** The last of each pull request: enough to see whether the head moved between a comment and our reading of it. */
const KEPT = 10_000;

/** The latest push to each pull request since this process started. Kept in memory: it matters for seconds. */
export class Pushes {
  readonly #latest = new Map<string, Push>();

  note(repository_id: number, pull_request: number, push: Push): void {
    const key = `${repository_id}/${pull_request}`;
    const known = this.#latest.get(key);
    if (known !== undefined && known.at > push.at) return; // deliveries come in any order
    this.#latest.delete(key);
    this.#latest.set(key, push);
    const [oldest] = this.#latest.keys();
    if (this.#latest.size > KEPT && oldest !== undefined) this.#latest.delete(oldest);
  }

  latest(repository_id: number, pull_request: number): Push | null {
    return this.#latest.get(`${repository_id}/${pull_request}`) ?? null;
  }
}
