import { describe, expect, test } from "vitest";
import { lint } from "../../../src/frameworks/pytest/lint.ts";

/** The rules that find something in a test function with this body, worst first; `no-assertion` is left out where it is not the point. */
function rulesIn(
  body: string,
  {
    before = "import ctypes, importlib, json, multiprocessing, os, random, socket, subprocess, sys, time, pytest\n",
    parameters = "",
    subjects = [] as string[],
  } = {},
): string[] {
  const source = `${before}\n\ndef test_x(${parameters}):\n${body
    .split("\n")
    .map((line) => `    ${line}\n`)
    .join("")}`;
  return [...new Set(lint("tests/test_a.py", source, subjects).findings.map(({ rule }) => rule))];
}

const CLEAN = `"""Tests of parsing."""

from __future__ import annotations

import datetime as dt
import json
import subprocess_like
from dataclasses import replace
from unittest import mock

import pytest

from shop import Cart, Item, parse, price
from shop.clock import Clock

NAMES = ["a", "b"]
TMP_LIKE = "/tmp/is-only-a-text"


@pytest.fixture
def cart() -> Cart:
    return Cart([Item("a", 1.5)])


def check_total(cart, expected):
    assert cart.total() == pytest.approx(expected)


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("2m", 120)])
def test_a_number_with_a_unit_is_read_as_seconds(text, seconds):
    assert parse(text) == seconds


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="unknown unit: w"):
        parse("3w")


def test_the_total_is_the_sum(cart):
    check_total(cart, 1.5)


def test_a_clock_is_asked_once(monkeypatch):
    clock = mock.create_autospec(Clock)
    clock.now.return_value = dt.datetime(2024, 1, 2, tzinfo=dt.timezone.utc)
    assert price("a", clock=clock) == 3
    clock.now.assert_called_once_with()


def test_the_environment_names_the_shop(monkeypatch):
    monkeypatch.setenv("SHOP", "x")
    assert price("a") == 4


def test_a_report_is_written(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("{}")
    with open(path, "w") as file:
        json.dump({"a": 1}, file)
    assert json.loads(path.read_text()) == {"a": 1}


def test_names_are_sorted():
    names = sorted({"b", "a"})
    assert names == ["a", "b"]
    assert {"a", "b"} == set(names)
    assert parse("/tmp/x") == parse("/tmp/x")


class TestCart:
    def setup_method(self):
        self.cart = Cart([])

    def test_is_empty_at_first(self):
        assert self.cart.items == []
        assert len(self.cart) == 0

    def test_warns_when_full(self):
        with pytest.warns(UserWarning):
            self.cart.fill()

    @pytest.mark.asyncio
    async def test_async(self):
        assert await self.cart.load() is None

    def test_seeded(self):
        import random

        generator = random.Random(0)
        assert self.cart.pick(generator) == 1
        assert self.cart == self.cart.copy()
`;

test("a person's clean test file has no finding", () => {
  const { findings, mocks } = lint("tests/test_shop.py", CLEAN, ["shop.py::parse"]);
  expect(findings).toEqual([]);
  expect(mocks.get("test_a_clock_is_asked_once")).toBe(1);
  expect(mocks.get("TestCart::test_is_empty_at_first")).toBe(0);
});

