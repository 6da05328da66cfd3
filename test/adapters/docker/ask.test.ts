import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodyOf, connectUnderTest, ownedByUs, treeOf, type UnderTest } from "./under-test.ts";

let under_test: UnderTest;
beforeAll(async () => {
  under_test = await connectUnderTest();
});
afterAll(async () => {
  expect(await ownedByUs(under_test.docker)).toEqual([]);
});
const run: UnderTest["run"] = (snippet, extra) => under_test.run(snippet, extra);

describe("a request and its answer", () => {
  it("reaches a runner over the tree and the overlay, which wins over the tree", async () => {
    const answer = await run(
      `
import os
answer({"verb": request["verb"], "cwd": os.getcwd(), "files": {p: open(p).read() for p in ("a.py", "b/c.py")}})`,
      { tree: treeOf({ "a.py": "old", "b/c.py": "tree" }), overlay: [{ path: "a.py", source: "new" }], verb: "inspect" },
    );
    expect(bodyOf(answer)).toEqual({ verb: "inspect", cwd: "/work", files: { "a.py": "new", "b/c.py": "tree" } });
  });

  it("may both be larger than a pipe's buffer", async () => {
    const answer = await run(`answer("y" * len(request["body"]["input"]))`, { input: "x".repeat(3_000_000) });
    expect(bodyOf(answer)).toHaveLength(3_000_000);
  });

  it("keeps an executable file executable and the names of files as they are", async () => {
    const names = ["-rf", "a b.py", "$(id).py", "\u00fc\n.py", `${"long".repeat(50)}.py`];
    const tree = treeOf(Object.fromEntries(names.map((name) => [name, ""])));
    tree.files.push({ path: "run.sh", executable: true, content: Buffer.from("") });
    const answer = await run(
      `import os; answer([sorted(os.listdir(".")), os.access("run.sh", os.X_OK), os.access("-rf", os.X_OK)])`,
      { tree },
    );
    expect(bodyOf(answer)).toEqual([[...names, "run.sh"].sort(), true, false]);
  });

  it("is told how far the runner is while it runs", async () => {
    const seen: unknown[] = [];
    const answer = await run(`progress(1, 3, "one"); progress(2, None, "two"); answer(None)`, {
      onProgress: (p) => seen.push(p),
    });
    expect(bodyOf(answer)).toBeNull();
    expect(seen).toEqual([
      { done: 1, total: 3, item: "one" },
      { done: 2, total: null, item: "two" },
    ]);
  });
});

describe("an answer that does not count", () => {
  it.each([
    ["two answers", `answer(1); answer(2)`, /more than one answer/],
    ["a line that is no frame", `raw("hello\\n"); answer(1)`, /not a frame: "hello"/],
    ["a frame with an unknown field", `raw('{"frame":"answer","body":1,"x":2}\\n')`, /not a frame/],
    ["an answer before a bad end", `import os; answer(1); os._exit(3)`, /ended with 3/],
    [
      "an answer before a signal to itself",
      `import os, signal; answer(1); os.kill(os.getpid(), signal.SIGKILL)`,
      /ended with 137/,
    ],
    ["no answer", `import sys; print("why", file=sys.stderr)`, /ended with 0 and no answer that counts: why/],
    ["an unfinished line", `raw('{"frame":"answer","body":1}')`, /no answer/],
    ["an error of the runner", `raw('{"frame":"error","message":"broken"}\\n')`, /could not answer: broken/],
  ])("%s", async (_, snippet, reason) => {
    expect(await run(snippet)).toMatchObject({ status: "crashed", reason: expect.stringMatching(reason) });
  });
});

