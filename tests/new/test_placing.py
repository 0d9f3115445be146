"""New files are written completely or not at all, and existing ones do not change."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.new import placing
from dropgrade.new.writing import new_course, new_problem, new_quiz
from tests.conftest import COMMAND
from tests.new.conftest import EDIT, NAME, OF_A_COURSE, WRITTEN, files, refusal, tree

# Where it goes.


def test_folders_may_be_links(course: Course, tmp_path: Path) -> None:
    """In a course whose exercises are a link, files are added where the link leads, even on another file system."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as elsewhere:
        shutil.rmtree(course.exercises)
        course.exercises.symlink_to(elsewhere)
        new_problem(course, NAME)
        assert {p.name for p in Path(elsewhere, NAME).iterdir()} == {"problem.toml", "my_topic.py"}
        assert refusal(new_problem, course, NAME)[0].startswith(f"{NAME} exists already")


def test_a_missing_folder_of_quizzes_is_made(course: Course) -> None:
    """A course that is named may lack quizzes/."""
    shutil.rmtree(course.root / "quizzes")
    new_quiz(course, "q01_signs")
    assert files(course.root / "quizzes") == {"q01_signs.md"}


@pytest.mark.parametrize("make", [Path.touch, lambda p: p.symlink_to("nowhere"), Path.mkdir])
@pytest.mark.parametrize("part", ["exercises", "solutions"])
def test_whatever_has_the_name_is_left_alone(course: Course, part: str, make: Callable[[Path], object]) -> None:
    """A file, a broken link or an empty folder in the place of a problem is not overwritten."""
    place = course.root / part / NAME
    make(place)
    before = tree(course.root)
    assert refusal(new_problem, course, NAME) == (f"{NAME} exists already: {place}.", EDIT)
    assert tree(course.root) == before
    assert os.path.lexists(place)


# Nothing half-written stays.


class Trouble:
    """An error that is raised the n-th time that a function is called."""

    def __init__(self, patch: pytest.MonkeyPatch, owner: object, name: str, nth: int, error: BaseException) -> None:
        self.calls, self.nth, self.error = 0, nth, error
        original = getattr(owner, name)

        def troubled(*args: object, **kwargs: object) -> object:
            self.calls += 1
            if self.calls == self.nth:
                raise self.error
            return original(*args, **kwargs)

        patch.setattr(owner, name, troubled)


FULL = OSError(errno.ENOSPC, "No space left on device")
TROUBLES = [
    (placing, "mkdtemp", 2), (Path, "write_text", 1), (Path, "write_text", 4), (Path, "mkdir", 3),
    (Path, "rename", 1), (Path, "rename", 2), (Path, "rmdir", 1), (Path, "rmdir", 2),
]  # fmt: skip


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()], ids=["full disk", "Ctrl-C"])
@pytest.mark.parametrize(("owner", "name", "nth"), TROUBLES, ids=[f"{t[1]}-{t[2]}" for t in TROUBLES])
def test_a_problem_that_is_interrupted_leaves_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, nth: int, error: BaseException
) -> None:
    """No matter which step fails, the tree does not change, and the error is passed on."""
    before = tree(course.root)
    with monkeypatch.context() as patched:
        trouble = Trouble(patched, owner, name, nth, error)
        with pytest.raises(type(error)):
            new_problem(course, NAME)
    assert trouble.calls >= nth
    assert tree(course.root) == before
    new_problem(course, NAME)


@pytest.mark.parametrize(("name", "nth"), [("write_text", 1), ("touch", 1), ("replace", 1)])
@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()], ids=["full disk", "Ctrl-C"])
def test_a_quiz_that_is_interrupted_leaves_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch, name: str, nth: int, error: BaseException
) -> None:
    """No empty file is left in a quiz's place, and no folder that was made for it."""
    shutil.rmtree(course.root / "quizzes")
    before = tree(course.root)
    Trouble(monkeypatch, Path, name, nth, error)
    with pytest.raises(type(error)):
        new_quiz(course, "q01_signs")
    assert tree(course.root) == before


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_course_that_is_interrupted_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    """No folder stays, not even those on the way to the course."""
    Trouble(monkeypatch, Path, "rename", nth, FULL)
    with pytest.raises(OSError, match="No space left"):
        new_course(tmp_path / "on/the/way")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_course_that_is_interrupted_keeps_what_is_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """In a folder that existed, only its earlier contents remain."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("theirs")
    before = tree(tmp_path)
    Trouble(monkeypatch, Path, "rename", nth, FULL)
    with pytest.raises(OSError, match="No space left"):
        new_course(tmp_path)
    assert tree(tmp_path) == before


def test_a_failure_names_the_place(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the folder that could not be written, and no temporary one."""
    Trouble(monkeypatch, placing, "mkdtemp", 1, PermissionError(errno.EACCES, "Permission denied", "/tmp/draft"))
    with pytest.raises(PermissionError) as caught:
        new_problem(course, NAME)
    assert caught.value.filename == str(course.exercises / NAME)