describe("what makes a test flaky", () => {
  test.each([
    ["time.sleep(0.1)\nassert f()", "sleep"],
    ["assert f(datetime.now())", "clock"],
    ["assert f() < time.time()", "clock"],
    ["start = 1\nassert clock() - start < 2", "elapsed-time"],
    ["assert f(random.randint(1, 3))", "unseeded-random"],
    ["assert f(uuid.uuid4())", "unique-value"],
    ["assert list(set(f())) == [1, 2]", "set-order"],
    ["assert list({1, 2}) == f()", "set-order"],
    ["assert [x for x in {'a', 'b'}] == f()", "set-order"],
    ["names = {'a', 'b'} | f()\nassert ','.join(names) == 'a,b'", "set-order"],
    ["assert next(iter(set(f()))) in (1, 2)", "set-order"],
    ["assert g(list(set(f()))[0]) != 9", "set-order"],
    ["seen = set(f())\nassert seen.pop() == 1", "set-order"],
    ["first, *rest = set(f())\nassert first == 1", "set-order"],
    ["assert f'{set(f())}' == 'x'", "set-order"],
    ["assert json.dumps(list(set(f()))) == '[1, 2]'", "set-order"],
    ["names = os.listdir(f())\nassert names[0] == 'a'", "folder-order"],
    ["assert [p.name for p in folder.iterdir()] == ['a', 'b']", "folder-order"],
    ["nap(1)\nassert f() == 1", "sleep", "from time import sleep as nap\n"],
    ["assert f(dt.datetime.now(dt.timezone.utc)) == 1", "clock", "import datetime as dt\n"],
    ["assert f(now()) == 1", "clock", "from time import monotonic as now\n"],
    ["assert f(np.random.default_rng().random()) == 1", "unseeded-random", "import numpy as np\n"],
    ["assert f(token_hex()) == 1", "unique-value", "from secrets import token_hex\n"],
    ["assert f(random.Random()) == 1", "unseeded-random"],
    ["assert f() == sys.platform", "environment"],
    ["assert buckets[hash('name') % 4] == 1", "hash-value"],
    ["assert sorted(f(), key=id) == [1]", "hash-value"],
    ["number = id(f())\nassert number % 64 == 0", "hash-value"],
    ["watch = f(read=time.time)\nassert watch.total == 0", "clock"],
    ["assert datetime(2023, 3, 26).timestamp() == 1", "local-time"],
    ["assert datetime.datetime.fromtimestamp(0) == f()", "local-time", "import datetime\n"],
    ["assert f('/work/a.txt') == 'a.txt'", "runner-path"],
    ["assert sys.getrefcount(f()) == 2", "refcount"],
    ["assert f() == 0.1 + 0.2", "float-equality"],
    ["assert not worker.is_alive()\nassert f() == 1", "thread-timing"],
    ["event.wait(0.5)\nassert f() == 1", "thread-timing"],
    ["assert os.listdir(f()) == ['a', 'b']", "folder-order"],
    ["assert f(open('/tmp/x').read())", "fixed-path"],
    ["assert f() == os.environ['HOME']", "environment"],
    ["assert f() == os.getcwd()", "environment"],
    ["assert 0.1 + f() == 0.3", "float-equality"],
    ["assert hash('a') == 12", "hash-value"],
    ["assert repr(f()) == '<A object at 0x7f00>'", "hash-value"],
    ["global state\nstate = f()\nassert state", "module-state"],
    ["shop.RATE = 3\nassert f()", "module-state", "import shop\n"],
    ["CACHE.append(1)\nassert f()", "module-state", "CACHE = []\n"],
    ["CACHE['a'] = 1\nassert f()", "module-state", "CACHE = {}\n"],
    ["sys.path.insert(0, 'x')\nassert f()", "python-path"],
    ["server.bind(('localhost', 8080))\nassert f()", "fixed-port"],
  ])("%s", (body, rule, before?: string) => {
    expect(rulesIn(body, before === undefined ? {} : { before })).toContain(rule);
  });

  test.each([
    ["time.sleep(0)\nassert f()", "sleep"],
    ["assert sorted(os.listdir(f())) == ['a']", "folder-order"],
    ["assert set(f()) == {1, 2}", "set-order"],
    ["assert sorted(set(f())) == [1, 2]", "set-order"],
    ["assert list({1}) == f()", "set-order"],
    ["(only,) = set(f())\nassert only == 1", "set-order"],
    ["assert len(list(set(f()))) == 2", "set-order"],
    ["assert 1 in list(set(f()))", "set-order"],
    ["names = list(set(f()))\nnames.sort()\nassert names == [1, 2]", "set-order"],
    ["assert f(set(g())) == 3", "set-order"],
    ["assert [p.name for p in folder.iterdir()] == ['a']", "folder-order"],
    ["assert f(np.random.default_rng(0)) == 1", "unseeded-random"],
    ["assert f(random.Random(1).random()) == 1", "unseeded-random"],
    ["assert datetime.fromtimestamp(0, tz=utc) == f()", "local-time"],
    ["assert hash(f())", "hash-value"],
    ["assert f().key == hash(('a', 'b'))", "hash-value"],
    ["assert hash(f(1)) == hash(f(1))", "hash-value"],
    ["assert id(f()) == id(f())", "hash-value"],
    ["one = hash(f())\nother = hash(g())\nassert one == other", "hash-value"],
    ["assert f(id=3) == 1", "hash-value"],
    ["id = f()\nassert id(3) == 3", "hash-value"],
    ["assert f(1, 2) == 0.1", "float-equality"],
    ["assert f() == 1 + 2", "float-equality"],
    ["assert time.gmtime(0).tm_year == 1970", "clock"],
    ["assert f(sys.version_info) == 1", "environment"],
    ["assert list({'a': 1}) == ['a']", "set-order"],
    ["random.seed(1)\nassert f(random.random())", "unseeded-random"],
    ["assert f() == 0.5", "float-equality"],
    ["assert f() == pytest.approx(0.1 + 0.2)", "float-equality"],
    ["cache = []\ncache.append(1)\nassert f(cache)", "module-state"],
    ["CACHE = []\nCACHE.append(1)\nassert f(CACHE)", "module-state"],
    ["cart.rate = 3\nassert cart.total()", "module-state"],
  ])("but not %s", (body, rule) => {
    expect(rulesIn(body, { before: "import shop\nCACHE = []\n" })).not.toContain(rule);
  });

  test("a frozen clock is no risk", () => {
    const source = '@freeze_time("2024-01-01")\ndef test_x():\n    assert f() == datetime.now()\n';
    expect(lint("a.py", source, []).findings).toEqual([]);
  });
});

