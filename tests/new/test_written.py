"""What `dropgrade new` writes is what the design asks for, and sound: problems, quizzes and courses."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.course.problem import DEFAULT_LIMITS, examine_problem, read_problem
from dropgrade.new.writing import find_own_course, new_course, new_problem, new_quiz
from dropgrade.report import Outcome
from dropgrade.verify import verify
from dropgrade.verify.proving import Demands
from dropgrade.verify.samples import EMPTY_ANSWERS
from tests.new.conftest import (
    BEGUN,
    NAME,
    OF_A_COURSE,
    TEN,
    WRITTEN,
    drop_open_lines,
    files,
    fill,
    graded,
    refusal,
    tree,
)

# What is written.


def test_a_problem_is_its_seven_files(course: Course) -> None:
    """The two folders of a problem hold what the design asks for, nothing else, and nothing is left beside them."""
    assert [f.relative_to(course.root).as_posix() for f in new_problem(course, NAME)] == WRITTEN
    assert files(course.root) == {*OF_A_COURSE, *WRITTEN}


@pytest.mark.parametrize("functions", [(), ("share",), ("b", "a"), TEN[:3], TEN[:6], TEN[:7], TEN], ids=len)
def test_a_new_problem_has_no_fault_of_form(course: Course, functions: Sequence[str]) -> None:
    """Every file parses, and problem.toml and the suite have no fault: a gate for each function, ten points in all."""
    written = new_problem(course, NAME, functions)
    problem, faults = examine_problem(course, NAME)
    assert faults == []
    assert problem is not None
    assert problem.names == (tuple(functions) or ("my_topic",))
    assert len(problem.hints) == 3
    assert sum(c.points for c in problem.checks) == 10
    assert all(c.points > 0 and c.points % 0.5 == 0 for c in problem.checks)
    assert [len(c.needs) for c in problem.checks] == [0, 1] * len(problem.names)
    for file in written:
        if file.suffix == ".py":
            ast.parse(file.read_text())


def test_the_points_of_every_number_of_functions_add_up_to_ten(course: Course) -> None:
    """From one function to ten, gates and checks have exactly ten points together."""
    for count in range(1, 11):
        new_problem(course, f"p{count:02d}_topic_{count}", TEN[:count])
        checks = read_problem(course, f"p{count:02d}_topic_{count}").checks
        assert (len(checks), sum(c.points for c in checks)) == (2 * count, 10)


def test_each_file_says_what_it_is_for(course: Course) -> None:
    """The files teach by comments: keys, gates, the student's line, mistakes, right variants, the tone of messages."""
    texts = {f.name: f.read_text() for f in new_problem(course, NAME)}
    assert all(f"\n{key} = " in texts["problem.toml"] for key in ("summary", "names", "hints", "reading"))
    assert texts["problem.toml"].count("\n# ") >= 8
    for word in (
        "docstring is the line that the student reads",
        "A gate is",
        "`mistakes` maps",
        "`probe`",
        "`student`",
    ):
        assert word in texts["suite.py"]
    assert "must pass every right solution" in texts["another_way.py"]
    explained = ("never says how to fix it", "what becomes what in the reference", "what a submission with this")
    for words in explained:
        assert words in " ".join(texts["mistakes.md"].split())
    message = read_problem(course, NAME).mistakes["divides_by_total"].message
    assert 3 <= len(message.split()) <= 80
    assert "keepdims" not in message


def test_the_limits_shown_are_the_defaults(course: Course) -> None:
    """The commented limits of problem.toml are the defaults, and are valid when uncommented."""
    file = new_problem(course, NAME)[0]
    head, _, limits = file.read_text().partition("# [limits]")
    file.write_text(head + "[limits]" + limits.replace("# ", ""))
    problem = read_problem(course, NAME)
    assert {"cpu_seconds": problem.cpu_seconds, "memory_mb": problem.memory_mb} == DEFAULT_LIMITS
    assert all(f"{key} = {value}" in limits for key, value in DEFAULT_LIMITS.items())


