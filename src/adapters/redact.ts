/**
 * What must never reach a log, a comment or an error: GitHub's tokens (installation tokens are about 520 characters with dots
 * since 2026-04, github.blog 2026-05-15), private keys, and whatever follows an Authorization header.
 */
const SECRETS: [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, "[private key]"],
  [/\bgh[a-z]_[A-Za-z0-9._-]{16,}/g, "[token]"],
  [/\bgithub_pat_[A-Za-z0-9_]{16,}/g, "[token]"],
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g, "[token]"],
  [/(authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|token)\s+)?)[^\s"']+/gi, "$1[token]"],
  [/(\b(?:basic|bearer)\s+)[A-Za-z0-9+/=._-]{16,}/gi, "$1[token]"],
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/g, "$1[token]@"],
];

/** A text without secrets. */
export function redact(text: string): string {
  return SECRETS.reduce((clean, [secret, instead]) => clean.replace(secret, instead), text);
}
