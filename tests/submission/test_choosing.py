"""Which file is graded for a problem if several were handed in."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest

from dropgrade.submission.choosing import Choice, choose
from dropgrade.submission.claims import Candidate
from tests.cases import COURSE

P03, STEM = "p03_inverted_scaling", "inverted_scaling"
STUB = (COURSE.exercises / P03 / f"{STEM}.py").read_bytes()
RIGHT = b"def inverted_dropout(x, p, training=True, rng=None):\n    return x, None\n"
OTHER = b"def inverted_dropout(x, p, training=True, rng=None):\n    return x * 1, None\n"
NOTEBOOK = json.dumps(
    {"cells": [{"cell_type": "code", "source": RIGHT.decode()}, {"cell_type": "code", "source": "print('done')"}]}
).encode()


def chosen(files: dict[str, bytes], *asked: str, times: dict[str, float] | None = None) -> Choice:
    """Return the choice among files, by default for p03 only."""
    times = times or {}
    candidates = [
        Candidate(PurePosixPath(name), lambda data=data: data, times.get(name))  # type: ignore[misc]
        for name, data in files.items()
    ]
    return choose(COURSE, asked or [P03], candidates)


def file_for_p03(files: dict[str, bytes], times: dict[str, float] | None = None) -> str:
    """Return the path of the file that is graded for p03."""
    return chosen(files, times=times).chosen[P03].path.as_posix()


@pytest.mark.parametrize(
    "name",
    [
        f"exercises/{P03}/{STEM}.py", f"{P03}/{STEM}.py", f"work/{STEM}.py", f"{STEM}.py", f"{P03}.py",
        "Inverted-Scaling.py", f"{STEM} (1).py", f"{STEM}-1.py", f"{STEM}_v2.py", f"{STEM}_final (3).py",
        f"{STEM} copy.py", "p03.py", "P3_try.py", f"exercises/{P03}/solution.py", f"{P03}/my_dropout.py",
        "anything.py", "a/b/c.py",
    ],
)  # fmt: skip
def test_a_file_alone_is_found_by_place_name_or_content(name: str) -> None:
    """A file is recognised by its folder, its name, or the function in it."""
    assert file_for_p03({name: RIGHT}) == name
    assert list(chosen({name: RIGHT}, *COURSE.names()).chosen) == [P03]


@pytest.mark.parametrize(
    ("files", "graded"),
    [
        ({f"{STEM}.py": STUB, f"{STEM}.ipynb": NOTEBOOK}, f"{STEM}.ipynb"),
        ({f"{STEM}.py": STUB, "solution.py": RIGHT}, "solution.py"),
        ({f"{P03}/{STEM}.py": STUB.replace(b"\n", b"\r\n"), f"{P03}/solution.py": RIGHT}, f"{P03}/solution.py"),
        ({f"{STEM}.py": b"", f"{STEM} (1).py": RIGHT}, f"{STEM} (1).py"),
        ({f"{STEM}.py": b"# nothing yet\nimport numpy as np\n", "mine.py": RIGHT}, "mine.py"),
        ({f"{STEM}.py": STUB, "p05.py": RIGHT}, "p05.py"),
        ({f"{STEM}.py": RIGHT, f"{STEM}.ipynb": b"{"}, f"{STEM}.py"),
        ({f"{STEM}.py": b"\0", f"{STEM}.ipynb": NOTEBOOK}, f"{STEM}.ipynb"),
        ({f"{STEM}.py": RIGHT, "copy/x.py": RIGHT}, f"{STEM}.py"),
        ({f"{STEM}.py": RIGHT, f"{STEM} (2).py": OTHER, f"{STEM} (1).py": RIGHT + b"#"}, f"{STEM} (2).py"),
        ({f"{STEM}.py": RIGHT, f"{STEM}_new.py": OTHER}, f"{STEM}_new.py"),
        ({f"{STEM}.py": RIGHT, f"{STEM}_old.py": OTHER}, f"{STEM}.py"),
        ({f"{STEM}.py": RIGHT, f"{STEM}.2026-11-20-120000.py": OTHER}, f"{STEM}.py"),
        ({f"{STEM}.py": RIGHT, f"{P03}/helper.py": b"x = 1\n"}, f"{STEM}.py"),
        ({f"{STEM}.py": RIGHT, "solutions/p03_inverted_scaling/inverted_scaling.py": OTHER}, f"{STEM}.py"),
        ({f"{STEM}.py": b"def inverted_dropout(:\n", "notes.py": b"x = 1\n"}, f"{STEM}.py"),
    ],
)
def test_of_several_files_the_one_that_is_meant_is_graded(files: dict[str, bytes], graded: str) -> None:
    """Stubs, empty files, copies and earlier versions are ignored, and no question remains."""
    choice = chosen(files)
    assert choice.chosen[P03].path.as_posix() == graded
    assert not any(left.is_question for left in choice.left)
    assert {left.path.as_posix() for left in choice.left} == files.keys() - {graded}
    assert all(left.reason.endswith(".") for left in choice.left)


def test_what_reset_put_aside_is_not_graded() -> None:
    """After a reset the new file is graded, even while it is still the stub."""
    choice = chosen({f"{STEM}.py": STUB, f"{STEM}.2026-11-20-120000.py": RIGHT})
    assert choice.chosen[P03].path.as_posix() == f"{STEM}.py"
    assert [left.reason for left in choice.left] == ["`dropgrade reset` put it aside."]
    assert file_for_p03({f"{STEM}.2026-11-20-120000.py": RIGHT}) == f"{STEM}.2026-11-20-120000.py"


def test_two_files_that_may_both_be_meant_are_a_question() -> None:
    """The most certain file is graded, and the other is listed with a question."""
    choice = chosen({f"{STEM}.py": RIGHT, "solution.py": OTHER})
    assert choice.chosen[P03].path.as_posix() == f"{STEM}.py"
    (left,) = choice.left
    assert (left.path.as_posix(), left.is_question) == ("solution.py", True)
    assert f"{STEM}.py is graded: which of them counts?" in left.reason


def test_the_file_that_was_changed_last_is_graded() -> None:
    """If names do not decide, times do; files within a minute count as simultaneous."""
    files = {f"{STEM}.py": RIGHT, "solution.py": OTHER}
    assert file_for_p03(files, {f"{STEM}.py": 0, "solution.py": 3600}) == "solution.py"
    assert file_for_p03(files, {f"{STEM}.py": 3600, "solution.py": 0}) == f"{STEM}.py"
    assert any(left.is_question for left in chosen(files, times={f"{STEM}.py": 0, "solution.py": 30}).left)


def test_one_notebook_may_be_for_several_problems() -> None:
    """A notebook counts for what its cells define, whatever its name."""
    cells = [RIGHT.decode(), "def standard_dropout(x, p, training=True, rng=None):\n    return x, None"]
    notebook = json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}).encode()
    assert sorted(chosen({"homework.ipynb": notebook}, *COURSE.names()).chosen) == ["p02_standard_dropout", P03]


def test_every_program_that_is_not_graded_is_listed() -> None:
    """A file that fits no problem is listed with that reason; files for other problems are only counted."""
    choice = chosen({f"{STEM}.py": RIGHT, "plot.py": b"x = 1\n", "p05.py": OTHER, "broken.ipynb": b"{"})
    assert {left.path.as_posix() for left in choice.left} == {"plot.py", "broken.ipynb"}
    assert choice.elsewhere == 1
