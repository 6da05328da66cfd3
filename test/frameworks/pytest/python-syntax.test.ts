import { expect, test } from "vitest";
import { byteOffsets, hasSyntaxError, parsePython } from "../../../src/frameworks/pytest/python-syntax.ts";

test.each(["", "abc", "é", "a𝒳b", "ü…𝒳", "\u{10ffff}z", "a\r\né"])("byte offsets of %j are those of UTF-8", (text) => {
  const toBytes = byteOffsets(text);
  let index = 0;
  for (const character of text) {
    expect(toBytes(index)).toBe(Buffer.byteLength(text.slice(0, index)));
    index += character.length;
  }
  expect(toBytes(text.length)).toBe(Buffer.byteLength(text));
});

test.each(["def f(:\n  x", "x = foo(1\n", "if a\n  b", "x =", "def f():\n", "return )", "if x:\n\ny = 2"])(
  "%j is not Python",
  (source) => {
    expect(hasSyntaxError(parsePython(source))).toBe(true);
  },
);

test.each([
  "",
  "# only a comment\n",
  "match a:\n    case {'x': 1}: pass\n",
  "async def f[T](a: T): yield (y := 1)\n",
  "try: pass\nexcept* E: pass\n",
  "x = f'{a!r:>{w}}'\n",
  "f(*a, **k)\n",
])("%j is Python", (source) => {
  expect(hasSyntaxError(parsePython(source))).toBe(false);
});