describe("what proves nothing", () => {
  test.each([
    ["f()", "no-assertion"],
    ["pass", "no-assertion"],
    ["result = f()\nprint(result)", "no-assertion"],
    ["helper()", "no-assertion", "def helper():\n    f()\n"],
    ["assert True", "tautology"],
    ["assert 1", "tautology"],
    ["assert 'text'", "tautology"],
    ["assert (f() == 1, 'message')", "tautology"],
    ["assert len(f()) >= 0", "tautology"],
    ["assert f() == 1 or True", "tautology"],
    ["x = f()\nassert x == x", "compared-with-itself"],
    ["assert 1 == 1", "constants-compared"],
    ["try:\n    assert f() == 1\nexcept AssertionError:\n    pass", "swallowed-failure"],
    ["try:\n    assert f() == 1\nexcept:\n    pass", "swallowed-failure"],
    ["try:\n    f()\nexcept ValueError:\n    pass\nassert True", "swallowed-exception"],
    ["with pytest.raises(Exception):\n    f()", "broad-exception"],
    ["with pytest.raises((Exception, ValueError)):\n    f()", "broad-exception"],
    ["m = Mock()\nf(m)\nm.called_once_with(1)", "no-such-mock-assertion"],
    ["m = Mock(return_value=5)\nassert m() == 5", "mock-echo"],
    ["m = Mock()\nm.get.return_value = 5\nresult = m.get()\nassert result == 5", "mock-echo"],
    ["result = f()\nassert result", "weak-oracle"],
    ["assert f() is not None", "weak-oracle"],
    ["assert len(f()) > 0", "weak-oracle"],
    ["assert isinstance(f(), int)", "weak-oracle"],
    ["assert type(f()) is int", "weak-oracle"],
    ["assert f() in (True, False)", "weak-oracle"],
    ["assert f() is not None and (f() >= 0 or f() < 0)", "weak-oracle"],
    ["result = f()\nassert result == 1 or result != 1", "weak-oracle"],
    ["x = 5\nassert x == 5", "own-values"],
    ["assert date(2020, 1, 2).year == 2020", "own-values", "from datetime import date\n"],
    ["item = {'a': 1}\nitem['b'] = 2\nassert item == {'a': 1, 'b': 2}", "own-values"],
    ["f()\nnames = sorted(['b', 'a'])\nassert names == ['a', 'b']", "own-values"],
    ["with patch('shop.get') as get:\n    get.return_value = 5\n    assert get() == 5", "mock-echo"],
    ["with patch.object(shop, 'get', return_value=5):\n    assert shop.get() == 5", "mock-echo", "import shop\n"],
    ["monkeypatch.setattr(shop, 'get', lambda: 5)\nassert shop.get() == 5", "mock-echo", "import shop\n"],
    ["m = Mock()\nm.get.return_value = {'a': 1}\nassert m.get('x')['a'] == 1", "mock-echo"],
    ["if f():\n    assert g() == 1", "conditional-assertion"],
    ["for item in f():\n    assert item.size == 1", "conditional-assertion"],
    ["try:\n    f()\nexcept ValueError as error:\n    assert str(error) == 'x'", "conditional-assertion"],
    ["expected = f(1)\nassert f(1) == expected", "same-call"],
    ["assert g() in (True, False)", "tautology"],
    ["x = f()\nassert x >= 0 or x < 0", "tautology"],
    ["x = f()\nassert x is None or x is not None", "tautology"],
    ["with contextlib.suppress(Exception):\n    assert f() == 1", "swallowed-failure"],
    ["try:\n    assert f() == 1\nfinally:\n    return", "swallowed-failure"],
    ["m = Mock()\nf(m)\nm.assert_called_once", "no-such-mock-assertion"],
    ["m = Mock()\nf(m)\nassert m.called_once_with(1)", "no-such-mock-assertion"],
  ])("%s", (body, rule, before?: string) => {
    expect(rulesIn(body, before === undefined ? {} : { before })).toContain(rule);
  });

  test.each([
    ["helper()", "def helper():\n    deeper()\n\ndef deeper():\n    assert f()\n"],
    ["check_result(f())", ""],
    ["self.assertEqual(f(), 1)", ""],
    ["m = Mock()\nf(m)\nm.assert_called_once_with(1)", ""],
    ["np.testing.assert_allclose(f(), 1)", ""],
    ["with pytest.raises(ValueError):\n    f()", ""],
    ["with pytest.deprecated_call():\n    f()", ""],
    ["if not f():\n    pytest.fail('no')", ""],
    ["m = Mock()\nassert f(m) == 5", ""],
    ["assert is_even(2)", ""],
    ["assert cart.contains('a')", ""],
    ["calls = []\nf(calls.append)\nassert calls == [1]", ""],
    ["calls = []\nf(lambda: calls.append(1))\nassert calls == [1]", ""],
    ["seen = {}\nf(seen)\nassert seen == {'a': 1}", ""],
    ["def fake():\n    seen.append(1)\nseen = []\nf(fake)\nassert seen == [1]", ""],
    ["expected = [1, 2]\nassert f() == expected", ""],
    ["got = []\nfor one in f():\n    got.append(one)\nassert got == [1]", ""],
    ["items = [1]\nitems += f()\nassert items == [1, 2]", ""],
    ["assert [n for n in f()] == [1]", ""],
    ["for given, expected in [(1, 2), (2, 3)]:\n    assert f(given) == expected", ""],
    ["for number in range(3):\n    assert f(number) == 1", ""],
    ["try:\n    f()\nexcept ValueError as error:\n    assert str(error) == 'x'\nelse:\n    pytest.fail('none')", ""],
    ["if f():\n    assert g() == 1\nelse:\n    assert g() == 2", ""],
    ["assert f(1) == f(2)", ""],
    ["x = f()\nassert x.cached is x.cached", ""],
    ["one = Key('a')\nother = Key('a')\nassert one == other", ""],
    ["for name, size in [('a', f()), ('b', g())]:\n    assert h(name) == size", ""],
    ["with patch('shop.get') as get:\n    get.return_value = 5\n    assert f() == 5\n    get.assert_called_once_with()", ""],
    ["with patch('shop.get', return_value=5):\n    assert f() == 5", ""],
    ["monkeypatch.setattr(shop, 'get', lambda: 5)\nassert f() == 5", ""],
    ["elementary(f())", "from tests.util import elementary\n"],
    ["raise AssertionError(f())", ""],

    ["m = Mock()\nf(m)\nassert m.call_count == 2", ""],
    ["assert f(1) == f(1)", ""],
    ["assert f() == 1, (1, 2)", ""],
    ["try:\n    f()\nexcept ValueError:\n    pass\nelse:\n    pytest.fail('no error')", ""],
    ["with pytest.raises(Exception, match='no room'):\n    f()", ""],
  ])("but not %s", (body, before) => {
    expect(rulesIn(body, { before })).toEqual([]);
  });

  test("a test that another of the same name hides", () => {
    const found = lint("a.py", "def test_x():\n    assert f() == 1\n\n\ndef test_x():\n    assert g() == 1\n", []).findings;
    expect(found.map(({ rule, line, case: name }) => [rule, line, name])).toEqual([["hidden-test", 1, "test_x"]]);
  });

  test("a fixture whose name begins like a test's is none", () => {
    expect(lint("a.py", "@pytest.fixture(params=URLS)\ndef test_url(request):\n    return request.param\n", []).findings).toEqual(
      [],
    );
  });

  test("more than three mocks", () => {
    const patches = ["a", "b", "c", "d"].map((name) => `monkeypatch.setattr(shop, "${name}", 1)`);
    expect(rulesIn([...patches, "assert f() == 1"].join("\n"))).toEqual(["over-mocked"]);
    expect(rulesIn([...patches.slice(1), "assert f() == 1"].join("\n"))).toEqual([]);
  });

  test.each([
    ['with mock.patch("shop.cart.total"):\n    assert f()', true],
    ['with mock.patch("shop.cart.rate"):\n    assert f()', false],
    ['with mock.patch("other.total"):\n    assert f()', false],
    ['monkeypatch.setattr("shop.cart.total", lambda: 1)\nassert f()', true],
    ['monkeypatch.setattr(cart, "total", lambda: 1)\nassert f()', true],
    ['with mock.patch.object(cart, "total"):\n    assert f()', true],
    ['with mock.patch.object(cart, "rate"):\n    assert f()', false],
  ])("%s replaces the subject: %s", (body, expected) => {
    const found = rulesIn(body, { before: "from shop import cart\n", subjects: ["src/shop/cart.py::total"] });
    expect(found.includes("patched-subject")).toBe(expected);
  });
});

