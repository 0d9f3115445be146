"""Records survive damage, kills, concurrent commands and clocks that go backwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dropgrade.course.course import installed_course
from dropgrade.files import DRAFT, clear_drafts, moved_aside, write_whole
from dropgrade.progress import problem_progress
from dropgrade.progress.problem_progress import progress_on
from dropgrade.progress.store import Progress
from dropgrade.report import CheckResult, Outcome, ProblemReport
from dropgrade.workspace import bring_in
from tests.kills import kills


def test_two_damaged_records_in_one_second_are_both_kept(tmp_path: Path) -> None:
    """Damaged records get distinct names, even within one second."""
    notes: list[str] = []
    progress = Progress(tmp_path / "progress.json", notes.append)
    for content in ("{first", "{second", "{third"):
        progress.file.write_text(content)
        progress.update(lambda data: data.update(a=1))
    kept = sorted(file.read_text() for file in tmp_path.glob("*.damaged*"))
    assert kept == ["{first", "{second", "{third"]
    assert len(set(notes)) == 3


def test_what_is_moved_aside_takes_no_place(tmp_path: Path) -> None:
    """An existing file with the name stays, and a missing file is not an error."""
    for number in range(3):
        (tmp_path / "a").write_text(str(number))
        assert moved_aside(tmp_path / "a", tmp_path / "b.txt") is not None
    assert sorted(f.read_text() for f in tmp_path.iterdir()) == ["0", "1", "2"]
    assert moved_aside(tmp_path / "a", tmp_path / "b.txt") is None


def test_a_file_system_without_links_keeps_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without hard links, names are still not used twice."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for number in range(3):
        (tmp_path / "a").write_text(str(number))
        moved_aside(tmp_path / "a", tmp_path / "b")
    assert sorted(f.read_text() for f in tmp_path.iterdir()) == ["0", "1", "2"]


def dead_process() -> int:
    """Return the id of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_drafts_of_a_killed_command_are_cleared_and_others_stay(tmp_path: Path) -> None:
    """A draft is removed if its writer is gone; drafts still being written, and a student's files, stay."""
    gone, living = tmp_path / f"{DRAFT}{dead_process()}-abc", tmp_path / f"{DRAFT}{os.getpid()}-abc"
    for file in (gone, living, tmp_path / "mine.py"):
        file.write_text("x")
    clear_drafts(tmp_path)
    assert {f.name for f in tmp_path.iterdir()} == {living.name, "mine.py"}


def test_an_interrupted_init_is_cleaned_up_by_the_next(tmp_path: Path) -> None:
    """Drafts that an interrupted `init` left in the workspace are gone after the next one."""
    bring_in(installed_course(), tmp_path, "guide", updates=False)
    left = [tmp_path, tmp_path / ".dropgrade", next((tmp_path / "exercises").glob("p03*"))]
    for folder in left:
        (folder / f"{DRAFT}{dead_process()}-abc").write_text("half")
    bring_in(installed_course(), tmp_path, "guide", updates=False)
    assert [*tmp_path.rglob(f"{DRAFT}*")] == []


def test_a_write_that_fails_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a file cannot be replaced, the old one stays and the draft is removed."""
    (tmp_path / "a").write_text("old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "a", b"new")
    assert [f.read_text() for f in tmp_path.iterdir()] == ["old"]


def report(problem: str, score: float) -> ProblemReport:
    """Return a report with some of ten points."""
    checks = (CheckResult("a", "A.", Outcome.PASS, score), CheckResult("b", "B.", Outcome.FAIL, 10 - score))
    return ProblemReport(problem, "T", "a.py", f"hash of {problem}", checks)


@pytest.mark.parametrize("future", ["2099-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "tomorrow", ""])
def test_a_clock_that_goes_backwards_keeps_the_order(future: str) -> None:
    """An attempt made after the clock was set back still counts as the latest."""
    data = {"version": 1, "problems": {"p01_a": {"attempts": 1, "max_score": 10, "latest": future}}}
    problem_progress._add(data, [report("p02_b", 5)])
    both = {name: progress_on(data, name) for name in ("p01_a", "p02_b")}
    assert both["p02_b"].latest
    if future.startswith("2099"):
        assert problem_progress.at_hand(both) == "p02_b"
        assert datetime.fromisoformat(both["p02_b"].latest) > datetime.fromisoformat(future)
    elif not future:
        assert datetime.fromisoformat(both["p02_b"].latest) <= datetime.now(UTC)


def test_a_record_of_odd_values_is_read(tmp_path: Path) -> None:
    """Any values in a record can be read and written back."""
    odd = [None, True, [], {}, "x" * 10_000, -1, 1e300, "\ud800"]
    for value in odd:
        file = tmp_path / "progress.json"
        fields = dict.fromkeys(("attempts", "best", "last", "max_score", "sha256", "latest", "hints", "asked"), value)
        file.write_text(json.dumps({"version": 1, "problems": {"p01_a": fields, "p02_b": value}, "quizzes": value}))
        progress = Progress(file, lambda _: None)
        progress.update(lambda data: problem_progress._add(data, [report("p01_a", 5)]))
        assert progress_on(progress.read(), "p01_a").best == 5


def test_kills_lose_nothing() -> None:
    """Commands killed while writing lose nothing; `python -m tests.kills 300` kills all of them."""
    assert kills(3, seed=1) == []
