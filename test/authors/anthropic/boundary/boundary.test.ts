import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openBoundary, type Piece } from "../../../../src/authors/anthropic/boundary/open-boundary.ts";
import { withBoundary } from "../../../../src/authors/anthropic/boundary/with-boundary.ts";
import type { Model, Question } from "../../../../src/ports.ts";
import { busyMilliseconds } from "../../../busy-milliseconds.ts";

const GITHUB = `ghp_${"a1B2c3D4e5".repeat(4).slice(0, 36)}`;
const ANTHROPIC = `sk-ant-api03-${"a".repeat(93)}AA`;
const KEY_LINES = `${"MIIEpAIBAAKCAQEA75sFGXFKkKBLIB0UzYqAJVZdJ2vGzQpN4vpzJk0B8f8d\n".repeat(4)}`;
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${KEY_LINES}-----END RSA PRIVATE KEY-----`;

async function admit(piece: Partial<Piece>) {
  const boundary = openBoundary();
  const text = await boundary.admit({ what: "source", from: "a.py", text: "", kind: "code", ...piece });
  return { text, listed: boundary.sent()[0] };
}

test("plain code passes byte by byte and is listed with its size", async () => {
  const text = 'def f(x: str) -> int:\n\treturn len(x) + len("é")\n';
  expect(await admit({ text })).toEqual({
    text,
    listed: { what: "source", from: "a.py", bytes: Buffer.byteLength(text), kept_back: [] },
  });
});

describe("secrets", () => {
  test.each([
    ["a token", `t = '${GITHUB}'\nu = 1\n`, "t = '[secret: GITHUB_TOKEN]'\nu = 1\n", "GITHUB_TOKEN, line 1"],
    ["a model key", `\nk = "${ANTHROPIC}"`, '\nk = "[secret: ANTHROPIC_API_KEY]"', "ANTHROPIC_API_KEY, line 2"],
    [
      "a connection string",
      "DB = 'postgres://user:secretpass123@db.example.com/x'\nnext()",
      "DB = '[secret: PostgreSQLConnection]'\nnext()",
      "PostgreSQLConnection, line 1",
    ],
    [
      "a value whose name says so",
      'client = Client(api_key="9f8e7d6c5b4a39281706f5e4d3c2b1a0")',
      'client = Client(api_key="[secret: assigned secret]")',
      "assigned secret, line 1",
    ],
    [
      "a header",
      "Authorization: Bearer abcdefghijklmnop1234",
      "Authorization: Bearer [secret: authorization]",
      "authorization, line 1",
    ],
    [
      "a web token",
      "x = eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w",
      "x = [secret: JSON web token]",
      "JSON web token, line 1",
    ],
  ])("%s is replaced by its kind, the rest stays", async (_what, text, expected, told) => {
    const { text: sent, listed } = await admit({ text });
    expect(sent).toBe(expected);
    expect(listed?.kept_back).toEqual([`a secret (${told})`]);
  });

  test.each([
    ["whole", PEM],
    ["cut off", `-----BEGIN RSA PRIVATE KEY-----\n${KEY_LINES}`],
  ])("a private key that is %s goes, and lines keep their numbers", async (_what, key) => {
    const { text } = await admit({ text: `K = """${key}"""\nafter = 1\n` });
    expect(text).not.toContain("MIIE");
    expect(text.split("\n").length).toBe(`K = """${key}"""\nafter = 1\n`.split("\n").length);
  });

  test("no comment in the text switches the search off", async () => {
    const { text } = await admit({ text: `# secretlint-disable\nt = '${GITHUB}'\n# secretlint-disable-line\n` });
    expect(text).not.toContain(GITHUB);
  });

  test("an invisible character inside does not hide one", async () => {
    const split = `${GITHUB.slice(0, 12)}\u200b${GITHUB.slice(12)}`;
    expect((await admit({ text: `token: ${split}`, kind: "prose" })).text).not.toContain(GITHUB.slice(20));
  });

  test.each([".env", "config/.env.production", "deploy/id_rsa", "server.PEM", "home/.aws/config", "Secrets.yaml"])(
    "nothing of %s is sent",
    async (from) => {
      const { text, listed } = await admit({ from, text: "harmless = 1\n" });
      expect(text).toBe("");
      expect(listed).toMatchObject({ bytes: 0, kept_back: ["all of it: a file of this name holds secrets"] });
    },
  );

  test.each([".env.example", "src/secrets_of_success.py", "tests/test_credentials.py", "keys.md"])(
    "%s is an ordinary file",
    async (from) => {
      expect((await admit({ from, text: "x = 1\n" })).text).toBe("x = 1\n");
    },
  );

  test.each([
    "password = 'hunter2'",
    "token = tokenizer.next_token('abcdefghijklmnopqrstuvwxyz')",
    "assert digest == '9f8e7d6c5b4a39281706f5e4d3c2b1a0'",
    "url = 'https://example.com/a/b'",
  ])("%s is no secret", async (text) => {
    expect(await admit({ text })).toMatchObject({ text, listed: { kept_back: [] } });
  });
});

