"""Every reader of files from outside, on noise: a value or one of our own errors, and soon."""

from __future__ import annotations

import warnings
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dropgrade.course.course import Course
from dropgrade.course.problem import examine_problem
from dropgrade.course.prose import parse, prose, spans
from dropgrade.errors import CourseError
from dropgrade.progress.problem_progress import progress_on
from dropgrade.progress.store import Progress
from dropgrade.quiz.exchange.importing import import_quiz
from dropgrade.quiz.format.quiz_form import read_form
from tests.fuzz.noise import hard, inputs
from tests.fuzz.readers import readers
from tests.fuzz.running import failure

SEED = 20_261_128
MANY, PATIENCE = 120, 20.0
"""Inputs of each reader, and seconds of computing after which a reader counts as stuck: real ones take milliseconds."""
SIZE = 60_000
QUESTION = "# A\n\nB.\n\n## c\n\nWhich{}\n\n- [x] d\n- [ ] e\n  > f\n\ng\n\nReading: h\n"


@pytest.mark.parametrize("name", readers())
def test_noise_ends_in_a_value_or_an_error_of_ours(name: str) -> None:
    """Hundreds of changed files end in no exception but our own; `python -m tests.fuzz` runs millions."""
    reader = readers()[name]
    found = {failure(reader.read, content, PATIENCE) for content in islice(inputs(reader, SEED), MANY)}
    assert found <= {""}


@pytest.mark.parametrize("name", readers())
def test_signs_without_end_end(name: str) -> None:
    """A sign that means something, repeated without end, where it matters, ends in no exception but our own."""
    reader = readers()[name]
    found = {failure(reader.read, content, PATIENCE) for content in islice(hard(reader, 2_000), 0, None, 37)}
    assert found <= {""}