describe("what a test must never do", () => {
  test.each([
    ["os.system('x')", "process"],
    ["os._exit(0)", "process"],
    ["os.execvp('x', [])", "process"],
    ["eval('1')", "dynamic-code"],
    ["exec('x')", "dynamic-code"],
    ["compile('x', 'y', 'exec')", "dynamic-code"],
    ["__import__('os').system('x')", "dynamic-code"],
    ["importlib.import_module('o' + 's')", "dynamic-code"],
    ["getattr(os, 'sys' + 'tem')('x')", "dynamic-code"],
    ["f.__globals__['os']", "dynamic-code"],
    ["().__class__.__base__.__subclasses__()", "dynamic-code"],
    ["sys._getframe(1)", "dynamic-code"],
    ["socket.create_connection(('x', 1))", "network"],
    ["requests.get('http://x')", "network"],
    ["urlopen('http://x')", "network"],
    ["os.environ['A'] = 'b'", "environment-write"],
    ["os.environ.update(A='b')", "environment-write"],
    ["del os.environ['A']", "environment-write"],
    ["os.chdir('/')", "environment-write"],
    ["sys.modules['a'] = 1", "module-table-write"],
    ["sys.modules.pop('a')", "module-table-write"],
    ["open('out.txt', 'w').write('x')", "file-write"],
    ["open(name, mode='a')", "file-write"],
    ["open(name, how)", "file-write"],
    ["Path('x').write_text('y')", "file-write"],
    ["(Path(__file__).parent / 'x').unlink()", "file-write"],
    ["p = Path('x')\np.write_text('y')", "file-write"],
    ["os.remove('x')", "file-write"],
    ["p = Path('/tmp/x')\np.write_text('y')", "file-write"],
    ["p = Path(tempfile.gettempdir()) / 'x'\np.write_text('y')", "file-write"],
    ["shutil.rmtree('x')", "file-write"],
    ["base64.b64decode('aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8=')", "hidden-data"],
    [`x = "${"aGVsbG8x".repeat(20)}"`, "hidden-data"],
    ["pytest.skip('later')", "skip"],
    ["pytest.xfail()", "skip"],
    ["pytest.importorskip('x')", "skip"],
    ["sys.exit(0)", "ends-the-run"],
    ["getattr(os, 'system')('x')", "process"],
    ["run = os.system\nrun('x')", "process"],
    ["importlib.import_module('os').system('x')", "process"],
    ["os.__dict__['system']('x')", "dynamic-code"],
    ["vars(os)['system']('x')", "dynamic-code"],
    ["subprocess.run(['x'])", "process"],
    ["multiprocessing.Process(target=f).start()", "process"],
    ["socket.socket().connect(('x', 1))", "network"],
    ["ctypes.CDLL(None)", "native-code"],
    ["open('/proc/self/environ').read()", "process-files"],
    ["Path('.git/config').read_text()", "process-files"],
    ["os.environ['GITHUB_TOKEN']", "secret-read"],
    ["os.getenv('AWS_SECRET_ACCESS_KEY')", "secret-read"],
  ])("%s", (body, rule) => {
    expect(rulesIn(`${body}\nassert f()`)).toContain(rule);
    const [finding] = lint(
      "a.py",
      `import ctypes, importlib, multiprocessing, os, socket, subprocess, sys\n\n\ndef test_x():\n    ${body.replaceAll("\n", "\n    ")}\n    assert f()\n`,
      [],
    ).findings.filter((one) => one.rule === rule);
    expect(finding).toMatchObject({ kind: "forbidden", severity: "high", case: "test_x" });
  });

  test.each([
    ["import subprocess as s\ns.run([])", "process"],
    ["from subprocess import run", "process"],
    ["from os import system as s", "process"],
    ["from os import system", "process"],
    ["import multiprocessing.pool\nmultiprocessing.pool.Pool()", "process"],
    ["import os as o\no.system('x')", "process"],
    ["import tfactory_runner", "dynamic-code"],
    ["import socket as s\ns.create_connection(('x', 1))", "network"],
    ["import urllib.request\nurllib.request.urlopen('x')", "network"],
    ["from urllib import request\nrequest.urlopen('x')", "network"],
    ["from http.client import HTTPConnection", "network"],
    ["import ctypes as c\nc.CDLL(None)", "native-code"],
    ["pytest_plugins = ['x']", "dynamic-code"],
    ["@pytest.mark.skip\ndef test_a():\n    assert f()", "skip"],
    ["@pytest.mark.xfail(strict=False)\ndef test_a():\n    assert f()", "skip"],
    ["pytestmark = pytest.mark.skipif(True, reason='')", "skip"],
  ])("%s", (source, rule) => {
    expect(lint("a.py", `${source}\n`, []).findings.map((finding) => finding.rule)).toContain(rule);
  });

  test.each([
    "import urllib.parse",
    "import subprocess\ndef test_a(monkeypatch):\n    monkeypatch.setattr(subprocess, 'run', lambda *a: subprocess.CompletedProcess(a, 0))\n    assert f() == 1",
    "import requests\ndef test_a():\n    with patch('requests.get', side_effect=requests.Timeout):\n        assert f() is None",
    "def test_a():\n    def command():\n        sys.exit(3)\n    assert f(command) == 3",
    "def test_a():\n    with pytest.raises(SystemExit):\n        sys.exit(f())",
    "def test_a(monkeypatch):\n    monkeypatch.setenv('API_TOKEN', 'x')\n    assert f() == os.environ['API_TOKEN']",
    "import importlib\nmodule = importlib.import_module('shop.cart')",
    "def test_a():\n    assert getattr(os, 'sep') == f(os.path.join('a', 'b'), sys.version_info, os.linesep)",
    "import os.path",
    "import shutil",
    "def write(path, text):\n    with open(path, 'w') as file:\n        file.write(text)",
    "from http import HTTPStatus",
    "import subprocess_like",
    "import requestsmith",
    "def test_a(tmp_path):\n    out = tmp_path / 'x'\n    target = out / 'y'\n    target.write_text('z')\n    shutil.copy(out, target)\n    assert f(target)",
    "def test_a():\n    with tempfile.TemporaryDirectory() as folder:\n        open(os.path.join(folder, 'x'), 'w').close()\n        assert f(folder)",
    "def test_a(monkeypatch):\n    monkeypatch.setitem(sys.modules, 'a', None)\n    monkeypatch.setenv('A', 'b')\n    assert f()",
    "def test_a():\n    assert f(open('data.txt').read(), open('x', 'rb'))",
    "def test_a():\n    assert app.test_client().open('/static/index.html', method='GET')",
    "def test_a():\n    text = 'a b'.replace('a', 'b')\n    assert f(text)",
    "def test_a():\n    assert re.compile('x').match(f())",
    "def test_a():\n    assert f('sub.process.run', \"os.system('x')\")",
    `def test_a():\n    assert f("${"a".repeat(200)}")`,
  ])("but not %s", (source) => {
    expect(lint("a.py", `${source}\n`, []).findings.filter(({ kind }) => kind === "forbidden")).toEqual([]);
  });
});

