/** What a handler answers; headers are added to the ones every answer has. */
export interface Reply {
  status: number;
  /** JSON, or a `Buffer` to be sent as it is under its `content-type` header. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** An error answer of the API, in GitHub's words. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly details: { errors?: unknown[]; headers?: Record<string, string> };
  constructor(status: number, message: string, details: { errors?: unknown[]; headers?: Record<string, string> } = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

/** 422 with the field that is wrong. */
export function invalid(resource: string, field: string, code: string, message?: string): ApiError {
  const error = { resource, field, code, ...(message === undefined ? {} : { message }) };
  return new ApiError(422, "Validation Failed", { errors: [error] });
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

export const NOTHING: Reply = { status: 204 };
