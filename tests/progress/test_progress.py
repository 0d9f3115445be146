"""The progress file: always complete, shared by several commands, and never lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dropgrade.course.course import PACKAGE, Course
from dropgrade.errors import DropgradeError
from dropgrade.progress.store import Progress, progress_file

COUNT = """
import sys
from pathlib import Path
from dropgrade.progress.store import Progress
progress = Progress(Path(sys.argv[1]), print)
for _ in range(int(sys.argv[2])):
    progress.update(lambda data: data.update(count=data.get("count", 0) + 1))
"""


NOTICES: list[str] = []


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    """The progress of a folder in which nothing was done yet."""
    NOTICES.clear()
    return Progress(tmp_path / ".dropgrade" / "progress.json", NOTICES.append)


def test_it_remembers(progress: Progress) -> None:
    """What one command writes, the next one reads, with the format's version, and no other files remain."""
    assert progress.read() == {"version": 1}
    progress.update(lambda data: data.update(a=1))
    progress.update(lambda data: data.update(b="é"))
    assert Progress(progress.file, NOTICES.append).read() == {"version": 1, "a": 1, "b": "é"}
    assert {file.name for file in progress.file.parent.iterdir()} <= {"progress.json", "progress.json.lock"}


def test_several_commands_at_once_lose_nothing(progress: Progress) -> None:
    """Four processes that write at the same time add up."""
    writers = [subprocess.Popen([sys.executable, "-c", COUNT, progress.file, "25"]) for _ in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert progress.read()["count"] == 100


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"version": "1"}', '{"a": 1}', "\x00\x01", "[" * 100_000])
def test_a_damaged_file_is_kept_aside(progress: Progress, text: str) -> None:
    """A damaged file is renamed, reported in a sentence, and replaced by an empty record."""
    progress.file.parent.mkdir()
    progress.file.write_text(text)
    progress.update(lambda data: data.update(a=1))
    assert progress.read() == {"version": 1, "a": 1}
    (aside,) = progress.file.parent.glob("progress.*.damaged.json")
    assert aside.read_text() == text
    assert [str(aside) in notice for notice in NOTICES] == [True]


def test_a_newer_form_is_left_alone(progress: Progress) -> None:
    """A record of a later version is neither read nor overwritten."""
    progress.file.parent.mkdir()
    progress.file.write_text('{"version": 2}')
    with pytest.raises(DropgradeError, match="newer dropgrade"):
        progress.update(lambda data: data.update(a=1))
    assert json.loads(progress.file.read_text()) == {"version": 2}


def test_a_change_that_fails_changes_nothing(progress: Progress) -> None:
    """If a change fails or cannot be written, the file is unchanged, and no draft is left."""
    progress.update(lambda data: data.update(a=1))
    for change in (lambda data: data.update(a=object()), lambda data: data["nothing"]):
        with pytest.raises((TypeError, KeyError)):
            progress.update(change)
    assert progress.read() == {"version": 1, "a": 1}
    assert not list(progress.file.parent.glob(".progress-*"))


def test_the_installed_course_is_not_written_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Progress in the installed course is stored with the user's data, in any other course in its folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    installed = PACKAGE / "_course"
    assert progress_file(Course(installed, installed)) == tmp_path / "dropgrade" / "progress.json"
    assert progress_file(Course(tmp_path, installed)) == tmp_path / ".dropgrade" / "progress.json"