def test_what_is_left_open_says_so(course: Course) -> None:
    """TODO is in the stub's statement, once above the reference, in the quiz, and nowhere else."""
    functions = ["a", "b"]
    written = [*new_problem(course, NAME, functions), *new_quiz(course, "q01_signs")]
    is_open = {f.relative_to(course.root).as_posix(): f.read_text().count("TODO") for f in written}
    left = {name: count for name, count in is_open.items() if count}
    assert left == {WRITTEN[1]: 5, WRITTEN[2]: 1, "quizzes/q01_signs.md": 1}
    reference = ast.parse((course.root / WRITTEN[2]).read_text())
    bodies = [ast.unparse(n.body[-1]) for n in reference.body if isinstance(n, ast.FunctionDef)]
    assert bodies == ["return x / sums"] * 2


def test_files_are_as_readable_as_any(course: Course) -> None:
    """Written files have the permissions of the user's new files, not those of temporary ones."""
    written = [*new_problem(course, NAME), *new_quiz(course, "q01_signs")]
    (course.root / "plain").mkdir()
    (course.root / "plain" / "file").touch()
    for file in written:
        assert file.stat().st_mode == (course.root / "plain" / "file").stat().st_mode
    assert written[0].parent.stat().st_mode == (course.root / "plain").stat().st_mode


# That it is sound: graded for real.


@pytest.mark.parametrize(("functions", "empty"), [((), EMPTY_ANSWERS), (("b", "a"), EMPTY_ANSWERS), (TEN, {})], ids=len)
def test_a_filled_problem_proves_sound(course: Course, functions: Sequence[str], empty: dict[str, str]) -> None:
    """Reference and right earn ten, the stub is not begun, wrong is named as such, empty answers earn nothing."""
    new_problem(course, NAME, functions)
    fill(course, NAME)
    reports = graded(course, NAME, empty)
    assert [reports[label].score for label in ("reference", "another_way")] == [10, 10]
    assert (reports["stub"].score, reports["stub"].outcome) == (0, Outcome.NOT_ATTEMPTED)
    wrong = reports["divides_by_total"]
    assert {m.name for check in wrong.checks for m in check.mistakes} == {"divides_by_total"}
    assert [c.outcome for c in wrong.checks] == [Outcome.PASS, Outcome.FAIL] * (len(functions) or 1)
    for label in empty:
        assert (label, reports[label].score) == (label, 0)
        assert Outcome.NEEDS_REVIEW not in {c.outcome for c in reports[label].checks}


# A quiz.


def test_a_quiz_has_a_question_of_each_kind(course: Course) -> None:
    """Once its introduction is written, the quiz reads without a fault: one of many, all that apply, a number."""
    from dropgrade.quiz.format.model import Kind
    from dropgrade.quiz.format.reading import read_quiz

    (file,) = new_quiz(course, "q13_my_topic")
    drop_open_lines(file)
    quiz = read_quiz(course, "q13_my_topic")
    assert [q.kind for q in quiz.questions] == [Kind.ONE, Kind.MANY, Kind.NUMBER]
    assert all(q.hint and q.explanation for q in quiz.questions)
    assert all(o.reason for q in quiz.questions for o in q.options if not o.is_right)
    for question in quiz.questions[:2]:
        longest = max(len(o.text) for o in question.options)
        assert longest not in {len(o.text) for o in question.right}


def test_the_program_of_a_quiz_prints_its_answer(course: Course) -> None:
    """The number of the last question is what its program prints."""
    text = new_quiz(course, "q13_my_topic")[0].read_text()
    program = text.split("```python run\n")[1].split("```")[0]
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    value, _, tolerance = text.split("\n- [=] ")[1].split("\n")[0].partition(" ± ")
    assert abs(float(printed) - float(value)) <= float(tolerance)


def test_a_quiz_explains_itself_where_no_reader_sees_it(course: Course) -> None:
    """What teaches an author is in comments, and TODO is in the introduction alone."""
    text = new_quiz(course, "q13_my_topic")[0].read_text()
    assert text.startswith("# My topic\n\nTODO: ")
    assert text.count("<!--") == text.count("-->") >= 4
    assert "TODO" not in text.partition("\n## ")[2]


# A course.


@pytest.mark.parametrize("folder", ["course", "a/b/c", "empty", "with space", "."])
def test_a_course_starts_in_a_folder_that_is_empty_or_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """A course is three folders and a page that says what is where and what to run."""
    (tmp_path / "here" / "empty").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here" if folder != "." else tmp_path / "here" / "empty")
    new_course(Path(folder))
    assert files(Path(folder)) == set(BEGUN)
    text = Path(folder, "README.md").read_text()
    assert 15 <= text.count("\n") <= 35
    for words in (
        "exercises/",
        "solutions/",
        "quizzes/",
        "mistakes.md",
        "dropgrade new problem p02_",
        "dropgrade new mistake ",
        "dropgrade verify",
        "dropgrade check",
    ):
        assert words in text
    assert find_own_course(Path(folder)).root == Path(folder).resolve()


def test_what_is_hidden_leaves_a_folder_empty(tmp_path: Path) -> None:
    """A course can start in a folder that contains only hidden files, and these do not change."""
    for folder in (".git/refs", ".venv"):
        (tmp_path / folder).mkdir(parents=True)
    for file in (".git/HEAD", ".gitignore", ".gitkeep"):
        (tmp_path / file).write_text("theirs")
    (tmp_path / ".link").symlink_to("nowhere")
    before = tree(tmp_path)
    new_course(tmp_path, is_empty=True)
    assert files(tmp_path) >= set(OF_A_COURSE)
    made = {*OF_A_COURSE, "exercises", "solutions", "quizzes"}
    assert {name: content for name, content in tree(tmp_path).items() if name not in made} == before


def test_a_folder_with_anything_to_see_in_it_is_refused(tmp_path: Path) -> None:
    """The refusal names the first three visible entries of the folder, and nothing is added."""
    elsewhere = "Name a folder that is not there yet, or is empty except for hidden files: dropgrade new course DIR"
    (tmp_path / "b.txt").touch()
    assert refusal(new_course, tmp_path) == (f"{tmp_path} is not empty: it holds b.txt.", elsewhere)
    for name in (".git", "c", "d", "e"):
        (tmp_path / name).touch()
    before = tree(tmp_path)
    assert refusal(new_course, tmp_path)[0] == f"{tmp_path} is not empty: it holds b.txt, c, d and 1 more."
    assert tree(tmp_path) == before


@pytest.mark.parametrize("make", [Path.touch, lambda p: p.symlink_to("nowhere/at/all"), os.mkfifo])
def test_a_file_is_no_place_for_a_course(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """A file, a named pipe or a path below one is refused; a dangling link is followed."""
    place = tmp_path / "file"
    make(place)
    if place.is_symlink():
        new_course(place)
        assert files(tmp_path / "nowhere/at/all") == set(BEGUN)
        return
    assert refusal(new_course, place)[0] == f"{place} is not a folder."
    assert refusal(new_course, place / "below")[0] == f"{place} is not a folder."


@pytest.mark.parametrize("within", ["inner", "exercises/p01_inner", "a/b/c", ""])
def test_a_course_within_a_course_is_refused(course: Course, within: str) -> None:
    """A course cannot be inside another one, at any depth."""
    before = tree(course.root)
    folder = course.root / within
    expected = f"{folder} lies in the course {course.root}.", "Name a folder outside of it."
    assert refusal(new_course, folder) == expected
    assert tree(course.root) == before


@pytest.mark.parametrize("kind", ["class", "script", "files"])
def test_every_kind_of_problem_is_sound_when_nothing_is_left_open(course: Course, kind: str) -> None:
    """Each kind writes a working example: without its TODO lines, verify finds no fault."""
    written = new_problem(course, NAME, kind=kind)
    assert [f.name for f in written if "TODO" in f.read_text()] != []
    for file in written:
        drop_open_lines(file)
    demands = Demands(mutants=True)
    proof = verify(course, [NAME], [], demands, lambda _done, _of: None, is_whole=False)
    assert [str(fault) for fault in proof.faults] == []


def test_one_name_begins_what_is_no_function(course: Course) -> None:
    """A class, a script or several files begin with one name."""
    assert refusal(lambda place: new_problem(place, NAME, ["a", "b"], kind="class"), course)[0] == (
        "A problem of the kind class begins with one name."
    )