@pytest.mark.parametrize(
    "unit",
    ["```\n", "`", " ", " \n", "\\(", "<a ", "<!-- ", "**a", "- a\n", "## a\n", "- [x] a\n> [!TIP]\n"],
)
def test_a_long_quiz_is_read_in_time_or_refused_with_its_line(unit: str) -> None:
    """60 kB of what once took quadratic time are read, or refused with the line."""
    text = QUESTION.format(unit * (SIZE // len(unit)))
    found: list[Any] = []
    assert failure(lambda content: found.append(read_form(content.decode())), text.encode(), PATIENCE) == ""
    ((_, faults),) = found
    assert all(line >= 0 and message for line, message, _ in faults)


@pytest.mark.parametrize("kind", ["gift", "text2qti", "moodle"])
@pytest.mark.parametrize("unit", ["<a ", "<td>", '<a href="', "\\(", "<!--", "*a"])
def test_a_long_import_is_read_in_time_or_refused_with_its_line(kind: str, unit: str) -> None:
    """So are files of other systems."""
    text = unit * (SIZE // len(unit))
    before, behind = readers()[kind].places[0]
    content = before + text.encode() + behind
    assert failure(readers()[kind].read, content, PATIENCE) == ""
    if kind == "moodle":
        with pytest.raises(CourseError, match="the question 'a': a text has"):
            import_quiz(content, kind, "q01_a")


def test_a_picture_that_is_written_out_is_no_long_text() -> None:
    """What Moodle has in place of a picture may be long; it is left out with a note."""
    before, behind = readers()["moodle"].places[0]
    content = before + b'What is this? <img src="data:image/png;base64,' + b"A" * SIZE + b'">' + behind
    imported = import_quiz(content, "moodle", "q01_a")
    assert "What is this?" in imported.markdown
    assert any("the image" in note.message for note in imported.notes)


def test_gift_without_empty_lines_is_read_question_by_question() -> None:
    """Questions with names that follow each other at once are as many; none is lost in the prompt of another."""
    imported = import_quiz(b"::a::A?{=b ~c}\n::d::D?{=e ~f}\n// note\n::g::G?{T}\n", "gift", "q01_a").markdown
    assert [line for line in imported.split("\n") if line.startswith("## ")] == ["## a", "## d", "## g"]
    assert "{" not in imported


def test_gift_whose_questions_cannot_be_told_apart_is_refused_with_its_line() -> None:
    """Without a name and an empty line, nobody knows where a question begins."""
    with pytest.raises(CourseError, match="line 2: another question begins") as refused:
        import_quiz(b"A?{=b ~c}\nD?{=e ~f}\n", "gift", "q01_a")
    assert "An empty line" in refused.value.hint


def test_weights_of_gift_are_read() -> None:
    """`~%100%` is a right option among several, and a decimal comma is refused with its line."""
    imported = import_quiz(b"::a::A?{~%100%b ~c}\n", "gift", "q01_a")
    assert "- [x] b\n- [ ] c" in imported.markdown
    with pytest.raises(CourseError, match="line 1: '0,125' is not a number"):
        import_quiz(b"::a::A?{#0,125}\n", "gift", "q01_a")


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ("9" * 5000, "this is not Python"),
        ("-" * 10_000 + "1", "nested too deeply"),
        ("(" * 10_000 + "1" + ")" * 10_000, "this is not Python"),
        ("-9**9**9", "has no points above 0"),
        ("[" * 80 + "]" * 80, "has no points above 0"),
    ],
)
def test_a_suite_that_cannot_be_read_is_a_fault_with_its_line(tmp_path: Path, points: str, message: str) -> None:
    """Numbers of thousands of digits, nesting without end and towers of powers are faults of the suite."""
    suite = tmp_path / "solutions/p01_a/suite.py"
    suite.parent.mkdir(parents=True)
    suite.write_text(f'@pytest.mark.points({points})\ndef test_a(student):\n    """A."""\n')
    _, faults = examine_problem(Course(tmp_path, tmp_path), "p01_a")
    assert any(message in fault.message for fault in faults if fault.file == suite)


@pytest.mark.parametrize(("value", "message"), [("[" * 5000, "nested too deeply"), ("9" * 5000, "too many digits")])
def test_toml_that_python_cannot_read_is_a_fault_with_its_line(tmp_path: Path, value: str, message: str) -> None:
    """Nesting without end and endless numbers are faults of problem.toml."""
    file = tmp_path / "exercises/p01_a/problem.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'title = "A"\n\nlimits = {value}\n')
    _, faults = examine_problem(Course(tmp_path, tmp_path), "p01_a")
    assert [fault.line for fault in faults if message in fault.message] == [3]


def test_what_python_would_warn_of_is_not_printed(tmp_path: Path) -> None:
    """`1if` in a suite is read without a warning."""
    suite = tmp_path / "solutions/p01_a/suite.py"
    suite.parent.mkdir(parents=True)
    suite.write_text("x = 1if 2else 3\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        examine_problem(Course(tmp_path, tmp_path), "p01_a")


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "1" * 400, "-1", '"5"', "[]", "null"])
def test_odd_numbers_in_a_record_are_none(tmp_path: Path, number: str) -> None:
    """Infinite, huge and negative numbers in a record are not believed."""
    file = tmp_path / "progress.json"
    values = ", ".join(f'"{key}": {number}' for key in ("best", "worth", "last", "attempts"))
    file.write_text(f'{{"version": 1, "problems": {{"p01_a": {{{values}}}}}}}')
    progress = progress_on(Progress(file, lambda _: None).read(), "p01_a")
    assert 0 <= progress.best < 1e9
    assert 0 <= progress.attempts < 1e9


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a `b` c", [("code", "`b`")]),
        ("`` a`b `` `c", [("code", "`` a`b ``")]),
        ("<!-- `a --> `b`", [("comment", "<!-- `a -->"), ("code", "`b`")]),
        ("`<!-- a` -->", [("code", "`<!-- a`")]),
        (r"\`a` b`", [("code", "` b`")]),
        (r"`a\` b", [("code", r"`a\`")]),
        ("<!-- a <!-- b", []),
        ("```a`", []),
        (r"\```a``", []),
        ("<!-->-->", [("comment", "<!-->-->")]),
    ],
)
def test_code_and_comments_are_found(text: str, found: list[tuple[str, str]]) -> None:
    """Whichever begins first wins, and what has no end is neither."""
    assert [(kind, text[start:end]) for kind, start, end in spans(text)] == found


def test_prose_lacks_code_and_keeps_its_lines() -> None:
    """Where words stand, code is blank, and lines keep their numbers."""
    assert prose(parse("a `b\nc` d\n\n    code\n")) == ["a ", " d", "", "", ""]
