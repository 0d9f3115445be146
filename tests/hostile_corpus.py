"""The corpus of hostile submissions: read, laid out in a temporary place, and graded by the real command."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import runpy
import shutil
import stat
import subprocess
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import COMMAND, ROOT

CORPUS = Path(__file__).with_name("hostile")
CANARY = Path("/tmp/dropgrade-hostile-canary")
SURVIVOR = b"dropgrade-hostile-survivor"
HONEST = ("honest_first", "honest_between", "honest_last")
HONEST_PROBLEM = "p03_inverted_scaling"
PR_SET_CHILD_SUBREAPER = 36
STUCK = 900.0
DYING = 10.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One folder of the corpus, and what a right grader says about it."""

    name: str
    problem: str
    outcome: str
    score: float
    modes: tuple[str, ...]
    says: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)
    family: str = ""
    allows: bool = False
    """Whether it is graded where packages and files are allowed, by a suite that asks for everything."""
    long: bool = False
    """Whether it takes seconds, and another folder shows the same kind: then it is left to the long tests."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a run left behind: its exit code, its two outputs, and what it changed."""

    code: int
    stdout: str
    stderr: str
    written: tuple[str, ...]
    canary_changed: bool
    survivors: tuple[str, ...]

    @property
    def problems(self) -> dict[str, dict[str, Any]]:
        """The report on each folder."""
        return {Path(p["source"]).parent.name: p for p in json.loads(self.stdout)["problems"]}


def read_corpus() -> list[Entry]:
    """Every folder of the corpus."""
    return [_entry(file) for file in sorted(CORPUS.glob("*/expected.toml"))]


def _entry(file: Path) -> Entry:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    kept = {
        key: data[key]
        for key in ("problem", "outcome", "score", "says", "checks", "family", "allows", "long")
        if key in data
    }
    return Entry(file.parent.name, modes=tuple(data["modes"]), **kept)


ALLOWED = """
[allow]
packages = ["scipy", "pandas"]
files = true
"""
ASKING = '''"""A small suite that asks for everything that a suite can ask."""

import numpy as np
import pytest

from dropgrade.checks import expect_that


@pytest.mark.essential
@pytest.mark.points(6)
def test_scaling(student, rng):
    """Survivors are scaled, and all that can be asked for is."""
    student.files.put("in/numbers.csv", "1,2")
    student.stdin = "one line\\n"
    student.seed_global_random(3)
    x = np.ones((20, 50))
    with student.traced() as calls, student.memory_measured() as memory:
        out, mask = student.inverted_dropout(x, 0.5, True, rng)
    asked = [student.printed + student.id, dict(student.files), student.figures, calls.functions, memory.peak]
    right = np.array_equal(out, x * mask / 0.5) and 400 < mask.sum() < 600
    expect_that(bool(right), what="the survivors", observed="others", expected=f"scaled by 2, {len(asked)}")


@pytest.mark.points(4)
def test_evaluation(student, rng):
    """Evaluation changes nothing."""
    x = np.ones((20, 50))
    before = student.cpu_seconds
    out, mask = student.inverted_dropout(x, 0.5, True, rng)
    expect_that(np.array_equal(out, x * mask / 0.5) and 400 < mask.sum() < 600, what="x", observed="y", expected="z")
    out = student.inverted_dropout(x, 0.5, False, rng)[0]
    expect_that(np.array_equal(out, x) and student.cpu_seconds >= before, what="x", observed="y", expected="z")
'''


def grade(
    entries: Sequence[Entry], place: Path, mode: str, *options: str, allows: bool = False, **environment: str
) -> Facts:
    """Grade all these folders, and honest work among them, in one run of the installed command.

    Where it `allows` packages and files, a small suite asks for everything that there is to be asked for.
    """
    folders = [_copied(entry, place / "submissions") for entry in entries]
    first, between, last = (_honest(place / "submissions" / name) for name in HONEST)
    half = len(folders) // 2
    words = [first, *folders[:half], between, *folders[half:], last]
    course = _course(place / "course", {HONEST_PROBLEM, *(entry.problem for entry in entries)})
    if allows:
        _allow(course)
    (place / "home").mkdir()
    (place / "cwd").mkdir()
    settings = {"DROPGRADE_SANDBOX": mode, "HOME": str(place / "home"), "COLUMNS": "80", **environment}
    command = [str(COMMAND), "check", *options, "--course", str(course), *map(str, words)]
    with _canary() as canary, _adopted_orphans() as orphans:
        before = _snapshot(place), canary()
        ended = subprocess.run(
            command, cwd=place / "cwd", env=os.environ | settings, capture_output=True, stdin=subprocess.DEVNULL,
            timeout=STUCK, check=False,
        )  # fmt: skip
        survivors = (*orphans(), *_named_survivors())
        after = _snapshot(place), canary()
    written = sorted({path for path, _ in before[0].items() ^ after[0].items()})
    texts = ended.stdout.decode(), ended.stderr.decode()
    return Facts(ended.returncode, *texts, tuple(written), before[1] != after[1], survivors)


