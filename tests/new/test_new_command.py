"""`dropgrade new` says what it wrote and what comes next, in any course."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.new.writing import find_own_course, new_problem, new_quiz
from tests.conftest import ROOT, Run
from tests.new.conftest import BEGUN, NAME, OF_A_COURSE, WRITTEN, drop_open_lines, files, fill, refusal, tree

# The command.


def test_the_command_says_what_it_wrote_and_what_comes_next(run: Run, course: Course) -> None:
    """Paths relative to the current folder, one per line, and the next steps: three of each."""
    problem = run("new", "problem", NAME, cwd=course.root)
    assert (problem.returncode, problem.stderr) == (0, "")
    assert problem.stdout.splitlines() == [
        *WRITTEN,
        f"Next: replace what says TODO in {WRITTEN[1]} and {WRITTEN[2]}",
        "Next: dropgrade verify p27",
        "Next: dropgrade verify p27 --mutants",
    ]
    quiz = run("new", "quiz", "q13_my_topic", cwd=course.root / "quizzes")
    assert quiz.stdout.splitlines() == [
        "q13_my_topic.md",
        "Next: replace what says TODO, and the questions, in q13_my_topic.md",
        "Next: dropgrade verify q13",
        "Next: dropgrade quiz q13",
    ]


def test_the_command_names_a_course_that_lies_elsewhere(run: Run, course: Course, tmp_path: Path) -> None:
    """From outside, every next step names the course, and paths outside the current folder are absolute."""
    shutil.move(course.root, tmp_path / "my course")
    elsewhere = run("new", "problem", NAME, "--course", "my course", "--function", "a", "--function", "b", cwd=tmp_path)
    lines = elsewhere.stdout.splitlines()
    assert lines[:7] == [f"my course/{name}" for name in WRITTEN]
    assert lines[8:] == [
        "Next: dropgrade verify --course 'my course' p27",
        "Next: dropgrade verify --course 'my course' p27 --mutants",
    ]
    quiz = run("new", "quiz", "q01_a", "--course", tmp_path / "my course", cwd=tmp_path / "my course/exercises")
    assert quiz.stdout.splitlines()[0] == str(tmp_path.resolve() / "my course/quizzes/q01_a.md")


def test_the_command_starts_a_course(run: Run, tmp_path: Path) -> None:
    """Elsewhere the first step is to go there; here there is nowhere to go."""
    there = run("new", "course", "my course", cwd=tmp_path).stdout.splitlines()
    assert there == [
        *(f"my course/{name}" for name in BEGUN),
        "Next: cd 'my course'",
        "Next: dropgrade verify",
        "Next: dropgrade check",
        "Next: dropgrade new problem p02_my_topic",
    ]
    (tmp_path / "here").mkdir()
    here = run("new", "course", ".", "--empty", cwd=tmp_path / "here").stdout.splitlines()
    steps = ["Next: dropgrade new problem p01_my_topic", "Next: dropgrade verify"]
    assert here == [*OF_A_COURSE, *steps]


def test_the_next_steps_work(run: Run, tmp_path: Path) -> None:
    """The commands that a new course and a new problem name do what they say."""
    assert run("new", "course", "c", cwd=tmp_path).returncode == 0
    assert run("verify", cwd=tmp_path / "c").returncode == 0
    assert run("pack", "student", "-o", tmp_path / "work.zip", cwd=tmp_path / "c").returncode == 0
    assert run("new", "problem", "p02_my_topic", cwd=tmp_path / "c").returncode == 0
    assert run("verify", "p02", cwd=tmp_path / "c").returncode == 1
    assert run("check", cwd=tmp_path / "c").returncode == 1
    assert run("check", "--problem", "p01", "solutions/p01_shares/shares.py", cwd=tmp_path / "c").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Usage: dropgrade new"),
        (["problem"], "Missing argument 'NAME'"),
        (["quiz"], "Missing argument 'NAME'"),
        (["course"], "Missing argument 'DIR'"),
        (["mistake"], "Missing argument 'NAME'"),
        (["mistake", "no_scaling"], "Which problem is it for?"),
        (["mistake", "no_scaling", "--problem", "p03"], "There is no problem, file or folder 'p03'."),
        (["problem", "a", "b"], "unexpected extra argument"),
        (["lesson", "a"], "No such command 'lesson'"),
        (["quiz", "q01_a", "--function", "f"], "No such option"),
        (["problem", "p7-My Topic"], "'p7-My Topic' is not a name for a problem.\nDid you mean p07_my_topic?"),
        (["problem", "p27_a", "--course", "nowhere"], "There is no course in nowhere."),
    ],
)
def test_wrong_use_exits_with_2(run: Run, course: Course, arguments: list[str], words: str) -> None:
    """Wrong usage is refused in a sentence, and changes nothing."""
    before = tree(course.root)
    result = run("new", *arguments, cwd=course.root)
    assert result.returncode == 2
    assert words in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert tree(course.root) == before


@pytest.mark.parametrize("arguments", [["problem", NAME], ["quiz", "q01_a"], ["course", "../other"], ["problem", "x"]])
def test_it_imports_nothing_heavy(course: Course, arguments: list[str]) -> None:
    """Starting something imports none of numpy, pytest, rich, nbformat and markdown_it."""
    code = (
        "import os, sys; from dropgrade import cli; leave = os._exit;"
        "os._exit = lambda code: (print(*sys.modules, file=sys.stderr), leave(code));"
        "cli.main()"
    )
    words = [sys.executable, "-c", code, "new", *arguments]
    result = subprocess.run(words, cwd=course.root, capture_output=True, text=True, check=False)
    loaded = set(result.stderr.splitlines()[-1].split())
    assert "dropgrade.new.writing" in loaded
    assert loaded.isdisjoint({"numpy", "pytest", "_pytest", "rich", "nbformat", "markdown_it"})


# Its result.


def test_the_example_works_before_it_is_filled(run: Run, course: Course, tmp_path: Path) -> None:
    """The reference earns everything, the stub is not begun, and a student with the known mistake reads its message."""
    new_problem(course, NAME)
    solution = course.root / "solutions" / NAME
    reference = (solution / "my_topic.py").read_text()
    (tmp_path / "mine.py").write_text(reference.replace("x.sum(axis=1, keepdims=True)", "x.sum()"))
    files = [solution / "my_topic.py", course.exercises / NAME / "my_topic.py", tmp_path / "mine.py"]
    found = json.loads(run("check", "--json", "--course", course.root, "--problem", "p27", *files).stdout)["problems"]
    assert [p["outcome"] for p in found] == ["pass", "not_attempted", "fail"]
    assert [c["mistakes"] for c in found[2]["checks"]] == [[], ["divides_by_total"]]
    assert "Every entry is divided by the sum of the whole array." in found[2]["checks"][1]["message"]


def test_the_command_verifies_what_it_began(run: Run, course: Course) -> None:
    """`verify` finds TODO in what is new, and nothing once it is filled: problems, their mutants and quizzes."""
    new_problem(course, NAME)
    new_problem(course, "p28_two", ["one", "two"])
    new_quiz(course, "q13_my_topic")
    begun = run("verify", cwd=course.root)
    assert begun.returncode == 1
    assert "TODO" in begun.stdout + begun.stderr
    for name in (NAME, "p28_two"):
        fill(course, name)
    drop_open_lines(course.root / "quizzes/q13_my_topic.md")
    filled = run("verify", "--mutants", cwd=course.root)
    assert filled.returncode == 0, filled.stdout


# Which course.


def test_the_course_around_the_user_is_added_to(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works in any folder of a course, and --course names a course elsewhere."""
    monkeypatch.chdir(course.exercises)
    assert find_own_course() == course
    monkeypatch.chdir("/")
    assert find_own_course(course.root) == course