describe("prose that overrules the criterion", () => {
  test.each([
    ["# The spec is wrong here: 60 is right", "overrules-criterion"],
    ["# AC-4 says 3600 but the code returns 60", "overrules-criterion"],
    ["# Despite the criterion, an empty text gives 0", "overrules-criterion"],
    ["# typo in the requirement", "overrules-criterion"],
    ['"""Although the docstring says None, it raises."""', "overrules-criterion"],
    ["# expected value adjusted to match the actual behaviour", "follows-code"],
    ["# the implementation actually returns 60", "follows-code"],
  ])("%s", (prose, rule) => {
    const { findings } = lint("a.py", `def test_x():\n    ${prose}\n    assert f() == 60\n`, []);
    expect(findings.map((one) => [one.rule, one.case])).toEqual([[rule, "test_x"]]);
  });

  test.each([
    "# AC-4: one hour is 3600 seconds",
    '"""The criterion: an unknown unit is refused."""',
    "# the docs say that this is refused",
    "# an error in the input is reported with its line",
    "# as the specification says",
    "# a wrong value is ignored",
    "text = 'the spec is wrong'",
  ])("but not %s", (prose) => {
    expect(lint("a.py", `def test_x():\n    ${prose}\n    assert f() == 60\n`, []).findings).toEqual([]);
  });
});