def _copied(entry: Entry, place: Path) -> Path:
    folder = place / entry.name
    shutil.copytree(
        CORPUS / entry.name, folder, ignore=shutil.ignore_patterns("expected.toml", "make.py", "__pycache__")
    )
    maker = CORPUS / entry.name / "make.py"
    if maker.exists():
        runpy.run_path(str(maker))["make"](folder)
    return folder


def _honest(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (reference,) = (ROOT / "solutions" / HONEST_PROBLEM).glob("inverted_scaling.py")
    shutil.copy(reference, folder)
    return folder


def _course(place: Path, problems: set[str]) -> Path:
    """A course of these problems alone, with a short limit, for much of the corpus runs into it."""
    for kind, name in ((kind, name) for kind in ("exercises", "solutions") for name in problems):
        shutil.copytree(ROOT / kind / name, place / kind / name, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "quizzes").mkdir()
    for file in place.glob("exercises/*/problem.toml"):
        text = re.sub(r"(?m)^cpu_seconds *=.*\n", "", file.read_text(encoding="utf-8"))
        text = text if "[limits]" in text else f"{text}\n[limits]\n"
        file.write_text(text.replace("[limits]\n", "[limits]\ncpu_seconds = 1\n"), encoding="utf-8")
    return place


def _allow(course: Path) -> None:
    """Let every program use packages and files, and have it asked for everything."""
    for file in course.glob("exercises/*/problem.toml"):
        file.write_text(file.read_text(encoding="utf-8") + ALLOWED, encoding="utf-8")
        (file.parent / "data").mkdir(exist_ok=True)
        (file.parent / "data" / "numbers.csv").write_text("1,2,3\n", encoding="utf-8")
    for suite in course.glob("solutions/*/suite.py"):
        suite.write_text(ASKING, encoding="utf-8")


# What a run may leave behind.


def _snapshot(root: Path) -> dict[str, tuple[object, ...]]:
    """Everything beneath a folder: kinds, modes, times, and the bytes of regular files."""
    return {str(path): _facts_of(path) for path in (root, *root.rglob("*"))}


def _facts_of(path: Path) -> tuple[object, ...]:
    status = path.lstat()
    content = (
        hashlib.sha256(path.read_bytes()).hexdigest()
        if stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK)
        else ""
    )
    return status.st_mode, status.st_size, status.st_mtime_ns, content


@contextmanager
def _canary() -> Iterator[Any]:
    """The file that submissions try to reach; the function tells all that is to be known about it."""
    CANARY.write_text("a file that no submission may read, change or remove\n", encoding="utf-8")

    def facts() -> object:
        if not CANARY.is_file() or CANARY.is_symlink():
            return None
        attributes = {name: os.getxattr(CANARY, name) for name in os.listxattr(CANARY)}
        return _facts_of(CANARY), CANARY.stat().st_nlink, attributes

    try:
        yield facts
    finally:
        CANARY.unlink(missing_ok=True)


@contextmanager
def _adopted_orphans() -> Iterator[Any]:
    """Become the parent of whatever outlives the run; the function names it, and ends it."""
    before = _children()
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def orphans() -> tuple[str, ...]:
        left = _living(_children() - before)
        limit = time.monotonic() + DYING  # what was killed takes a moment to be gone
        while left and time.monotonic() < limit:
            time.sleep(0.02)
            left = _living(_children() - before)
        for pid in left:
            os.kill(pid, 9)
        return tuple(_words_of(pid).decode(errors="replace") for pid in left)

    try:
        yield orphans
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _children() -> set[int]:
    return {int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()}


def _living(pids: set[int]) -> set[int]:
    with suppress(ChildProcessError):
        return {pid for pid in pids if os.waitpid(pid, os.WNOHANG) == (0, 0)}
    return set()


def _named_survivors() -> list[str]:
    return [f"process {pid}" for pid in os.listdir("/proc") if pid.isdigit() and SURVIVOR in _words_of(int(pid))]


def _words_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes() or Path(f"/proc/{pid}/comm").read_bytes()
    return b""
