import { describe, expect, it } from "vitest";
import { type OutputLimits, readFrames } from "../../../src/adapters/docker/frames.ts";

/** As the engine sends it: a header of eight bytes, then the data. */
function packet(stream: 1 | 2, text: string): Buffer {
  const data = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}
function read(chunks: Buffer[], limits: Partial<OutputLimits> = {}) {
  const progress: unknown[] = [];
  let floods = 0;
  const reader = readFrames(
    { total: 10_000, line: 1000, stderr_tail: 10, ...limits },
    (p) => progress.push(p),
    () => floods++,
  );
  for (const chunk of chunks) reader.push(chunk);
  return { ...reader.state(), progress, floods };
}
const ANSWER = '{"frame":"answer","body":{"x":"\u00fc"}}\n';

describe("frames", () => {
  it("are found however the bytes are cut", () => {
    const bytes = Buffer.concat([
      packet(1, '{"frame":"progress","done":1,"total":2,"item":"a"}\n'),
      packet(2, "noise"),
      packet(1, ANSWER.slice(0, 20)),
      packet(1, ANSWER.slice(20)),
    ]);
    const whole = read([bytes]);
    const cut = read(Array.from(bytes, (byte) => Buffer.from([byte])));
    expect(whole.frames).toEqual([{ frame: "answer", body: { x: "\u00fc" } }]);
    expect(whole).toMatchObject({ garbage: null, stderr: "noise", progress: [{ done: 1, total: 2, item: "a" }] });
    expect(cut).toEqual(whole);
  });

  it.each([
    "hello\n",
    "{}\n",
    "[1]\n",
    "\n",
    '{"frame":"answer"}x\n',
    '{"frame":"other","body":1}\n',
    '{"__proto__":{"frame":"answer"}}\n',
  ])("%j is garbage", (text) => expect(read([packet(1, text)])).toMatchObject({ garbage: text.trimEnd(), frames: [] }));

  it("an unfinished last line is no frame", () => {
    expect(read([packet(1, ANSWER.trimEnd())])).toMatchObject({ garbage: null, frames: [] });
  });

  it("of a second answer are kept, and no more than that", () => {
    expect(read([packet(1, ANSWER.repeat(5))]).frames).toHaveLength(2);
  });
});

describe("limits", () => {
  it("a line that is too long floods once, and nothing after it is read", () => {
    expect(read([packet(1, "x".repeat(1001)), packet(1, `\n${ANSWER}`)])).toMatchObject({ flooded: true, floods: 1, frames: [] });
  });

  it("stdout and stderr count together", () => {
    const one = "x".repeat(900);
    expect(read([packet(2, one), packet(2, one)], { total: 1799 })).toMatchObject({ flooded: true, bytes: 1800 });
    expect(read([packet(2, one), packet(2, one)], { total: 1800 })).toMatchObject({ flooded: false });
  });

  it("only the end of stderr is kept", () => {
    expect(read([packet(2, "the beginning, "), packet(2, "and the end")]).stderr).toBe("nd the end");
  });
});
