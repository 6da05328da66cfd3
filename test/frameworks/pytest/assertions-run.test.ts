import { describe, expect, test } from "vitest";
import { assertionsRun } from "../../../src/frameworks/pytest/assertions-run.ts";

/** A file whose test is `test_it`; the lines marked with `#` ran, and `#o` more than once. */
function seen(source: string, entered: number[] = []) {
  const lines = source.split("\n");
  const numbered = lines.map((text, index) => ({ text, line: index + 1 }));
  const ran = new Set(numbered.filter(({ text }) => /#o?$/.test(text)).map(({ line }) => line));
  const loops = numbered.filter(({ text }) => text.endsWith("#o")).map(({ line }): [number, number] => [line, line]);
  const entries = entered.map((line): [number, number] => [-line, line]);
  return assertionsRun(source, "test_it", ran, [...loops, ...entries]);
}

describe("an assertion that did not run", () => {
  test("in a loop over nothing", () => {
    expect(seen("def test_it():\n    for one in found(): #\n        assert one > 0\n")).toEqual({ ran: 0, of: 1 });
  });

  test("in a loop over nothing that stands in one line", () => {
    expect(seen("def test_it():\n    for one in found(): assert one > 0 #\n")).toEqual({ ran: 0, of: 1 });
    expect(seen("def test_it():\n    [check(one) for one in found()] #\n")).toEqual({ ran: 0, of: 1 });
  });

  test("in a branch not taken, a callback nobody called, and behind a pytest.raises nobody came to", () => {
    const branch = "    if found(): #\n        assert found() == 1\n";
    const callback = "    def done(one): #\n        assert one == 1\n    start(done) #\n";
    const raises = "    for one in found(): #\n        with pytest.raises(ValueError):\n            read(one)\n";
    expect(seen(`def test_it():\n${branch}${callback}${raises}`)).toEqual({ ran: 0, of: 3 });
  });

  test("in a lambda nobody called", () => {
    const source = "def test_it():\n    start(lambda one: check(one)) #\n";
    expect(seen(source)).toEqual({ ran: 0, of: 1 });
    expect(seen(source, [2])).toEqual({ ran: 1, of: 1 });
  });

  test("in a helper of the file that was called for nothing, or not at all", () => {
    const helper = "def check_all(them):\n    for one in them: #\n        assert one > 0\n\n";
    expect(seen(`${helper}def test_it():\n    check_all(found()) #\n`)).toEqual({ ran: 0, of: 1 });
    const method = "class TestIt:\n    def check(self, one):\n        self.assertEqual(one, 1)\n";
    const own = `${method}    def test_it(self):\n        for one in found(): self.check(one) #\n`;
    expect(assertionsRun(own, "TestIt::test_it", new Set([5]), [])).toEqual({ ran: 0, of: 1 });
  });

  test("where it fails when it is reached: then what leads there did not run", () => {
    const source = "    for one in found(): #\n        if one < 0:\n            pytest.fail('negative')\n";
    expect(seen(`def test_it():\n${source}`)).toEqual({ ran: 0, of: 1 });
  });
});

describe("an assertion that ran", () => {
  test.each([
    ["a statement", "    assert f() == 1 #\n"],
    ["over several lines", "    assert ( #\n        f()\n        == 1\n    )\n"],
    ["in a loop", "    for one in found(): #\n        assert one > 0 #\n"],
    ["in a loop of one line", "    for one in found(): assert one > 0 #o\n"],
    ["in a comprehension of one line", "    [check(one) for one in found()] #o\n"],
    ["pytest.raises", "    with pytest.raises(ValueError): #\n        f() #\n"],
    ["pytest.raises around two", "    with a() as b, pytest.raises(ValueError): #\n        f() #\n"],
    ["a method of unittest", "    self.assertEqual(f(), 1) #\n"],
    ["a method of a mock", "    send.assert_called_once_with(1) #\n"],
    ["a function of numpy", "    np.testing.assert_allclose(f(), [1.0]) #\n"],
    ["a helper of another file", "    assert_valid(f()) #\n"],
    ["an error that must not come", "    try: #\n        f() #\n    except ValueError:\n        pytest.fail('refused')\n"],
    ["an error that must come", "    try: #\n        f() #\n        self.fail()\n    except ValueError: #\n        pass #\n"],
    ["a branch that fails", "    if f() != 1: #\n        raise AssertionError(f())\n"],
    ["a branch that fails, at the end of others", "    if f() == 1: #\n        pass #\n    else:\n        pytest.fail()\n"],
  ])("%s", (_, body) => {
    expect(seen(`def test_it():\n${body}`)).toEqual({ ran: 1, of: 1 });
  });

  test("in a helper of the file, through another one", () => {
    const helpers = "def same(a, b):\n    assert a == b #\n\ndef check(a):\n    same(a, 1) #\n\n";
    expect(seen(`${helpers}def test_it():\n    check(f()) #\n`)).toEqual({ ran: 1, of: 1 });
  });

  test("by a method of unittest that a class of the file has too", () => {
    const own = "class Mixin:\n    def assertIsNone(self, one):\n        self.assertTrue(one is None)\n\n";
    const source = `${own}class TestIt(TestCase, Mixin):\n    def test_it(self):\n        self.assertIsNone(f())\n`;
    expect(assertionsRun(source, "TestIt::test_it", new Set([6, 7]), [])).toEqual({ ran: 1, of: 2 });
  });

  test("in a test that a class has from another one of the file", () => {
    const source = "class Base:\n    def test_it(self):\n        assert self.f() == 1\n\nclass TestIt(Base):\n    pass\n";
    expect(assertionsRun(source, "TestIt::test_it", new Set([2, 3]), [])).toEqual({ ran: 1, of: 1 });
    expect(assertionsRun(source, "TestIt::test_it", new Set([2]), [])).toEqual({ ran: 0, of: 1 });
  });

  test("counts those that did not beside it", () => {
    const source = "    assert f() == [] #\n    for one in f(): #\n        assert one > 0\n";
    expect(seen(`def test_it():\n${source}`)).toEqual({ ran: 1, of: 2 });
  });
});

test("other tests, fixtures and what is set up before a test are not its assertions", () => {
  const others = [
    "@pytest.fixture\ndef shop():\n    assert open_shop() #\n    return 1 #\n",
    "def setup_function():\n    assert ready() #\n",
    "def test_other():\n    assert f() == 1 #\n",
  ];
  const source = `${others.join("\n")}\ndef test_it(shop):\n    for one in shop: #\n        assert one\n`;
  expect(seen(source)).toEqual({ ran: 0, of: 1 });
});

test("a function nobody knows, or without an assertion, has none", () => {
  expect(assertionsRun("def test_other(): pass\n", "test_it", new Set([1]), [])).toEqual({ ran: 0, of: 0 });
  expect(seen("def test_it():\n    f() #\n")).toEqual({ ran: 0, of: 0 });
});
