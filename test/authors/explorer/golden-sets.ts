import type { Criterion } from "../../../src/domain/criterion.ts";
import type { ProjectFacts } from "../../../src/domain/snapshot.ts";
import type { Observation } from "../../../src/frameworks/protocol.ts";
import { check, criterion, observe, project, raises, value } from "./observe.ts";

interface GoldenSet {
  /** `fixtures/golden/explorer/<name>.py` */
  name: string;
  observations: Observation[];
  criteria: Criterion[];
  project: ProjectFacts;
}

const parse = (text: string, outcome: Observation["outcome"], more: Parameters<typeof observe>[3] = {}) =>
  observe("durations/text.py::parse_duration", `parse_duration(${text})`, outcome, {
    imports: ["from durations import parse_duration"],
    arguments: { text },
    ...more,
  });

const shorten = (text: string, width: string, outcome: Observation["outcome"], more: Parameters<typeof observe>[3] = {}) =>
  observe("texts/shorten.py::shorten", `shorten(${text}, ${width})`, outcome, {
    imports: ["from texts.shorten import shorten"],
    arguments: { text, width },
    ...more,
  });

const functions: GoldenSet = {
  name: "functions",
  criteria: [],
  project,
  observations: [
    parse("'90s'", value("90"), { origin: "docstring", expectation: { source: "docstring", met: true, expected: "90" } }),
    parse("'1h30m'", value("5400")),
    parse("'2d'", value("172800")),
    parse("''", raises("ValueError", "empty duration"), {
      origin: "boundary",
      because: { condition: "not stripped", value: true },
    }),
    parse("'3w'", raises("ValueError", "unknown unit: w"), { because: { condition: "unit not in UNITS", value: true } }),
    parse("'?'", raises("ValueError", "not a duration: ?"), { because: { condition: "part is None", value: true } }),
    parse("90", raises("TypeError", "expected string or bytes-like object, got 'int'")),
    shorten("'Hello, World!'", "13", value("'Hello, World!'"), { because: { condition: "len(text) <= width", value: true } }),
    shorten("'Hello'", "20", value("'Hello'"), { because: { condition: "len(text) <= width", value: true } }),
    shorten("'Hello, World!'", "9", value("'Hello...'"), { because: { condition: "len(text) <= width", value: false } }),
    shorten("'Hello'", "0", value("''"), { because: { condition: "width <= 0", value: true } }),
    shorten("'Hello'", "-1", raises("ValueError", "width must not be negative (got -1)"), {
      because: { condition: "width < 0", value: true },
    }),
    observe("texts/shorten.py::is_short", "is_short('abc')", value("True"), {
      imports: ["from texts.shorten import is_short"],
      arguments: { text: "'abc'" },
    }),
    observe("texts/shorten.py::is_short", "is_short('abc' * 40)", value("False"), {
      imports: ["from texts.shorten import is_short"],
      arguments: { text: "'abc' * 40" },
    }),
    observe("texts/shorten.py::longest", "longest([])", value("None"), {
      imports: ["from texts.shorten import longest"],
      arguments: { words: "[]" },
    }),
    observe("texts/shorten.py::longest", "longest(['a', 'bcd', 'ef'])", value("'bcd'"), {
      imports: ["from texts.shorten import longest"],
      arguments: { words: "['a', 'bcd', 'ef']" },
    }),
    observe("texts/shorten.py::mean_length", "mean_length(['a', 'bcd', 'ef'])", value("2.0", "approx"), {
      imports: ["from texts.shorten import mean_length"],
      arguments: { words: "['a', 'bcd', 'ef']" },
    }),
    observe("texts/shorten.py::lengths", "lengths(('a', 'bc'), scale=0.1)", value("[0.1, 0.2]", "approx"), {
      imports: ["from texts.shorten import lengths"],
      arguments: { words: "('a', 'bc')", scale: "0.1" },
    }),
    observe(
      "texts/shorten.py::lengths",
      "lengths(('a', 'bc'), scale=float('nan'))",
      value("[float('nan'), float('nan')]", "approx"),
      {
        imports: ["from texts.shorten import lengths"],
        arguments: { words: "('a', 'bc')", scale: "float('nan')" },
      },
    ),
  ],
};