test("of two changed symbols one may stand in for the other", () => {
  const body = 'monkeypatch.setattr("shop.clock.Clock.now", lambda self: 1)\nassert Service().stamp() == 1';
  const subjects = ["shop/clock.py::Clock", "shop/clock.py::Clock.now", "shop/service.py::Service"];
  expect(rulesIn(body, { subjects })).toEqual([]);
  expect(rulesIn(body, { subjects: subjects.slice(0, 2) })).toEqual(["patched-subject"]);
});

test("a hollow assertion rejects a test that has no other", () => {
  const severity = (body: string) => lint("a.py", `def test_x():\n${body}`, []).findings.map((one) => one.severity);
  expect(severity("    assert True\n")).toEqual(["high", "high"]);
  expect(severity("    assert f() == 1\n    assert True\n")).toEqual(["medium"]);
});

test("a file that is not Python says only that", () => {
  const { findings } = lint("tests/test_a.py", "def test_x(:\n    time.sleep(1)\n", []);
  expect(findings.map(({ rule, kind, severity }) => [rule, kind, severity])).toEqual([["syntax", "syntax", "high"]]);
});

test("a finding says where it is and what to do", () => {
  const [finding] = lint(
    "tests/test_a.py",
    "import time\n\n\nclass TestA:\n    def test_x(self):\n        time.sleep(1)\n        assert f()\n",
    [],
  ).findings;
  expect(finding).toMatchObject({
    rule: "sleep",
    kind: "flake",
    severity: "high",
    path: "tests/test_a.py",
    line: 6,
    case: "TestA::test_x",
  });
  expect(finding?.fix).toBeTruthy();
});

describe("an expected value by a formula of the code", () => {
  const code =
    "class Pause:\n    def next(self, n):\n        return min(self.first * 2 ** n, self.most)\n\n\ndef half(x):\n    return x / 2\n";
  const rules = (body: string) =>
    lint("tests/test_a.py", `from m import Pause, half\n\n\ndef test_a():\n    ${body}\n`, [], [code]).findings.map(
      ({ rule }) => rule,
    );

  test.each([
    "assert Pause(0.5, 8).next(3) == min(0.5 * 2 ** 3, 8)",
    "expected = min(0.5 * (2 ** 3), 8)\n    assert Pause(0.5, 8).next(3) == expected",
    "for n in range(4):\n        assert Pause(0.5, 8).next(n) == min(0.5 * 2 ** n, 8)",
  ])("%s is flagged", (body) => {
    expect(rules(body)).toContain("copied-oracle");
  });

  test.each([
    "assert Pause(0.5, 8).next(3) == 4.0",
    "assert half(3) == 3 / 2",
    "assert Pause(0.5, 8).next(3) == max(0.5 * 2 ** 3, 8) - 4",
  ])("%s is not", (body) => {
    expect(rules(body)).not.toContain("copied-oracle");
  });
});
