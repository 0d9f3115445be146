"""A quiz without its key asks the same questions and reveals no answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.quiz.answers import Answer
from dropgrade.quiz.format.model import Kind, Quiz
from dropgrade.quiz.format.reading import examine_quiz, glimpse_quiz, quiz_names, read_quiz
from dropgrade.quiz.marking_file import mark_answers, read_answers
from dropgrade.quiz.without_key import without_key, written_answers
from tests.conftest import ROOT
from tests.quiz.sample import write_course

COURSE = Course(ROOT, ROOT)
RUN = re.compile(r"(?m)^(```+ *python) run$")


def keyless(root: Path, quiz: Quiz) -> tuple[Quiz, str]:
    """Return a quiz without its key, read back, and its text."""
    text = without_key(quiz)
    found, faults = examine_quiz(write_course(root, **{quiz.name: text}), quiz.name)
    assert faults == []
    assert found is not None
    return found, text


@pytest.mark.parametrize("name", quiz_names(COURSE))
def test_it_asks_the_same(tmp_path: Path, name: str) -> None:
    """Title, introduction, prompts, options, kinds, order and hints are the same, and nothing else is there."""
    quiz = read_quiz(COURSE, name)
    found, text = keyless(tmp_path, quiz)
    assert not found.has_key
    assert (found.title, found.introduction) == (quiz.title, quiz.introduction)
    for asked, known in zip(found.questions, quiz.questions, strict=True):
        assert (asked.id, asked.kind, asked.keeps_order, asked.hint) == (
            known.id, known.kind, known.keeps_order, known.hint,
        )  # fmt: skip
        assert asked.prompt == RUN.sub(r"\1", known.prompt)
        assert [option.text for option in asked.options] == [option.text for option in known.options]
        assert not any(option.is_right or option.reason for option in asked.options)
        assert (asked.number, asked.explanation, asked.programs) == (None, "", ())
    assert "[x]" not in text
    assert not [
        option.reason for q in quiz.questions for option in q.options if option.reason and option.reason in text
    ]


@pytest.mark.parametrize("name", quiz_names(COURSE))
def test_answers_to_it_are_marked_by_the_key(tmp_path: Path, name: str) -> None:
    """Right answers, written down without the key, are right by it."""
    quiz = read_quiz(COURSE, name)
    found, _ = keyless(tmp_path, quiz)
    answers: dict[str, Answer] = {
        q.id: q.number.value if q.number else frozenset(n for n, option in enumerate(q.options) if option.is_right)
        for q in quiz.questions
    }
    file = tmp_path / "answers.txt"
    file.write_text(written_answers(found, answers))
    assert read_answers(found, file) == answers
    assert mark_answers(quiz, read_answers(quiz, file)).points == len(quiz.questions)


def test_it_counts_for_nothing_in_the_list(tmp_path: Path) -> None:
    """It cannot earn points here, so the list shows it without a score."""
    quiz = read_quiz(COURSE, quiz_names(COURSE)[0])
    course = write_course(tmp_path, **{quiz.name: without_key(quiz)})
    glimpse = glimpse_quiz(course, quiz.name)
    assert glimpse is not None
    assert not glimpse.has_key


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("- [ ] a\n- [ ] b\n", Kind.ONE),
        ("<!-- choose all -->\n\n- [ ] a\n- [ ] b\n", Kind.MANY),
        ("- [=]\n", Kind.NUMBER),
    ],
)
def test_the_kind_is_said_without_the_key(tmp_path: Path, text: str, kind: Kind) -> None:
    """The question says whether to type one letter, several, or a number."""
    whole = f"# A\n\n<!-- without key -->\n\nB.\n\n## c\n\nD?\n\n{text}"
    quiz = read_quiz(write_course(tmp_path, q01_a=whole), "q01_a")
    assert quiz.questions[0].kind is kind


@pytest.mark.parametrize("options", ["- [ ] a\n", "- [ ] a\n- [ ] a\n", "- [ ]\n- [ ] b\n", "- [=]\n- [ ] b\n"])
def test_what_is_wrong_otherwise_stays_a_fault(tmp_path: Path, options: str) -> None:
    """Duplicate and empty options and mixed boxes are faults without a key, too."""
    whole = f"# A\n\n<!-- without key -->\n\nB.\n\n## c\n\nD?\n\n{options}"
    assert examine_quiz(write_course(tmp_path, q01_a=whole), "q01_a")[1]
