"""Shared by the tests of exchange: a quiz full of special characters, and what must survive of a question."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.quiz.exchange.html_writer import render, render_option
from dropgrade.quiz.format.model import Question, Quiz
from dropgrade.quiz.format.reading import examine_quiz, quiz_names, read_quiz

FIXTURES = Path(__file__).parent / "exchange_fixtures"
ROOT = Path(__file__).parents[2]
NASTY = "q97_nasty"
BACK = "q98_back"
QUIZZES = [("fixtures", NASTY), *(("course", name) for name in quiz_names(Course(ROOT, ROOT)))]


def nasty(folder: Path) -> Quiz:
    """Return the quiz with every character that has a meaning in some format."""
    (folder / "quizzes").mkdir(exist_ok=True)
    shutil.copy(FIXTURES / f"{NASTY}.md", folder / "quizzes")
    return read_quiz(Course(folder, folder), NASTY)


def quiz_of(folder: Path, where: str, name: str) -> Quiz | None:
    """Return a quiz, or None if it has faults."""
    return nasty(folder) if where == "fixtures" else examine_quiz(Course(ROOT, ROOT), name)[0]


def read_back(folder: Path, markdown: str, name: str = BACK) -> Quiz:
    """Return the quiz of a text that must be sound."""
    (folder / "quizzes").mkdir(exist_ok=True)
    (folder / "quizzes" / f"{name}.md").write_text(markdown, encoding="utf-8")
    return read_quiz(Course(folder, folder), name)


def written(folder: Path, questions: str) -> Quiz:
    """Return a quiz of some questions."""
    return read_back(folder, f"# Title\n\nIntroduction.\n\n{questions}", "q01_written")


@dataclass(frozen=True)
class Shape:
    """A question as readers see it; its texts are HTML, since Markdown can say the same in several ways."""

    id: str
    kind: str
    prompt: str
    options: tuple[tuple[str, bool, str], ...]
    number: tuple[float, float] | None
    hint: str
    explanation: str


def shape(question: Question, *, hint: bool = True) -> Shape:
    """Return what must survive of a question."""
    key = question.number
    options = ((one_line(render_option(o.text)), o.is_right, html(o.reason)) for o in question.options)
    return Shape(
        question.id,
        question.kind,
        html(question.prompt),
        tuple(options),
        (key.value, key.tolerance) if key else None,
        html(question.hint) if hint else "",
        html(question.explanation),
    )


def html(markdown: str) -> str:
    """Return a text as HTML on one line."""
    return one_line(render(markdown))


def one_line(text: str) -> str:
    """Return a text with each gap as one space."""
    return " ".join(text.split())


def run(script: str, *arguments: object, cwd: Path | None = None) -> str:
    """Return what a script prints in a separate process, where its warnings do not fail a test."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout
