"""Runs uv, keeps what it printed, and finds the line of a failure that a person can act on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ENVIRONMENT = Path("/opt/env")
PYTHON = str(ENVIRONMENT / "bin" / "python")
LOG_TAIL = 6000

# Half of the files of a small environment. A run imports none of them, but for the few of pygments that pytest shows code with.
SHOWN_WITH = r"(__init__|_mapping|python|diff|terminal)\.py$"
RARELY_IMPORTED = rf"/(pygments/(lexers|styles|formatters)/(?!{SHOWN_WITH})|(tests?|docutils|setuptools|pip)/)"

# There is no git repository in /work, so tools that ask git for the version must be told one.
VERSION = "0.0.0"
VERSION_VARIABLES = {
    "SETUPTOOLS_SCM_PRETEND_VERSION": VERSION,
    "PBR_VERSION": VERSION,
    "PDM_BUILD_SCM_VERSION": VERSION,
    "POETRY_DYNAMIC_VERSIONING_BYPASS": VERSION,
    "DUNAMAI_VERSION": VERSION,
    "UV_DYNAMIC_VERSIONING_BYPASS": VERSION,
}

OFFLINE = re.compile(
    r"dns error|name resolution|network is unreachable|connection refused|tcp connect error|operation timed out|connection reset", re.I
)


class Uv:
    """`variables` are added to a minimal environment: package index, proxy, certificates."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._environment = {
            "PATH": "/opt/env/bin:/usr/local/bin:/usr/bin:/bin",
            "HOME": "/scratch/home",
            "TMPDIR": "/scratch/tmp",
            "LANG": "C.UTF-8",
            "VIRTUAL_ENV": "/opt/env",
            "UV_CACHE_DIR": "/scratch/uv",
            "UV_PYTHON_INSTALL_DIR": "/opt/python",
            "UV_LINK_MODE": "copy",
            "UV_NO_PROGRESS": "1",
            "NO_COLOR": "1",
            **VERSION_VARIABLES,
            **variables,
        }
        for folder in ("/scratch/home", "/scratch/tmp"):
            os.makedirs(folder, exist_ok=True)
        self._log: list[str] = []

    def run(self, *arguments: str) -> tuple[bool, str]:
        """Runs `uv <arguments>` in /work. Gives whether it succeeded and what it printed."""
        return self._call("uv", *arguments)

    def pip_install(self, *arguments: str, seconds: float | None = None) -> tuple[bool, str]:
        return self._call("uv", "pip", "install", "--python", PYTHON, *arguments, seconds=seconds)

    def compile_all(self) -> None:
        """Once, at the end: containers that run cannot write byte code, so each would compile what it imports again."""
        packages = map(str, ENVIRONMENT.glob("lib/python*/site-packages"))
        self._call(PYTHON, "-m", "compileall", "-q", "-j", "2", "-x", RARELY_IMPORTED, *packages)

    def log_tail(self) -> str:
        return "\n".join(self._log)[-LOG_TAIL:]

    def _call(self, *command: str, seconds: float | None = None) -> tuple[bool, str]:
        self._note("$ " + " ".join(command))
        try:
            ended = subprocess.run(
                command,
                cwd="/work",
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=seconds,
            )
        except subprocess.TimeoutExpired:
            return False, f"error: took longer than {seconds:.0f} s"
        self._note(ended.stdout.strip())
        return ended.returncode == 0, ended.stdout

    def _note(self, text: str) -> None:
        self._log.append(text)
        print(text, file=sys.stderr, flush=True)


def reason_of(output: str) -> str:
    """The useful part of uv's output in one line of at most 400 characters: the cause, without decoration."""
    lines = [re.sub(r"^[\s×╰─▶├│]+", "", line).strip() for line in output.splitlines()]
    lines = [line for line in lines if line and not line.startswith("hint: Build failures")]
    if "No solution found" in output:
        start = next(i for i, line in enumerate(lines) if "No solution found" in line)
        useful = lines[start + 1 :]
    elif "[stderr]" in lines:
        # a build of a package: its last word says more than uv's
        useful = [*[line + ":" for line in lines if line.startswith("Failed to build")][:1], lines[-1]]
    else:
        causes = [line for line in lines if re.match(r"error:|Caused by|hint:|Failed|Request failed|Because", line)]
        useful = causes or lines[-3:]
    text = re.sub(r"\s+", " ", " ".join(re.sub(r"^error:\s*", "", line) for line in useful)).strip()[:400] or "uv gave no reason"
    return f"the package index cannot be reached: {text}" if OFFLINE.search(output) else text
