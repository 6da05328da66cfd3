import { describe, expect, test } from "vitest";
import { lint } from "../../../src/frameworks/pytest/lint.ts";

const code = `
RATE = 0.2

class Pause:
    def __init__(self, first, most):
        self.first, self.most = first, most

    def next(self, n, factor=2):
        """Grows."""
        return min(self.first * factor ** n, self.most)

def fare(km, zone=1):
    if km < 0:
        raise ValueError(km)
    base = 2.5 + km * zone
    return round(base * (1 + RATE), 2)

def reduced(amount):
    if amount > 100:
        return amount * 0.9
    return amount

def slug(text):
    return text.strip().lower().replace(" ", "-")

def mean(values):
    return sum(value * 1.0 for value in values) / len(values)

def half(x):
    return x / 2

def label(name, count):
    return f"{name.title()}: {count + 1}"
`;

function severities(body: string, before = ""): string[] {
  const source = `from m import *\n\n${before}\ndef test_a(n=3, km=4, text="A b", values=(1, 2)):\n    ${body}\n`;
  return lint("tests/test_a.py", source, [], [code])
    .findings.filter(({ rule }) => rule === "copied-oracle")
    .map(({ severity }) => severity);
}

describe("the formula of the called function is no expected value", () => {
  test.each([
    "assert slug(text) == text.strip().lower().replace(' ', '-')",
    "expected = text.strip().lower().replace(' ', \"-\")\n    assert slug(text) == expected",
    "assert fare(km) == round((2.5 + km * 1) * (1 + RATE), 2)",
    "assert fare(km) == round((1 + 0.2) * (km * 1 + 2.5), 2)",
    "assert fare(km, zone=3) == pytest.approx((2.5 + km * 3) * 1.2)".replace("1.2", "(1 + RATE)"),
    "result = fare(km, 2)\n    base = 2.5 + km * 2\n    assert result == round(base * (1 + 0.2), 2)",
    "assert reduced(n) == (n * 0.9 if n > 100 else n)",
    "assert mean(values) == sum(v * 1.0 for v in values) / len(values)",
    "assert mean(values=values) == sum([v * 1.0 for v in values]) / len(values)",
    "first, most = 0.5, 8\n    assert Pause(first, most).next(n) == min(first * 2 ** n, most)",
    "pause = Pause(0.5, 8)\n    for n in range(4):\n        assert pause.next(n) == min(pause.first * 2 ** n, pause.most)",
    "self.assertEqual(slug(text), text.strip().lower().replace(' ', '-'))",
    "assert math.isclose(fare(km), (2.5 + km * 1) * (1 + RATE))",
    "assert fare(4) == round((2.5 + 4 * 1) * (1 + 0.2), 2)",
    "name, count = 'ann', 3\n    assert label(name, count) == f'{name.title()}: {count + 1}'",
  ])("%s", (body) => {
    expect(severities(body)).toContain("high");
  });

  test("nor in a helper of the test file that repeats it", () => {
    const helper = "def expected(distance):\n    start = 2.5 + distance * 1\n    return round(start * (1 + RATE), 2)\n\n";
    expect(severities("assert fare(km) == expected(km)", helper)).toContain("high");
  });
});

describe("what is no copy", () => {
  test.each([
    ["a value", "assert fare(4) == 7.8"],
    ["a value in parts", "assert reduced(200) == 200 * 0.9"],
    ["one step", "assert half(n) == n / 2"],
    ["a round trip", "assert read(slug(text)) == slug(read(text))"],
    ["an inverse", "assert half(n) * 2 == n"],
    ["a relation between calls", "assert fare(km + 1) - fare(km) == pytest.approx((1 * 1) * (1 + RATE))"],
    ["additivity", "assert mean(values + values) == mean(values)"],
    ["idempotence", "assert slug(slug(text)) == slug(text)"],
    ["another way to the same", "assert mean(values) == statistics.fmean(v * 1.0 for v in values)"],
    ["another argument", "assert fare(km) == round((2.5 + n * 1) * (1 + RATE), 2)"],
    ["another number", "assert fare(km) == round((3.5 + km * 1) * (1 + RATE), 2)"],
    ["another function's formula", "assert slug(text) == label(text.strip().lower().replace(' ', '-'), 1)"],
    ["only a part", "assert len(slug(text)) == len(text.strip().lower().replace(' ', '-'))"],
    ["an order", "assert reduced(n) <= (n * 0.9 if n > 100 else n)"],
    ["two steps of written-out values", "assert slug(' A ') == ' A '.strip().lower()"],
  ])("%s", (_, body) => {
    expect(severities(body)).not.toContain("high");
  });

  test("a helper that works it out in another way", () => {
    const helper = "def expected(amount):\n    return min(amount, 100) + max(amount - 100, 0) * 0.9\n\n";
    expect(severities("assert reduced(n) == expected(n)", helper)).toEqual([]);
  });
});
