import type { Handler } from "./listen.ts";

/** `GET /healthz`: 200 while work is taken, 503 from the moment the server begins to stop. Says nothing about anyone's code. */
export function health(isStopping: () => boolean): Handler {
  return (request, response) => {
    if (request.url?.split("?")[0] !== "/healthz" || !["GET", "HEAD"].includes(request.method ?? "")) return false;
    const stopping = isStopping();
    response.writeHead(stopping ? 503 : 200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify({ status: stopping ? "stopping" : "ok" }));
    return true;
  };
}