def without_privileges() -> None:
    """Drop the capabilities that let root write anywhere; other users have none."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def without_room() -> None:
    """Let every write to a file fail, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@pytest.mark.parametrize("part", ["exercises", "solutions"])
def test_a_read_only_folder_is_reported_and_nothing_stays(course: Course, part: str) -> None:
    """A refusal of the system gives a sentence with the folder, exit code 3, and no change."""
    before = tree(course.root)
    (course.root / part).chmod(0o555)
    words = [str(COMMAND), "new", "problem", NAME]
    result = subprocess.run(
        words, cwd=course.root, capture_output=True, text=True, check=False, preexec_fn=without_privileges
    )
    (course.root / part).chmod(0o755)
    assert result.returncode == 3
    place = course.root / part / NAME
    assert result.stderr.splitlines()[0] == f"dropgrade: The system refused: Permission denied ({place})."
    assert tree(course.root) == before


def test_a_full_disk_is_reported_and_nothing_stays(course: Course) -> None:
    """On a full disk, the course does not change."""
    before = tree(course.root)
    for words in (["problem", NAME], ["quiz", "q01_signs"], ["course", "../another"]):
        result = subprocess.run(
            [str(COMMAND), "new", *words], cwd=course.root, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, preexec_fn=without_room,
        )  # fmt: skip
        assert (result.returncode, result.stdout) == (3, "")
        assert result.stderr.startswith("dropgrade: The system refused: File too large (")
    assert tree(course.root) == before
    assert [p.name for p in course.root.parent.iterdir()] == ["course"]


def test_a_file_in_the_place_of_a_folder_is_reported(course: Course) -> None:
    """Where quizzes/ is a file, the system's refusal names it."""
    shutil.rmtree(course.root / "quizzes")
    (course.root / "quizzes").touch()
    with pytest.raises(NotADirectoryError) as caught:
        new_quiz(course, "q01_signs")
    assert caught.value.filename == str(course.root / "quizzes")


# Two at once.


def test_of_two_at_once_one_wins(course: Course) -> None:
    """If several start the same problem, one succeeds, the others are refused because it exists, and it is complete."""
    start = lambda *words: subprocess.Popen(  # noqa: E731 - the same command, many times
        [str(COMMAND), "new", *words], cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for words, message in (
        (["problem", NAME], f"dropgrade: {NAME} exists already: exercises/{NAME}."),
        (["quiz", "q01_signs"], "dropgrade: q01_signs exists already: quizzes/q01_signs.md."),
    ):
        ends = [(p.communicate()[1].split("\n")[0], p.returncode) for p in [start(*words) for _ in range(4)]]
        assert sorted(ends) == [("", 0), *[(message, 2)] * 3]
    assert files(course.root) == {*OF_A_COURSE, *WRITTEN, "quizzes/q01_signs.md"}


@pytest.mark.parametrize("part", ["exercises", "solutions"])
def test_one_who_comes_between_keeps_what_is_theirs(course: Course, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """A folder that appears between the check and the move stays, and the other half is removed again."""
    theirs = course.root / part / NAME / "theirs.txt"
    original = placing._drafted

    def drafted(*args: object) -> Path:
        theirs.parent.mkdir(exist_ok=True)
        theirs.write_text("theirs")
        return original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(placing, "_drafted", drafted)
    assert refusal(new_problem, course, NAME) == (f"{NAME} exists already: {theirs.parent}.", EDIT)
    assert files(course.root) == {*OF_A_COURSE, f"{part}/{NAME}/theirs.txt"}


@pytest.mark.parametrize("content", ["text", {"file": "text"}], ids=["file", "folder"])
def test_the_move_itself_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: placing.Content
) -> None:
    """Even a file that appears between the last check and the rename is not overwritten."""
    target = tmp_path / "target"
    if isinstance(content, str):
        target.write_text("theirs")
    else:
        target.mkdir()
        (target / "file").write_text("theirs")
    looks = iter([False])
    monkeypatch.setattr(placing.os.path, "lexists", lambda path: next(looks, True))
    with pytest.raises(FileExistsError):
        placing.place({target: content})
    monkeypatch.undo()
    assert (target if target.is_file() else target / "file").read_text() == "theirs"
    assert len(list(tmp_path.iterdir())) == 1
