/** An answer to give instead of the real one. */
export interface Fault {
  /** Any method when left out. */
  method?: string;
  /** Tested against the path, like `/api/v3/repos/acme/calc/issues/1/comments`. */
  path: RegExp;
  /** `"drop"`: the connection is cut without an answer. */
  status: number | "drop";
  /** How many requests are hit; one when left out. */
  times?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The request does its work first; only its answer is lost. */
  after?: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  /** The fault that hits a request, used up by one. */
  take(method: string, pathname: string): Fault | null;
  clear(): void;
}

export function openFaults(): Faults {
  let planned: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      planned.push({ fault, left: fault.times ?? 1 });
    },
    take(method, pathname) {
      const hit = planned.find(({ fault }) => (fault.method ?? method) === method && fault.path.test(pathname));
      if (hit === undefined) return null;
      hit.left -= 1;
      planned = planned.filter(({ left }) => left > 0);
      return hit.fault;
    },
    clear() {
      planned = [];
    },
  };
}

/** The answer to too many requests in a short time: 403, or 429 as GitHub gives it too. */
export function secondaryLimit(retry_after_seconds: number, status: 403 | 429 = 403): Pick<Fault, "status" | "headers" | "body"> {
  const message =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.";
  const documentation_url =
    "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits";
  return { status, headers: { "retry-after": String(retry_after_seconds) }, body: { documentation_url, message } };
}