const budget = (call: string, outcome: Observation["outcome"], more: Parameters<typeof observe>[3] = {}) =>
  observe("durations/budget.py::Budget.spend", call, outcome, {
    imports: ["from durations import Budget"],
    setup: ["budget = Budget('1h')"],
    ...more,
  });

const stateful: Observation[] = [
  budget("budget.spend(60)", value("3540"), {
    arguments: { seconds: "60" },
    after: [check("budget.spent", "60"), check("budget.left", "3540")],
  }),
  budget("budget.spend(60)", value("3480"), {
    arguments: { seconds: "60" },
    setup: ["budget = Budget('1h')", "budget.spend(60)"],
  }),
  budget("budget.spend(0)", value("3600"), { arguments: { seconds: "0" } }),
  budget("budget.spend(3600)", value("0"), {
    arguments: { seconds: "3600" },
    because: { condition: "seconds > self.left", value: false },
  }),
  budget("budget.spend(-1)", raises("ValueError", "time does not come back"), { arguments: { seconds: "-1" } }),
  budget("budget.spend(3601)", raises("durations.budget.BudgetExceeded", "3601 s asked for, 3600 s left"), {
    arguments: { seconds: "3601" },
    because: { condition: "seconds > self.left", value: true },
    after: [check("budget.spent", "0")],
  }),
  observe("durations/budget.py::Budget.left", "Budget('2m').left", value("120"), { imports: ["from durations import Budget"] }),
  observe("durations/budget.py::Budget.share", "budget.share()", value("0.25", "approx"), {
    imports: ["from durations import Budget"],
    setup: ["budget = Budget('1h')", "budget.spend(900)"],
  }),
  observe("stacks/stack.py::Stack.pop", "stack.pop()", raises("IndexError", "pop from empty stack"), {
    imports: ["from stacks.stack import Stack"],
    setup: ["stack = Stack()"],
  }),
  observe("stacks/stack.py::Stack.pop", "stack.pop()", value("2"), {
    imports: ["from stacks.stack import Stack"],
    setup: ["stack = Stack()", "stack.push(1)", "stack.push(2)"],
    after: [check("len(stack)", "1")],
  }),
  observe("stacks/stack.py::Stack.push", "stack.push('a')", value("None"), {
    imports: ["from stacks.stack import Stack"],
    setup: ["stack = Stack()"],
    arguments: { item: "'a'" },
    after: [check("stack.items", "['a']")],
  }),
  observe("stacks/stack.py::Stack.__eq__", "Stack() == Stack()", value("True"), { imports: ["from stacks.stack import Stack"] }),
  observe("stacks/stack.py::Stack.__init__", "Stack(limit=-1)", raises("ValueError", "limit must be positive"), {
    imports: ["from stacks.stack import Stack"],
    arguments: { limit: "-1" },
  }),
  observe(
    "stacks/stack.py::snapshot",
    "snapshot(Stack([1, 2]))",
    {
      kind: "facts",
      facts: [
        check("type(result).__name__", "'Snapshot'"),
        check("len(result)", "2"),
        check("result.is_frozen", "True", "identity"),
      ],
    },
    { imports: ["from stacks.stack import Stack, snapshot"], arguments: { stack: "Stack([1, 2])" } },
  ),
];

const state: GoldenSet = { name: "state", observations: stateful, criteria: [], project };
const classes: GoldenSet = {
  name: "classes",
  observations: stateful,
  criteria: [],
  project: { ...project, test_style: "classes" },
};

const given = (source: "criterion" | "docstring", expected: string, met = true) => ({ source, met, expected });

