/** What the scripted API answers one request with. */
export type ApiReply =
  /** A message. An object is written as JSON. `thinking` comes before the text, `stop_reason` after it. */
  | { says: unknown; thinking?: string; stop_reason?: string }
  | { refuses: string | null; explanation?: string | null }
  /** An error instead of a message. `code` is the API's `details.error_code`. */
  | { status: number; type?: string; message?: string; code?: string; headers?: Record<string, string> }
  /** The message begins, then the stream tells of an error. */
  | { breaks: string; after: string }
  /** The message begins, then the connection is gone. */
  | { drops: string }
  /** The connection is gone before anything was said. */
  | { drops: null }
  /** Nothing more comes: at all, or after the message began with this text. */
  | { hangs: string | null }
  /** Not a message: this text, with status 200. */
  | { garbage: string };
