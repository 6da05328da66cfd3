import { createHmac } from "node:crypto";
import { request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

// Sends every delivery at once, as GitHub does: each over a connection of its own, and signed. A thread of its own, so that its
// clock is not held up by the GitHub that the server asks meanwhile.

export interface Signed {
  name: string;
  guid: string;
  body: string;
}
export interface Acknowledged {
  status: number;
  seconds: number;
}

function post(url: string, secret: string, { name, guid, body }: Signed): Promise<Acknowledged> {
  const headers = {
    "content-type": "application/json",
    "x-github-event": name,
    "x-github-delivery": guid,
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers, agent: false }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, seconds: (performance.now() - started) / 1000 });
    });
    sent.on("error", reject).end(body);
  });
}

const { url, secret, burst } = workerData as { url: string; secret: string; burst: Signed[] };
parentPort?.postMessage(await Promise.all(burst.map((one) => post(url, secret, one))));