const expectations: GoldenSet = {
  name: "expectations",
  project,
  criteria: [
    criterion("AC-1", 'A number with a unit is read as seconds: `parse_duration("90s") == 90`.'),
    criterion("AC-4", 'A day has 24 hours: `parse_duration("2d") == 172800`.'),
    criterion("AC-5", 'An unknown unit is refused: `parse_duration("3w")` raises `ValueError("unknown unit: w")`.'),
    criterion(
      "AC-6",
      "Weeks, months and years are refused with an error that names the unit, because how long they are depends on the calendar, and so is every unit that nobody has heard of.",
    ),
    criterion("AC-8", "A budget never goes below zero: asking for more than is left raises `BudgetExceeded`."),
  ],
  observations: [
    parse('"90s"', value("90"), { origin: "criterion", criterion: "AC-1", expectation: given("criterion", "90") }),
    parse('"2d"', value("57600"), { origin: "criterion", criterion: "AC-4", expectation: given("criterion", "172800", false) }),
    parse('"3w"', raises("ValueError", "unknown unit: w"), {
      origin: "criterion",
      criterion: "AC-5",
      expectation: given("criterion", 'ValueError("unknown unit: w")'),
    }),
    parse('"3y"', raises("ValueError", "unknown unit: y"), { criterion: "AC-6" }),
    parse('"45m"', value("2700"), { origin: "docstring", expectation: given("docstring", "2700") }),
    parse('"5m"', value("300"), { origin: "docstring", expectation: given("docstring", "300") }),
    parse('"7"', value("7"), {
      origin: "criterion",
      criterion: "AC-5",
      expectation: given("criterion", 'ValueError("no unit")', false),
    }),
    budget("budget.spend(7200)", raises("durations.budget.BudgetExceeded", "7200 s asked for, 3600 s left"), {
      arguments: { seconds: "7200" },
      criterion: "AC-8",
    }),
    parse('"1.5h"', value("90.0", "approx"), { origin: "docstring", expectation: given("docstring", "5400.0", false) }),
  ],
};

const from = (
  module: string,
  name: string,
  call: string,
  outcome: Observation["outcome"],
  more: Parameters<typeof observe>[3] = {},
) =>
  observe(`${module.replaceAll(".", "/")}.py::${name}`, call, outcome, { imports: [`from ${module} import ${name}`], ...more });

const unusual: GoldenSet = {
  name: "unusual",
  project,
  criteria: [],
  observations: [
    from("words.say", "say", "say('it\\'s \"here\"')", value("'<it\\'s \"here\">'"), {
      arguments: { text: "'it\\'s \"here\"'" },
    }),
    from("words.say", "say", 'say("it\'s")', value('"<it\'s>"'), { arguments: { text: '"it\'s"' } }),
    from("words.say", "say", "say('a\\nb\\tc\\\\')", value("'<a\\nb\\tc\\\\>'"), { arguments: { text: "'a\\nb\\tc\\\\'" } }),
    from("words.say", "say", "say('naïve café 🎉')", value("'<naïve café 🎉>'"), { arguments: { text: "'naïve café 🎉'" } }),
    from("words.say", "say", "say('\\u202e\\x00')", value("'<\\u202e\\x00>'"), { arguments: { text: "'\\u202e\\x00'" } }),
    from("words.say", "say", `say('${"[".repeat(60)}')`, value(`'<${"[".repeat(60)}>'`), {
      arguments: { text: `'${"[".repeat(60)}'` },
    }),
    from("words.say", "say", "say('a' * 101, loud=True)", raises("ValueError", "too long: 101 characters (at most 100)"), {
      arguments: { text: "'a' * 101", loud: "True" },
    }),
    from(
      "words.wrap",
      "wrap",
      "wrap('The quick brown fox jumps over the lazy dog, and then it sleeps for a long, long while in the sun.', 40)",
      value("'The quick brown fox jumps over the lazy\\ndog, and then it sleeps for a long, long\\nwhile in the sun.'"),
      {
        arguments: {
          text: "'The quick brown fox jumps over the lazy dog, and then it sleeps for a long, long while in the sun.'",
          width: "40",
        },
      },
    ),
    from(
      "words.wrap",
      "table",
      "table({'name': 'Ada', 'born': 1815}, headers=['name', 'born'])",
      value(
        "[{'name': 'name', 'text': 'Ada', 'width': 4, 'aligned': True}, {'name': 'born', 'text': '1815', 'width': 4, 'aligned': False}]",
      ),
      { arguments: { row: "{'name': 'Ada', 'born': 1815}", headers: "['name', 'born']" } },
    ),
    from("words.wrap", "raw", "raw(b'\\x00\\xff')", value("b'00ff'"), { arguments: { data: "b'\\x00\\xff'" } }),
    // The same name from two modules, and a module of the project that is called like one of ours.
    from("shop.cart", "total", "total([1, 2])", value("3"), { arguments: { prices: "[1, 2]" } }),
    from("shop.order", "total", "total([1, 2], 0.5)", value("4.5", "approx"), { arguments: { prices: "[1, 2]", tax: "0.5" } }),
    from("shop", "re", "re.order(1)", value("'R1'"), { symbol: "shop/re.py::order", arguments: { number: "1" } }),
    from("shop.cart", "test_connection", "test_connection('db')", value("True"), { arguments: { name: "'db'" } }),
    // Parameters that are keywords, fixtures' names or the name of the function itself.
    from("shop.cart", "pick", "pick(**{'class': 'a'})", value("'class a'"), { arguments: {} }),
    from("shop.cart", "send", "send('a', 'x')", value("'a: x'"), { arguments: { request: "'a'", send: "'x'" } }),
    from("shop.cart", "send", "send('b', 'y')", value("'b: y'"), { arguments: { request: "'b'", send: "'y'" } }),
    from("shop.cart", "choose", "choose([0, 1], [True, False])", value("[0]"), {
      arguments: { from_: "[0, 1]", expected: "[True, False]" },
    }),
    from("shop.cart", "choose", "choose([0], [False])", value("[1]"), { arguments: { from_: "[0]", expected: "[False]" } }),
    from("shop.cart", "compare", "compare(1) < compare(2)", value("True"), { arguments: {} }),
    from("shop.cart", "apply", "apply(lambda price, rate: price * rate, result)", value("20"), {
      setup: ["result = 2", "def double(price):\n    return price * 2"],
      arguments: {},
      after: [check("double(result)", "4")],
    }),
  ],
};

