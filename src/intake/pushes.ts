/** A push to a pull request's head, as GitHub told us of it. */
export interface Push {
  head_sha: string;
  login: string;
  /** GitHub's clock (ISO 8601). */
  at: string;
}

/** The latest push to each pull request, whichever process heard of it: it tells whether a head moved between a comment and our reading. */
export interface Pushes {
  /** Deliveries come in any order: an older one than the latest changes nothing. */
  note(repository_id: number, pull_request: number, push: Push): Promise<void>;
  latest(repository_id: number, pull_request: number): Promise<Push | null>;
}
