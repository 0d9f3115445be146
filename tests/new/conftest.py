"""What the tests of `dropgrade new` share: a course of their own, and what is in it before and after."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.course.edits import edited
from dropgrade.course.problem import read_problem, stem_of
from dropgrade.errors import DropgradeError
from dropgrade.new.writing import new_course
from dropgrade.report import ProblemReport
from dropgrade.submission.submission import read_submission
from dropgrade.verify.samples import empty_program, in_memory

NAME = "p27_my_topic"
WRITTEN = [
    "exercises/p27_my_topic/problem.toml",
    "exercises/p27_my_topic/my_topic.py",
    "solutions/p27_my_topic/my_topic.py",
    "solutions/p27_my_topic/suite.py",
    "solutions/p27_my_topic/right/another_way.py",
    "solutions/p27_my_topic/mistakes.md",
    "solutions/p27_my_topic/example.md",
]
OF_A_COURSE = ["README.md", "exercises/course.toml", "solutions/.gitkeep", "quizzes/.gitkeep"]
BEGUN = [
    "README.md",
    "exercises/course.toml",
    *(name.replace(NAME, "p01_shares").replace("my_topic", "shares") for name in WRITTEN),
    "quizzes/q01_shares.md",
]
"""A new course, with a first problem and its quiz."""
TEN = tuple("abcdefghij")
EDIT = "Edit it, or choose another number and topic."
Tree = dict[str, bytes | None]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """An empty course."""
    new_course(tmp_path / "course", is_empty=True)
    root = (tmp_path / "course").resolve()
    return Course(root, root)


def tree(root: Path) -> Tree:
    """Everything below a folder: the bytes of each file, None for folders and links."""
    every = sorted(root.rglob("*"))
    return {str(p.relative_to(root)): p.read_bytes() if p.is_file() else None for p in every}


def files(root: Path) -> set[str]:
    """The files below a folder."""
    return {name for name, content in tree(root).items() if content is not None}


def fill(course: Course, name: str) -> None:
    """Do what the written files ask for: take out the lines that say TODO."""
    drop_open_lines(course.root / "solutions" / name / f"{stem_of(name)}.py")
    drop_open_lines(course.exercises / name / f"{stem_of(name)}.py")


def drop_open_lines(file: Path) -> None:
    """Take out the lines that say TODO."""
    file.write_text("\n".join(line for line in file.read_text().split("\n") if "TODO" not in line))


def refusal(call: Callable[..., object], *arguments: object) -> tuple[str, str]:
    """The message and the hint with which a call is refused."""
    with pytest.raises(DropgradeError) as caught:
        call(*arguments)
    return caught.value.message, caught.value.hint


def graded(course: Course, name: str, empty: dict[str, str]) -> dict[str, ProblemReport]:
    """How the real engine grades everything of a problem, and programs whose functions all give one empty answer.

    Programs are known by the names of their files, and those that a known mistake makes by its name.
    """
    from dropgrade.grading import Grader
    from dropgrade.submission.targets import Target

    problem = read_problem(course, name)
    stub, solution = course.exercises / name / f"{problem.stem}.py", problem.solution
    programs = {file.stem: read_submission(file) for file in solution.glob("*/*.py")}
    programs |= {"stub": read_submission(stub), "reference": read_submission(solution / stub.name)}
    reference = (solution / stub.name).read_text()
    for mistake in problem.mistakes.single:
        programs[mistake.name] = in_memory(solution / stub.name, edited(reference, mistake.edits[:1]) or "")
    nodes = ast.parse(stub.read_text()).body
    programs |= {label: in_memory(stub, empty_program(nodes, body)) for label, body in empty.items()}
    targets = [Target(name, stub, program, label) for label, program in programs.items()]
    with Grader(course) as grader:
        return dict(zip(programs, grader.grade(targets).problems, strict=True))