const lazy: GoldenSet = {
  name: "lazy",
  project,
  criteria: [],
  observations: [
    from("picks.extract", "extract", "list(extract('abcdef', [3, 0, 3]))", value("['d', 'a', 'd']"), {
      arguments: { iterable: "'abcdef'", indices: "[3, 0, 3]" },
      origin: "docstring",
      expectation: given("docstring", "['d', 'a', 'd']"),
    }),
    from("picks.extract", "extract", "list(extract('abc', []))", value("[]"), {
      arguments: { iterable: "'abc'", indices: "[]" },
    }),
    from("picks.extract", "extract", "list(extract('abc', [-1]))", raises("ValueError", "Indices must be non-negative"), {
      arguments: { iterable: "'abc'", indices: "[-1]" },
    }),
    from("picks.extract", "extract", "list(extract('abc', [1, 9]))", raises("IndexError", "9"), {
      arguments: { iterable: "'abc'", indices: "[1, 9]" },
    }),
    from("picks.extract", "extract", "next(extract(numbers, [2, 1]))", value("12"), {
      setup: ["numbers = iter(range(10, 100))"],
      arguments: { iterable: "numbers", indices: "[2, 1]" },
      after: [check("next(numbers)", "13")],
    }),
    from("jobs.wait", "fetch", "await fetch('a', retries=2)", value("'a!'"), { arguments: { key: "'a'", retries: "2" } }),
    from("jobs.wait", "fetch", "await fetch('')", raises("ValueError", "no key"), { arguments: { key: "''" } }),
    from("jobs.wait", "fetch", "asyncio.run(fetch('b'))", value("'b!'"), {
      imports: ["import asyncio", "from jobs.wait import fetch"],
      arguments: { key: "'b'" },
    }),
    from("jobs.wait", "Queue", "await queue.get()", value("1"), {
      symbol: "jobs/wait.py::Queue.get",
      setup: ["queue = Queue()", "await queue.put(1)"],
      arguments: {},
      after: [check("queue.size", "0")],
    }),
  ],
};

/** Sets of observations as the sandbox gives them, each with the file a careful person would write of it. */
export const goldenSets: GoldenSet[] = [functions, state, classes, expectations, unusual, lazy];