def test_outside_of_any_course_nothing_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The course that dropgrade would grade with is never taken for the author's own."""
    monkeypatch.chdir(tmp_path)
    hint = "Start one: dropgrade new course DIR (or name yours with --course DIR)."
    assert refusal(find_own_course) == ("There is no course here.", hint)
    assert refusal(find_own_course, tmp_path)[0] == f"There is no course in {tmp_path}."


def test_a_students_workspace_is_left_alone(run: Run, tmp_path: Path) -> None:
    """Without solutions/, nothing is written."""
    for folder in ("exercises", "quizzes"):
        (tmp_path / folder).mkdir()
    for arguments in (["new", "problem", NAME], ["new", "quiz", "q13_a", "--course", "."]):
        result = run(*arguments, cwd=tmp_path)
        assert result.returncode == 2
        assert result.stderr == (
            f"dropgrade: {tmp_path.resolve()} is a student's workspace: it has no solutions/.\n"
            "Go to the course itself, or name it with --course DIR. Start one: dropgrade new course DIR\n"
        )
    assert set(tree(tmp_path)) == {"exercises", "quizzes"}


def test_a_library_is_no_place_for_a_course_of_ones_own(tmp_path: Path) -> None:
    """A course within the packages of any Python is refused: the next update replaces it."""
    root = (tmp_path / "lib/site-packages/dropgrade/_course").resolve()
    for folder in ("exercises", "solutions", "quizzes"):
        (root / folder).mkdir(parents=True)
    expected = f"{root} is the installed course, which an update replaces.", "Start one: dropgrade new course DIR"
    assert refusal(find_own_course, root) == expected


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked into a folder of its own."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def run_installed(site: Path, cwd: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the unpacked wheel."""
    code = f"import sys; sys.path.insert(0, {str(site)!r}); from dropgrade.cli import main; main()"
    words = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)


def test_an_installed_dropgrade_starts_courses_and_leaves_its_own_alone(installed: Path, tmp_path: Path) -> None:
    """From a wheel: no course here, not the one in the package, but a new one anywhere, with all templates."""
    packaged = installed / "dropgrade" / "_course"
    before = tree(packaged)
    nowhere = run_installed(installed, tmp_path, "new", "problem", NAME)
    assert (nowhere.returncode, nowhere.stderr.splitlines()[0]) == (2, "dropgrade: There is no course here.")
    for cwd, arguments in ((packaged / "exercises", []), (tmp_path, ["--course", packaged])):
        refused = run_installed(installed, cwd, "new", "problem", NAME, *arguments)
        assert refused.returncode == 2
        assert "is the installed course, which an update replaces." in refused.stderr
    inside = run_installed(installed, tmp_path, "new", "course", packaged / "inner")
    assert "lies in the course" in inside.stderr
    assert tree(packaged) == before
    assert run_installed(installed, tmp_path, "new", "course", "mine", "--empty").returncode == 0
    for arguments in (["problem", NAME], ["quiz", "q01_signs"]):
        assert run_installed(installed, tmp_path / "mine", "new", *arguments).returncode == 0
    assert files(tmp_path / "mine") == {*OF_A_COURSE, *WRITTEN, "quizzes/q01_signs.md"}
