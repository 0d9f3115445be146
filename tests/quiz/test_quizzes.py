"""The shipped quizzes: complete, verified, and covering everything that the course is based on."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dropgrade.course.course import Course
from dropgrade.quiz.answers import letters_of
from dropgrade.quiz.format.model import Kind, Question, Quiz
from dropgrade.quiz.format.reading import quiz_names, read_quiz
from dropgrade.quiz.session import begin
from tests.conftest import ROOT, run_command
from tests.quiz.sample import write_course

COURSE = Course(ROOT, ROOT)
QUIZZES = [read_quiz(COURSE, name) for name in quiz_names(COURSE)]
QUESTIONS = [(quiz, question) for quiz in QUIZZES for question in quiz.questions]
COVERAGE: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_name("coverage.toml").read_text("utf-8"))
SHORT = {f"{quiz.name.partition('_')[0]}:{question.id}" for quiz, question in QUESTIONS}


@pytest.fixture(scope="module")
def proofs() -> dict[str, Any]:
    """The result of `dropgrade verify` for each quiz."""
    result = run_command("verify", "--json", *(quiz.name for quiz in QUIZZES))
    return {proof["quiz"]: proof for proof in json.loads(result.stdout)["quizzes"]}


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.name)
def test_a_quiz_is_sound(proofs: dict[str, Any], quiz: Quiz) -> None:
    """Programs print what the keys say, wrong options have reasons, and nothing gives the answers away."""
    assert proofs[quiz.name]["faults"] == []


@pytest.mark.parametrize(("quiz", "question"), QUESTIONS, ids=lambda each: getattr(each, "id", ""))
def test_a_question_names_a_problem_to_go_back_to(quiz: Quiz, question: Question) -> None:
    """A comment in each question names a problem of the course in which to practise."""
    assert question.practise in {name[:3] for name in COURSE.names()}


def test_there_are_twelve_quizzes_with_120_questions() -> None:
    """Twelve quizzes of about ten questions, at least twenty of which trace a program or ask for a number."""
    assert len(QUIZZES) == 12
    assert all(9 <= len(quiz.questions) <= 12 for quiz in QUIZZES)
    assert len(QUESTIONS) >= 120
    assert len([q for _, q in QUESTIONS if q.programs or q.kind is Kind.NUMBER]) >= 20
    assert all(any(q.kind is Kind.MANY for q in quiz.questions) for quiz in QUIZZES)


@pytest.mark.parametrize(
    ("quiz", "question"), QUESTIONS, ids=lambda each: getattr(each, "id", getattr(each, "name", ""))
)
def test_a_question_explains_itself(quiz: Quiz, question: Question) -> None:
    """Reasons have at most 60 words, and every explanation explains the right answer and says what to read."""
    assert quiz.file.exists()
    assert all(3 <= len(option.reason.split()) <= 60 for option in question.options if not option.is_right)
    assert len(question.explanation.split()) >= 15
    assert question.reading


@pytest.mark.parametrize(("article", "section"), [(a, s) for a, sections in COVERAGE.items() for s in sections])
def test_every_section_is_asked_about(article: str, section: str) -> None:
    """Each section of each article has at least one question, and that question exists."""
    questions = COVERAGE[article][section]
    assert questions
    assert [q for q in questions if q not in SHORT] == []


def test_no_sentence_is_asked_twice() -> None:
    """No two questions have the same prompt, and no two wrong options the same reason."""
    prompts = [re.sub(r"\s+", " ", q.prompt) for _, q in QUESTIONS]
    reasons = [re.sub(r"\s+", " ", o.reason) for _, q in QUESTIONS for o in q.options if o.reason]
    assert len(set(prompts)) == len(prompts)
    assert len(set(reasons)) == len(reasons)


def right_answers(quiz: Quiz, seed: int) -> list[str]:
    """Return what to type to answer every question of a quiz correctly under a seed."""
    sitting = begin(quiz.name, [(quiz, q) for q in quiz.questions], "", seed, count=None, is_exam=False)
    typed = []
    for place in sitting.places:
        right = frozenset(n for n, option in enumerate(place.question.options) if option.is_right)
        key = place.question.number
        typed.append(repr(key.value) if key else letters_of(right, place.order))
    return typed


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.name)
def test_a_quiz_is_taken_from_start_to_end(quiz: Quiz, tmp_path: Path) -> None:
    """Over a pipe, right answers to all questions earn full marks, at 40 and 80 columns, without escape codes."""
    write_course(tmp_path, **{quiz.name: quiz.file.read_text("utf-8")})
    for columns in ("40", "80"):
        typed = "\n".join(right_answers(quiz, 3)) + "\n"
        result = run_command("quiz", quiz.name, "--seed", "3", cwd=tmp_path, env={"COLUMNS": columns}, typed=typed)
        count = len(quiz.questions)
        assert (result.returncode, result.stderr) == (0, "")
        assert " ".join(result.stdout.split()).endswith(f"Score: {count} of {count}, all at the first try.")
        assert "\x1b" not in result.stdout