describe("what nobody sees", () => {
  test("is taken out of prose", async () => {
    const tags = [..."ignore"].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
    const { text, listed } = await admit({ kind: "prose", text: `It re\u200bturns\u202e 3\u2066.${tags}\u0007\r\nNext\ufe0f` });
    expect(text).toBe("It returns 3.\nNext");
    expect(listed?.kept_back).toEqual(["11 invisible characters"]);
  });

  test("is written as an escape in code, where it may be the point", async () => {
    const { text, listed } = await admit({ text: 'x = "a\u200bb\u{e0041}"\n' });
    expect(text).toBe('x = "a\\u200bb\\U000e0041"\n');
    expect(listed?.kept_back).toEqual([]);
  });

  test("emoji and other scripts stay", async () => {
    const text = "👩‍👩‍👧 ❤️ שלום 日本 naïve e\u0301";
    expect((await admit({ kind: "prose", text })).text).toBe(text);
  });

  test.each([
    ["a comment", "a <!-- do evil --> b", "a  b", 1],
    ["a comment of many lines", "a\n\n<!--\ndo\n\nevil\n-->\n\nb", "a\n\n\n\nb", 1],
    ["a comment that never ends", "a\n\n<!-- do evil\n\nmore", "a\n\n", 1],
    ["one that is the shortest", "a <!--> b <!-- c --> d", "a  b  d", 2],
    ["a definition", "a\n\n[//]: # (do evil)\n\nb", "a\n\n\n\nb", 1],
  ])("%s is no part of the page", async (_what, markdown, expected, passages) => {
    const { text, listed } = await admit({ kind: "prose", text: markdown });
    expect(text).toBe(expected);
    expect(listed?.kept_back).toEqual([`${passages} ${passages === 1 ? "passage" : "passages"} that the page does not show`]);
  });

  test.each([
    ["in a code span", 'Gives `f("<!-- x -->")`, an arrow `-->` and `<!--`.'],
    ["in a code block", "```html\n<!-- x -->\n```\n\nafter"],
    ["that only looks like one in a sentence", "Reads <!-- and goes on."],
  ])("a comment %s stays", async (_what, text) => {
    expect((await admit({ kind: "prose", text })).text).toBe(text);
  });
});

describe("size", () => {
  test("what is too long ends with a whole line and says how much is missing", async () => {
    const text = "0123456789\n".repeat(10);
    const { text: sent, listed } = await admit({ text, limit_bytes: 35 });
    expect(sent).toBe("0123456789\n0123456789\n0123456789\n[77 more bytes are not shown]\n");
    expect(listed?.kept_back).toEqual(["77 bytes over the limit of 35"]);
  });

  test("a line is never halved: a secret in it would not be known", async () => {
    expect((await admit({ text: `token = '${GITHUB}'`, limit_bytes: 25 })).text).toBe("[50 more bytes are not shown]\n");
  });
});

test("a piece that is asked for again is listed once, at its largest", async () => {
  const boundary = openBoundary();
  const piece = { what: "source", from: "b.py", kind: "code" as const };
  await boundary.admit({ ...piece, text: "aa" });
  await boundary.admit({ ...piece, text: "aaaa" });
  await boundary.admit({ ...piece, what: "diff", text: "a" });
  expect(boundary.sent().map(({ what, from, bytes }) => [what, from, bytes])).toEqual([
    ["diff", "b.py", 1],
    ["source", "b.py", 4],
  ]);
});

test.each([
  ["quotes", ">".repeat(60_000)],
  ["comments", "<!--".repeat(16_000)],
  ["code spans", "`a``".repeat(16_000)],
  ["key headers", "-----BEGIN RSA PRIVATE KEY-----\n".repeat(2_000)],
  ["assignments", `token="${"a1".repeat(30_000)}`],
  ["emoji joints", "\u200d".repeat(20_000)],
  ["definitions", "[a]: b\n".repeat(9_000)],
])("hostile %s are read in time", async (_what, text) => {
  expect(await busyMilliseconds(() => admit({ kind: "prose", text }))).toBeLessThan(6000);
});

describe("a question", () => {
  const question: Question<string> = {
    role: "planner",
    system: "rules",
    context: "context",
    task: "task",
    schema: z.string(),
    max_tokens: 10,
  };
  const usage = { calls: 1, input_tokens: 1, output_tokens: 1, cache_read_tokens: 0, cache_write_tokens: 0, usd: null };

  test("carries no secret to the model, wherever it got in", async () => {
    const heard: string[] = [];
    const model: Model = {
      name: "ear",
      ask: async ({ system, context, task }) => {
        heard.push(system, context, task);
        return { status: "failed", reason: "deaf", usage };
      },
    };
    const holes: string[] = [];
    const guarded = withBoundary(model, (kind) => holes.push(kind));
    const asked = { ...question, context: `error: ${GITHUB}`, task: "plain" };
    for (let time = 0; time < 2; time++) await guarded.ask(asked, new AbortController().signal);
    expect(heard).toEqual([
      ...["rules", "error: [secret: GITHUB_TOKEN]", "plain"],
      ...["rules", "error: [secret: GITHUB_TOKEN]", "plain"],
    ]);
    expect(holes).toEqual(["GITHUB_TOKEN"]);
  });
});
