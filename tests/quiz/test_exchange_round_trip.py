"""Round trips: a quiz that is exported and imported again is the same quiz."""

from __future__ import annotations

import random
from html import escape
from pathlib import Path

import pytest

from dropgrade.errors import TargetError
from dropgrade.quiz.exchange import WRITTEN, export, losses
from dropgrade.quiz.exchange.html_reader import to_markdown
from dropgrade.quiz.exchange.html_writer import render, render_option, visible
from dropgrade.quiz.exchange.importing import import_quiz
from dropgrade.quiz.format.model import Question, Quiz
from dropgrade.quiz.format.quiz_form import read_form
from tests.quiz.exchange_sample import BACK, QUIZZES, html, quiz_of, read_back, run, shape

SIGNS = (
    "*", "**", "_", "`", "``", "\\", "[", "]", "(", ")", "!", "<", "b>", "&", "amp;", "#", "-", "+", "1. ", "1)", "=",
    "|", "|---|", "$", "$x$", "~~~", ">", "x", "y ", "word", " ", "\n", "[x] ", "[ ]", "[!TIP]", ":", "http://a.b", "%",
    "50%", "{", "}", "é", "<http://a.b>", "[l](http://a.b)", "\t",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["moodle", "gift"])
@pytest.mark.parametrize(("where", "name"), QUIZZES)
def test_a_quiz_comes_back_as_it_was(tmp_path: Path, where: str, name: str, kind: str) -> None:
    """Ids, texts, options, keys, reasons and explanations survive; with GIFT, all but the hints."""
    quiz = quiz_of(tmp_path, where, name)
    if quiz is None:
        pytest.skip("the quiz is being written")
    imported = import_quiz(export([quiz], kind), kind, BACK)
    assert not imported.notes
    back = read_back(tmp_path, imported.markdown)
    has_hints = kind == "moodle"
    assert [shape(q) for q in back.questions] == [shape(q, hint=has_hints) for q in quiz.questions]
    assert html(back.introduction) == html(quiz.introduction)
    assert visible(render(back.title)) == visible(render(quiz.title))
    if has_hints:
        assert [q.keeps_order for q in back.questions] == [q.keeps_order for q in quiz.questions]


@pytest.mark.parametrize("to", list(WRITTEN))
def test_the_same_quiz_makes_the_same_bytes(tmp_path: Path, to: str) -> None:
    """An export contains no time and nothing random."""
    quiz = quiz_of(tmp_path, *QUIZZES[0])
    assert quiz
    assert export([quiz], to) == export([quiz], to)


@pytest.mark.parametrize("kind", ["moodle", "gift"])
def test_two_quizzes_become_one_file_and_one_quiz(tmp_path: Path, kind: str) -> None:
    """Ids that occur in both quizzes are made distinct, with a note."""
    quiz = quiz_of(tmp_path, *QUIZZES[0])
    assert quiz
    imported = import_quiz(export([quiz, quiz], kind), kind, BACK)
    ids = [q.id for q in read_back(tmp_path, imported.markdown).questions]
    assert ids[len(quiz.questions) :] == [f"{q.id}-2" for q in quiz.questions]
    notes = "\n".join(map(str, imported.notes))
    assert "`a-number`: has a name that is not an id, or another question's, and is called `a-number-2`" in notes
    assert "same quiz" in notes or "become one quiz" in notes


@pytest.mark.parametrize("seed", range(0, 400, 20))
def test_any_signs_stay_what_they_are(seed: int) -> None:
    """Any characters in an HTML text are shown the same by the Markdown made from it."""
    for each in range(seed, seed + 20):
        text = "".join(random.Random(each).choices(SIGNS, k=9))
        shown = escape(text)
        if "\\(" not in text and "\\[" not in text and "$$" not in text:  # else it is a formula there
            assert visible(render(to_markdown(shown)[0])) == visible(shown), text


def said(question: Question) -> list[object]:
    """Return the words of a question; headings come back as bold words, and empty quotes are lost."""
    options = [(visible(render_option(o.text)), o.is_right, visible(render(o.reason))) for o in question.options]
    return [visible(render(question.prompt)), *options, visible(render(question.explanation))]


@pytest.mark.parametrize(
    "seed", [*range(0, 160, 20), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(160, 400, 20))]
)
def test_any_markdown_of_an_author_comes_back(seed: int) -> None:
    """A sound quiz with any characters is the same after both round trips."""
    for each in range(seed, seed + 20):
        chance, signs = random.Random(each), [s for s in SIGNS if s != "!"]  # which would begin an image
        one, two, three, four = ("w" + "".join(chance.choices(signs, k=6)).rstrip() for _ in range(4))
        text = f"# T\n\nI.\n\n## a\n\n{one}\n\n- [x] {two}\n- [ ] 2{three}\n  > r\n- [ ] 3\n  > r\n\n{four}\n"
        form, faults = read_form(text)
        if faults:
            continue
        quiz = Quiz(BACK, Path(), *form)
        for kind in ("moodle", "gift"):
            ((_, _, (back,), *_), again) = read_form(import_quiz(export([quiz], kind), kind, BACK).markdown)
            assert not again, text
            assert said(back) == said(form[2][0]), text


@pytest.mark.parametrize("to", list(WRITTEN))
@pytest.mark.parametrize(("where", "name"), QUIZZES)
def test_every_loss_is_a_sentence(tmp_path: Path, where: str, name: str, to: str) -> None:
    """Each loss is reported once for each question."""
    quiz = quiz_of(tmp_path, where, name)
    lines = losses(quiz, to) if quiz else []
    assert len(lines) == len(set(lines))
    assert all(line.endswith(".") and "\n" not in line for line in lines)


def test_the_way_to_other_systems_needs_little() -> None:
    """Exchange loads neither the tests' tools nor the terminal's."""
    modules = "dropgrade.quiz.exchange, dropgrade.quiz.exchange.importing"
    run(f"import sys, {modules}; sys.exit(bool({{'click', 'rich', 'numpy', 'pytest'}} & sys.modules.keys()))")


def test_an_unknown_format_is_refused() -> None:
    """The error lists the supported formats."""
    with pytest.raises(TargetError, match="not written in the format 'word'") as error:
        export([], "word")
    assert error.value.hint == "Choose one of moodle, gift, qti, jupyterquiz."
