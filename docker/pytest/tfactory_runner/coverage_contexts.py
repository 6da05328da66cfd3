"""Coverage per case: the lines and arcs of chosen files, measured with coverage.py's C tracer and one context per case."""

from __future__ import annotations

import os

# Python 3.14 defaults to sys.monitoring, which does not support contexts. Read when coverage starts.
os.environ["COVERAGE_CORE"] = "ctrace"

import coverage  # noqa: E402

from .line_maps import LineMap  # noqa: E402


class CaseCoverage:
    """Measures `files` (relative to `root`). Files are told apart by their absolute path, never by their base name.

    Before collecting: `begin_imports()`; after it: `end_imports()` gives what importing ran. Then, in the same process or
    after a fork: `begin(case)` ... `end()` gives what the case ran, its fixtures included. Lines are those the tracer saw,
    and the first line of each statement they belong to; a function that was entered counts with its `def` line.
    """

    def __init__(self, root: str, files: list[str]) -> None:
        self._maps: dict[str, LineMap] = {}
        self._paths = {os.path.realpath(os.path.join(root, file)): file for file in files}
        self._coverage: coverage.Coverage | None = None
        self._owner = 0

    def begin_imports(self) -> None:
        self._start()

    def end_imports(self) -> list[dict]:
        """`FileLines` of all that ran since `begin_imports`."""
        assert self._coverage is not None
        self._coverage.stop()
        lines, _ = self._read(self._coverage, None)
        self._coverage = None
        return lines

    def begin(self, case: str) -> None:
        if self._coverage is None or self._owner != os.getpid():
            self._start()
        assert self._coverage is not None
        self._coverage.switch_context(case)
        self._case = case

    def end(self) -> tuple[list[dict], list[dict]]:
        """(`FileLines`, `FileArcs`) of the case begun last."""
        assert self._coverage is not None
        self._coverage.switch_context("")
        return self._read(self._coverage, self._case)

    def _start(self) -> None:
        self._coverage = coverage.Coverage(
            data_file=None, branch=True, config_file=False, include=[_literal(path) for path in self._paths], messages=False
        )
        self._coverage.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured", "module-not-imported"])
        self._owner = os.getpid()
        self._coverage.start()

    def _read(self, measured: coverage.Coverage, case: str | None) -> tuple[list[dict], list[dict]]:
        data = measured.get_data()
        if case is not None:
            data.set_query_context(case)
        lines, arcs = [], []
        for file in sorted(data.measured_files()):
            path = self._paths.get(os.path.realpath(file))
            if path is None:
                continue
            if path not in self._maps:
                self._maps[path] = LineMap(file)
            line_map = self._maps[path]
            raw = data.arcs(file) or []
            ran = line_map.lines(data.lines(file) or [], raw)
            if ran:
                lines.append({"path": path, "lines": ran})
                arcs.append({"path": path, "arcs": line_map.arcs(raw)})
        return lines, arcs


def _literal(path: str) -> str:
    """A pattern of `include` that means this path: `[` opens a character class there."""
    return path.replace("[", "?").replace("]", "?")
