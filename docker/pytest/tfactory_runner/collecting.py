"""Collects the project's tests once, then runs chosen ones, in this process or in forks of it.

How to use it (`run`, `mutate` and `check` all do):

    from .collecting import collect

    def work(collected):                       # pytest has collected, nothing has run yet
        for item in collected.items_of(["tests/test_a.py::test_b"]):
            outcome = collected.run(item)      # an `Outcome` dict (src/domain/outcome.ts)
        return anything

    result = collect(["tests"], work)          # returns what `work` returned; it always calls `work` exactly once

* The tree is the working directory. `select` takes files, folders and node ids; `[]` means what pytest collects by itself.
* `collected.items` is in file order. Files that could not be loaded are `collected.errors`, never an exception.
* One `collect` per process: pytest, `sys.modules` and the project's modules stay loaded. Call it in a fork or a fresh
  interpreter, never in the process that holds the frames.
* It may be forked inside `work` at any time, as often as wanted: `in_fork(lambda: collected.run(item), limit)` or, for
  many cases with a watchdog each, `case_forks.run_in_forks`. Pass `next_item` when you run several cases in one process,
  so that module and session fixtures are shared; without it everything is torn down after the case.
* `collected.broken` turns true when a case raised what ends a test session (`pytest.exit`, Ctrl-C): end that process.
* Coverage per case: `coverage_contexts.CaseCoverage`, started before `collect` (import lines) and around `run`.
* Output of tests goes to this process's stdout and stderr: point them to /dev/null first (`quiet.silence`).
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, NoReturn, TypeVar

import pytest

from . import outcomes
from .collect_errors import collection_error
from .pytest_args import INI_KEYS_OF_DISTURBING, MARKERS_OF_DISTURBING, pytest_args
from .pytest_ini import common_folder, find_ini
from .scratch import OF_PYTEST, scratch_folder
from .selecting import Selection, existing_paths

T = TypeVar("T")


@dataclass
class Collected:
    """What pytest found.

    `errors` are `collection_errors` of the protocol, with the `line` where known; `deselected` are node ids that the
    project's configuration takes out. `leave` ends this process without what pytest and its plug-ins do at the end of a
    session, which can take longer than the tests.
    """

    root: str
    items: list[Any] = field(default_factory=list)
    errors: list[dict] = field(default_factory=list)
    deselected: list[str] = field(default_factory=list)
    broken: bool = False
    _reports: list[tuple[Any, Any]] = field(default_factory=list)
    _scratch: str | None = None

    def items_of(self, select: list[str]) -> list[Any]:
        """The items that these files, folders or node ids name, in collection order."""
        selection = Selection(select)
        return [item for item in self.items if selection.holds(item.nodeid)]

    def take_own_folder(self) -> None:
        """From here on this process and its forks have temporary folders of pytest that no other process empties: each fork
        begins with emptying what is there.
        """
        for config in {id(item.config): item.config for item in self.items}.values():
            with suppress(AttributeError):  # pytest keeps it where no other one looks
                factory = config._tmp_path_factory
                factory._given_basetemp, factory._basetemp = Path(scratch_folder("l", self._scratch)), None

    def leave(self) -> NoReturn:
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
        os._exit(0)

    def run(self, item: Any, next_item: Any = None) -> dict:
        """Runs one case through all pytest hooks and gives its `Outcome`. Raises nothing."""
        self._reports.clear()
        started = time.perf_counter()
        try:
            item.ihook.pytest_runtest_protocol(item=item, nextitem=next_item)
        except BaseException as error:
            self.broken = True
            return outcomes.interrupted(item.nodeid, time.perf_counter() - started, error)
        return outcomes.outcome_of(item.nodeid, list(self._reports), self.root, item.nodeid.partition("::")[0])


def collect(
    select: list[str],
    work: Callable[[Collected], T],
    on_file: Callable[[str], None] = lambda path: None,
    without: frozenset[str] = frozenset(),
) -> T:
    """Collects `select` under the working directory, calls `work` and gives back its result. Raises what `work` raises.

    `on_file` hears of each test file before it is loaded; `without` are files to leave out.
    """
    root = Path(os.path.realpath(os.getcwd()))
    paths, missing = existing_paths(root, select)
    paths = [path for path in paths if path not in without]
    collected = Collected(str(root), errors=missing)
    plugin = _Plugin(collected, work, on_file, without)
    if paths or not select:
        _extend_path(root)
        os.environ.pop("PYTEST_ADDOPTS", None)
        sys.dont_write_bytecode = True
        scratch = collected._scratch = scratch_folder(OF_PYTEST)
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = os.path.join(scratch, "hypothesis")  # else it writes into the tree
        owner = os.getpid()
        try:
            code = pytest.main(pytest_args(root, find_ini(root, common_folder(root, paths)), paths, scratch), plugins=[plugin])
            if plugin.result is None and not collected.errors:
                collected.errors.append(
                    {
                        "path": "",
                        "kind": "error",
                        "exception": "UsageError",
                        "message": f"pytest did not start: exit code {int(code)}",
                    }
                )
        finally:
            if os.getpid() == owner:
                shutil.rmtree(scratch, ignore_errors=True)
    if plugin.result is None:
        plugin.call_work()
    status, value = plugin.result
    if status == "raised":
        raise value
    return value


def _extend_path(root: Path) -> None:
    """Makes flat and `src` layouts importable that are not installed: as `python -m pytest` does."""
    for folder, position in ((root, 0), (root / "src", len(sys.path) + 1)):
        if folder.is_dir() and str(folder) not in sys.path:
            sys.path.insert(position, str(folder))


def _prepare_for_forks(session: pytest.Session) -> None:
    """Does once what each fork would do again, and leaves out what is written where nobody reads it."""
    for item in session.items:
        with suppress(Exception):  # an item of the project's own kind: its failure is the case's
            item.location
    with suppress(AttributeError):  # there may be no reporter, or another one
        session.config.pluginmanager.get_plugin("terminalreporter").showfspath = False


class _Plugin:
    """Takes the place of pytest's run loop, and listens."""

    def __init__(self, collected: Collected, work: Callable[[Collected], Any], on_file: Callable[[str], None], without) -> None:
        self._collected = collected
        self._work = work
        self._on_file = on_file
        self._without = {os.path.join(collected.root, path) for path in without}
        self.result: tuple[str, Any] | None = None

    def call_work(self) -> None:
        try:
            self.result = ("returned", self._work(self._collected))
        except BaseException as error:
            self.result = ("raised", error)

    def pytest_addoption(self, parser: pytest.Parser) -> None:
        for key in INI_KEYS_OF_DISTURBING:
            parser.addini(key, "of a plug-in that is disabled")

    def pytest_configure(self, config: pytest.Config) -> None:
        for marker in MARKERS_OF_DISTURBING:
            config.addinivalue_line("markers", f"{marker}: of a plug-in that is disabled")

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self):
        outcome = yield
        self._note(outcome.excinfo, "conftest.py")

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection(self):
        outcome = yield
        self._note(outcome.excinfo, "")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectstart(self, collector):
        if isinstance(collector, pytest.File) and "::" not in collector.nodeid:
            self._on_file(collector.nodeid)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_ignore_collect(self, collection_path):
        outcome = yield
        if os.fspath(collection_path) in self._without:
            outcome.force_result(True)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector):
        outcome = yield
        if outcome.excinfo is not None:
            return
        report = outcome.get_result()
        if report.failed:
            call = getattr(report, "call", None)
            error = call.excinfo.value if call is not None and call.excinfo is not None else None
            self._collected.errors.append(collection_error(collector.nodeid, error, str(report.longrepr), self._collected.root))

    def pytest_deselected(self, items) -> None:
        self._collected.deselected += [item.nodeid for item in items]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self._collected.items = list(session.items)
        _prepare_for_forks(session)
        self.call_work()
        return True

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        if outcome.excinfo is None:
            self._collected._reports.append((outcome.get_result(), call.excinfo))

    def pytest_runtest_logreport(self, report) -> None:
        """Failures that are not the report of a phase: failed subtests."""
        if report.failed and hasattr(report, "context"):
            self._collected._reports.append((report, None))

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excinfo):
        """A plug-in failed; an error in `work` never comes here."""
        self._note((None, excinfo.value), "")

    def _note(self, excinfo: Any, path: str) -> None:
        if excinfo is not None:
            error = excinfo[1]
            self._collected.errors.append(collection_error(path, error, str(error), self._collected.root))
