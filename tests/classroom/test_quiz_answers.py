"""Answers to quizzes are taken in beside programs, and marked by the course."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.grades import ClassGrades, StudentGrade
from dropgrade.classroom.learning.quiz_items import quiz_counts
from dropgrade.classroom.quiz_answers import quiz_answered, with_quizzes
from dropgrade.classroom.taking_in import take_in
from tests.cases import COURSE, program

ANSWERS = "no-scaling-at-all: {}\none-draw: 25\n# a remark\nno such question: a\na-missing-parenthesis: zebra\n"


@pytest.mark.parametrize(
    ("name", "quiz"),
    [
        ("q03.txt", "q03_scaling"), ("Q03_Scaling.TXT", "q03_scaling"), ("q03_scaling (1).txt", "q03_scaling"),
        ("q03.md", None), ("q99.txt", None), ("notes.txt", None), ("q03_scaling_of_mine.txt", None),
    ],
)  # fmt: skip
def test_which_files_are_answers(name: str, quiz: str | None) -> None:
    """A text file that is named as a quiz, with or without its topic and the mark of a copy."""
    assert quiz_answered(COURSE, name) == quiz


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> ClassGrades:
    """Two students who handed in a program and answers, in folders of their ids."""
    source = tmp_path_factory.mktemp("class")
    for number, letter in (("31001", "b"), ("31002", "a")):
        folder = source / number
        folder.mkdir()
        (folder / "inverted_scaling.py").write_text(program("p03_inverted_scaling"), "utf-8")
        (folder / "q03_scaling.txt").write_text("\ufeff" + ANSWERS.format(letter), "utf-8")
        (folder / "q04.txt").write_bytes(b"\xff\xfe\xff")
    with opened_book(source.with_name("grades"), new=True) as book:
        (intake,) = take_in(book, COURSE, source, None, ["p03_inverted_scaling"], None)
        assert [Path(left.path).name for left in intake.unmatched] == ["q04.txt", "q04.txt"]
        people = tuple(StudentGrade(id_, "") for id_ in ("31001", "31002", "31003"))
        return with_quizzes(ClassGrades("c", "1", people), book, COURSE)


def test_answers_are_marked(marked: ClassGrades) -> None:
    """Answers have their points and words; invalid lines, and questions that were left out, have no points."""
    first, second, third = marked.students
    (quiz,) = first.quizzes
    found = {item.question: (item.answer, item.points) for item in quiz.items}
    assert found["no-scaling-at-all"] == ("1.25 times as large", 1)
    assert found["one-draw"] == ("25", 1)
    assert found["a-missing-parenthesis"] == ("", 0)
    assert second.quizzes[0].items[0].points == 0
    assert third.quizzes == ()


def test_questions_are_counted_over_those_who_answered(marked: ClassGrades) -> None:
    """The quiz is in the report's numbers, with the wrong answer that was given."""
    (quiz,) = quiz_counts(marked)
    first = quiz.questions[0]
    assert (quiz.taken, first.item.facility, first.wrong, first.wrong_count) == (2, 0.5, "1.2 times as large", 1)
