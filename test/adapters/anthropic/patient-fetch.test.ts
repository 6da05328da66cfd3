import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { patientFetch } from "../../../src/adapters/anthropic/patient-fetch.ts";

async function aServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("every part that arrives is heard, and the answer is whole", async () => {
  let next = () => {};
  const url = await aServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/plain", "x-two": ["a", "b"] }).write("one ");
    next = () => response.end("two");
  });
  let heard = 0;
  const response = await patientFetch(() => (heard += 1))(url, { method: "POST", body: "x" });
  const reader = response.body?.getReader();
  await reader?.read();
  const before = heard;
  next();
  const last = await reader?.read();
  expect(new TextDecoder().decode(last?.value)).toBe("two");
  expect(heard).toBe(before + 1);
  expect({ status: response.status, two: response.headers.get("x-two") }).toEqual({ status: 200, two: "a, b" });
});

test("the body and the headers are sent", async () => {
  const url = await aServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    response.end(`${request.method} ${request.headers.authorization} ${body}`);
  });
  const fetched = await patientFetch(() => {})(url, { method: "POST", headers: { authorization: "Bearer k" }, body: "ä" });
  expect(await fetched.text()).toBe("POST Bearer k ä");
});

test("a redirect is an answer: the key goes nowhere else", async () => {
  let elsewhere = 0;
  const other = await aServer((_request, response) => {
    elsewhere += 1;
    response.end();
  });
  const url = await aServer((_request, response) => void response.writeHead(307, { location: other }).end());
  const response = await patientFetch(() => {})(url, { headers: { authorization: "Bearer k" } });
  expect([response.status, elsewhere]).toEqual([307, 0]);
});

test("an answer without a body is one", async () => {
  const url = await aServer((_request, response) => void response.writeHead(204).end());
  const response = await patientFetch(() => {})(url);
  expect([response.status, response.body]).toEqual([204, null]);
});

test("nobody there is an error, and being stopped is one too", async () => {
  await expect(patientFetch(() => {})("http://127.0.0.1:1")).rejects.toThrow(/ECONNREFUSED/);
  const stop = new AbortController();
  const url = await aServer(() => stop.abort());
  await expect(patientFetch(() => {})(url, { signal: stop.signal })).rejects.toThrow(/aborted/);
});
