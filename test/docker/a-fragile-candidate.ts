/** A candidate whose tests each depend on one thing, run for real on a head and a base. */
export const FILE = "tests/test_candidate.py";

export const on_the_base = `
def parse(text):
    return int(text[:-1])

def first(items):
    return items[0]

def check(text):
    return True

def notify(send):
    pass
`;
export const on_the_head = `
def parse(text):
    return int(text[:-1]) * {"s": 1, "h": 3600}[text[-1]]

def first(items):
    return items[0] if items else None

def check(text):
    if text == "bad":
        raise ValueError(text)
    return True

def notify(send):
    send.mail("done")

class Budget:
    pass
`;

/** Each breaks in the variation it is named after, or that the test says, and in no other one. */
const fragile = `
ran = []
NAMES = []

@pytest.fixture(autouse=True)
def note(request):
    NAMES or NAMES.extend(item.name for item in request.session.items if item.path == request.path)
    ran.append(request.node.name)

def others(name):
    here = NAMES.index(name)
    return ran[:-1], NAMES[:here], NAMES[here + 1:]

def test_nothing(): assert first([1, 2]) == 1

def test_again():
    left = Path(tempfile.gettempdir(), "left")
    assert not left.exists()
    left.touch()

def test_reversed():
    before, _, below = others("test_reversed")
    assert before != below[::-1]

def test_random_order():
    before, above, below = others("test_random_order")
    assert before in ([], above, below[::-1])

def test_leaves_a_variable(): os.environ["LEFT"] = "behind"

def test_folder_order(tmp_path):
    for name in "abcdefgh": (tmp_path / name).touch()
    unsorted = subprocess.run(["ls", "-U", tmp_path], capture_output=True, text=True).stdout.split()
    assert [path.name for path in tmp_path.iterdir()] == unsorted

def test_file_times(tmp_path):
    (tmp_path / "a").touch()
    assert (tmp_path / "a").stat().st_mtime_ns % 2_000_000_000

def first_to_end():
    ended = []
    threads = [Thread(target=ended.append, args=[n]) for n in range(5)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return ended[0]

def test_late_threads(): assert [first_to_end() for _ in range(5)].count(0) > 2

def test_draws():
    random.random()
    with open(os.path.join(os.environ["HOME"], "drawn"), "a") as file:
        file.write("x")
        assert file.tell() < 10

def test_slow_cpu():
    stopped = []
    signal.signal(signal.SIGCONT, lambda *_: stopped.append(True))
    began = time.process_time()
    while time.process_time() - began < 0.05: pass
    assert not stopped

def test_hash_seed():
    show = "print({'a', 'b', 'c', 'd', 'e', 'f', 'g'})"
    known = subprocess.run([sys.executable, "-c", show], env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True).stdout
    assert str({"a", "b", "c", "d", "e", "f", "g"}) == known.strip()

def test_a_lenient_hash_seed(): assert list({"a", "b", "c", "d", "e", "f", "g"})[0] != "c"

def test_an_address():
    places = [id(one) for one in [bytes(400) for _ in range(40)]]
    assert sum(before < after for before, after in zip(places, places[1:])) > 30

def test_where_addresses_begin():
    mapped = ctypes.addressof(ctypes.c_char.from_buffer(mmap.mmap(-1, 4096)))
    assert id(object()) >> 44 == mapped >> 44

def test_a_home_without_settings(): assert not Path.home().joinpath(".settings").exists()
def test_home(): assert Path.home().name.startswith("tf-")

def test_timezone(): assert datetime.fromtimestamp(0).hour in (0, 19)

def test_locale():
    before = locale.setlocale(locale.LC_ALL)
    locale.setlocale(locale.LC_ALL, "")
    point = locale.localeconv()["decimal_point"]
    locale.setlocale(locale.LC_ALL, before)
    assert point == "."

def test_clock(): assert (datetime.now(timezone.utc) - datetime.fromisoformat("NOW")).days not in (402, 403, 404)

def test_month_end(): assert date.today() != date(2027, 1, 31) or date.today().replace(month=2)

def test_leap_day(): assert date.today() != date(2028, 2, 29) or date.today().replace(year=2029)

def test_dst_gap():
    soon = datetime.now() + timedelta(minutes=10)
    assert datetime.fromtimestamp(soon.timestamp()) == soon

def test_dst_overlap():
    shown = datetime.strptime(datetime.now().strftime("%Y-%m-%d %H:%M:%S"), "%Y-%m-%d %H:%M:%S")
    assert abs(shown.timestamp() - time.time()) < 600

def test_alone():
    before, _, _ = others("test_alone")
    assert before

def test_in_suite(): assert durations.notify.__doc__ is None
`;

/** None is fragile. Each comes to an assertion on the head, or to none, as its name says. */
const hollow = `
def test_no_assertion_in_a_loop():
    for one in first([]) or []:
        assert one > 0

def test_no_assertion_in_a_line(): [check_positive(one) for one in first([]) or []]

def check_positive(one): assert one > 0

def test_an_assertion_in_a_line(): [check_positive(one) for one in [first([1])]]

def test_an_assertion_in_a_loop():
    for text in ["1s", "2s"]:
        assert parse(text) > 0
`;

/** What each is on the base. */
const red = `
def check_hours(n): assert parse(f"{n}h") == n * 3600

@pytest.fixture
def nothing(): return first([])

def test_an_assertion(): assert parse("1h") == 3600

def test_an_assertion_of_a_helper(): check_hours(2)

def test_an_assertion_of_a_mock():
    send = Mock()
    notify(send)
    send.mail.assert_called_once_with("done")

def test_did_not_raise():
    with pytest.raises(ValueError) as caught:
        check("bad")
    assert str(caught.value) == "bad"

def test_an_expected_error(): assert first([]) is None

@pytest.mark.parametrize("text, seconds", [("1s", 1), ("1h", 3600)])
def test_one_case_of_two(text, seconds): assert parse(text) == seconds

class TestUnits(TestCase):
    def test_hours(self): self.assertEqual(parse("1h"), 3600)

def test_a_flag():
    is_an_hour = parse("1h") == 3600
    assert is_an_hour

def test_stopped_before():
    result = first([])
    assert result is None

def test_names_nothing():
    if parse("1h") != 3600:
        pytest.fail()

def test_set_up(nothing): assert nothing is None

def test_passes(): assert parse("1s") == 1

def test_a_symbol_that_is_new():
    from durations import Budget
    assert Budget()
`;

const imports = `
import ctypes, locale, mmap, os, random, signal, subprocess, sys, tempfile, time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread
from unittest import TestCase
from unittest.mock import Mock
import durations
import pytest
from durations import check, first, notify, parse
`;
export const suite = `
import time
import durations

def test_touches(): durations.notify.__doc__ = "touched"

def test_hangs(): time.sleep(600)
`;

export const source = `${imports}${fragile.replace("NOW", new Date().toISOString().replace("Z", "+00:00"))}${hollow}${red}`;
export const names = [...source.matchAll(/^(class|def| {4}def) (Test\w+|test_\w+)/gm)].flatMap(([, kind, name = ""]) =>
  kind === "class" ? [] : [kind === "def" ? name : `TestUnits::${name}`],
);
export const cases = names.flatMap((name) =>
  (name === "test_one_case_of_two" ? [`${name}[1s-1]`, `${name}[1h-3600]`] : [name]).map((one) => ({
    case: `${FILE}::${one}`,
    name,
  })),
);
