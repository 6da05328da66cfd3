"""The command line we run pytest with: the project's configuration, minus what disturbs a measurement."""

from __future__ import annotations

from pathlib import Path

from .pytest_ini import Ini

# They reorder, repeat, parallelise, time out, trace or restyle, or (faulthandler) keep our stderr open. xdist stays: without
# -n it does nothing, and projects use its `worker_id` fixture.
DISTURBING_PLUGINS = (
    "pytest_cov",
    "randomly",
    "random_order",
    "reverse",
    "timeout",
    "flaky",
    "rerunfailures",
    "pytest_retry",
    "retry",
    "pytest_forked",
    "pytest_repeat",
    "testmon",
    "picked",
    "split",
    "sugar",
    "instafail",
    "html",
    "profiling",
    "memray",
    "stepwise",
    "faulthandler",
)
# What those plugins would have registered: a project that uses them must not fail for their absence.
MARKERS_OF_DISTURBING = ("timeout", "flaky", "no_cover", "forked", "repeat", "random_order", "limit_memory", "limit_leaks")
INI_KEYS_OF_DISTURBING = (
    "timeout",
    "timeout_method",
    "timeout_func_only",
    "timeout_disable_debugger_detection",
    "session_timeout",
    "reruns",
    "reruns_delay",
    "retries",
    "retry_delay",
    "cumulative_timing",
    "retry_outcome",
    "render_collapsed",
    "memray",
    "faulthandler_timeout",
    "faulthandler_exit_on_timeout",
)

# Options of the project's `addopts` that say what a test means or which files are tests. Everything else (output, coverage,
# parallelism, stopping early, options of plug-ins we disable) is left out.
KEPT_FLAGS = (
    "--doctest-modules",
    "--doctest-continue-on-failure",
    "--doctest-ignore-import-errors",
    "--strict-markers",
    "--strict",
    "--noconftest",
    "--nomigrations",
    "--no-migrations",
    "--reuse-db",
)
KEPT_WITH_VALUE = (
    "--import-mode",
    "--doctest-glob",
    "--confcutdir",
    "--ignore",
    "--ignore-glob",
    "--deselect",
    "--asyncio-mode",
    "--ds",
    "--dc",
    "--pythonwarnings",
    "--hypothesis-profile",
    "-m",
    "-k",
    "-W",
    "-p",
)


def pytest_args(root: Path, ini: Ini, paths: list[str], scratch: str) -> list[str]:
    """Arguments for `pytest.main`. `paths` exist, relative to `root`; `scratch` is a writable folder outside the tree."""
    args = [f"--rootdir={root}", "-s", "--tb=short", "-o", "addopts=", "-o", f"cache_dir={scratch}/cache"]
    args += ["--basetemp", f"{scratch}/p", "-o", "strict_config=false", "-o", "required_plugins="]
    for plugin in DISTURBING_PLUGINS:
        args += ["-p", f"no:{plugin}"]
    return [*args, *kept_addopts(ini.words("addopts")), "--", *paths]


def kept_addopts(words: list[str]) -> list[str]:
    """The options of `addopts` that we keep, each in one word where pytest allows it."""
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if word in KEPT_FLAGS:
            kept.append(word)
        elif name in KEPT_WITH_VALUE and name.startswith("--"):
            kept.append(word if equals else f"{name}={next(rest, '')}")
        elif word[:2] in KEPT_WITH_VALUE and not word.startswith("--"):
            value = word[2:] or next(rest, "")
            if not (word[:2] == "-p" and value.removeprefix("no:") in DISTURBING_PLUGINS):
                kept += [word[:2], value]
    return kept
