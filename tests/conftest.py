"""What the tests share: the installed command, run as a user would."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lab.browser.absence import absence
from tests.oracles.absence import absences
from tests.warm import needs_a_start_of_its_own, run_warm
from tests.warm_processes import fork_what_grades

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("dropgrade")

SLOWEST = (
    "verify/test_known_wrong.py",
    "grading/test_hostile.py",
    "lab/browser/test_experiment.py",
    "classroom/test_cluster.py",
    "verify/test_verify_command.py",
    "lab/browser/test_page.py",
    "lab/browser/test_build.py",
    "cli/test_check_command.py",
    "classroom/test_grade_command.py",
    "pictures/test_try_command.py",
    "jupyter/test_kernel.py",
)
"""The files that take longest. They come first, so that no process is left alone with one of them at the end."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the package, as an installation does: where Python is told to write no bytecode, every start would."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(ROOT / "grader/dropgrade", quiet=2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    order = {ROOT / "tests" / name: place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(scope="session", autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what commands remember of trusted courses out of the settings of the person who runs the tests."""
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("settings"))


@pytest.fixture(scope="module", autouse=True)
def _warm_processes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fork the processes of gradings in this process, but where the sandbox itself is tested."""
    with pytest.MonkeyPatch.context() as patched:
        if not request.path.is_relative_to(ROOT / "tests/sandbox") and request.path.stem != "test_hostile":
            fork_what_grades(patched.setattr)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which oracles were absent, and Chromium; here, where the process that hands out the tests hears of it too."""
    for line in [*absences(), *absence()]:
        terminalreporter.write_line(line)


@pytest.fixture
def root() -> Path:
    """The project's own folder, which is a course."""
    return ROOT


@pytest.fixture
def run() -> Run:
    """Run the installed command and keep what it prints."""
    return run_command


def lasting_folder() -> Path:
    """A new folder that is deleted when this process ends, for what is made once and looked at by many tests."""
    folder = tempfile.TemporaryDirectory()
    LASTING.append(folder)
    return Path(folder.name).resolve()


LASTING: list[tempfile.TemporaryDirectory[str]] = []


def modules_of(
    *arguments: str, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> tuple[set[str], subprocess.CompletedProcess[str]]:
    """The modules that a command has imported when it ends, and the command as it ended."""
    code = (
        "import os, sys; from dropgrade import cli; leave = os._exit;"
        "os._exit = lambda code: (print('', *sys.modules, file=sys.stderr), leave(code)); cli.main()"
    )
    command = [sys.executable, "-c", code, *arguments]
    ended = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )
    return set(ended.stderr.splitlines()[-1].split() if ended.stderr else ()), ended


def run_command(
    *arguments: str | Path,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    command: Path = COMMAND,
    typed: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `dropgrade` in a folder, without a terminal, and keep what it prints; `typed` is its standard input."""
    words, settings = [str(command), *map(str, arguments)], {**os.environ, "COLUMNS": "80", **(env or {})}
    if command == COMMAND and not needs_a_start_of_its_own(settings):
        return run_warm(words, cwd, settings, typed)
    return subprocess.run(
        words, cwd=cwd, env=settings, capture_output=True, encoding="utf-8", input=typed or "", check=False
    )