describe("a hostile container", () => {
  it("that loops for ever is timed-out", async () => {
    const answer = await run("while True: pass", { seconds: 1 });
    expect(answer.status).toBe("timed-out");
    expect(answer.seconds).toBeLessThan(30);
  });

  it("that sleeps with every signal ignored is timed-out", async () => {
    const snippet = `
import signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
time.sleep(600)`;
    expect((await run(snippet, { seconds: 1 })).status).toBe("timed-out");
  });

  it.each([
    ["stdout without a newline", `while True: raw("x" * 65536)`],
    ["stdout in lines", `while True: raw("x" * 65535 + "\\n")`],
    ["stderr", `import os\nwhile True: os.write(2, b"x" * 65536)`],
  ])("that floods %s is flooded and stopped", async (_, snippet) => {
    const answer = await run(snippet);
    expect(answer).toMatchObject({ status: "flooded" });
    expect(answer.seconds).toBeLessThan(50);
  });

  it("with a fork bomb stops at its time, and the next request is answered", async () => {
    const bomb = `
import os
while True:
    try: os.fork()
    except OSError: pass`;
    expect((await run(bomb, { seconds: 1 })).status).toBe("timed-out");
    expect(bodyOf(await run(`answer("fine")`))).toBe("fine");
  });

  it("with a memory bomb is out-of-memory", async () => {
    expect((await run(`x = []\nwhile True: x.append(b"x" * (64 << 20))`)).status).toBe("out-of-memory");
  });

  it("whose child runs out of memory still answers", async () => {
    const snippet = `
import os
child = os.fork()
if child == 0:
    open("/proc/self/oom_score_adj", "w").write("1000")
    x = []
    while True: x.append(b"x" * (64 << 20))
_, status = os.waitpid(child, 0)
answer(os.WTERMSIG(status))`;
    expect(bodyOf(await run(snippet))).toBe(9);
  });

  it("leaves no process behind: a detached child ends with the runner", async () => {
    const answer = await run(
      `
import os, signal, time
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
answer("done")`,
      { seconds: 20 },
    );
    expect(bodyOf(answer)).toBe("done");
  });

  it("has its orphans reaped", async () => {
    const snippet = `
import os, time
def processes():
    return sum(map(str.isdigit, os.listdir("/proc")))
before = processes()
for _ in range(50):
    child = os.fork()
    if child == 0:
        if os.fork() == 0: time.sleep(0.01)
        os._exit(0)
    os.waitpid(child, 0)
end = time.monotonic() + 20
while processes() > before and time.monotonic() < end: time.sleep(0.02)
answer(processes() - before)`;
    expect(bodyOf(await run(snippet))).toBe(0);
  });

  it("cannot fill the disk: a file ends at its limit and tmpfs at its size", async () => {
    const snippet = `
import errno, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def fill(path, size):
    try:
        with open(path, "wb") as file:
            for _ in range(size >> 20): file.write(b"x" * (1 << 20))
    except OSError as error: return errno.errorcode[error.errno]
    return "written"
answer([fill("/tmp/a", 300 << 20), fill("/tmp/b", 250 << 20), fill("/tmp/c", 250 << 20)])`;
    expect(bodyOf(await run(snippet))).toEqual(["EFBIG", "written", "ENOSPC"]);
  });
});

describe("files that may not go in", () => {
  it.each([
    ["../evil.py", /leaves the tree/],
    ["a/../../evil.py", /leaves the tree/],
    ["/etc/passwd", /is absolute/],
    ["a/.git/config", /inside a .git folder/],
    ["a\0b", /holds a NUL/],
    ["pkg/a.py/b.py", /both a file and a folder/],
  ])("%j is refused with its reason", async (path, reason) => {
    const answer = await run(`answer(1)`, { overlay: [{ path, source: "" }] });
    expect(answer).toMatchObject({ status: "crashed", reason: expect.stringMatching(reason) });
  });
});

describe("stopping", () => {
  it("ends a running container long before its time is up", async () => {
    const controller = new AbortController();
    let stopped_at = 0;
    const answer = await run(`progress(0, None, "up")\nwhile True: pass`, {
      signal: controller.signal,
      onProgress: () => {
        stopped_at = performance.now();
        controller.abort();
      },
    });
    expect(answer).toMatchObject({ status: "crashed", reason: "the run was stopped" });
    expect(performance.now() - stopped_at).toBeLessThan(30_000);
  });

  it("before the start starts nothing", async () => {
    expect(await run(`answer(1)`, { signal: AbortSignal.abort() })).toMatchObject({
      status: "crashed",
      reason: "the run was stopped",
    });
  });
});

it("an image that does not exist is said so", async () => {
  const answer = await run("answer(1)", { image: "tfactory-env:none" });
  expect(answer).toMatchObject({ status: "engine-failed", reason: expect.stringMatching(/No such image: tfactory-env:none/) });
});
