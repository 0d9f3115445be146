"""GIFT as others read it: pygiftparser, and Moodle's rules for escapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dropgrade.quiz.exchange import export, losses
from dropgrade.quiz.exchange.html_writer import render, render_option
from tests.quiz.exchange_sample import QUIZZES, nasty, quiz_of, run, written

READER = """
import json, sys, warnings
warnings.simplefilter("ignore")
from pygiftparser import parser
def answer(a):
    return [a.fraction, getattr(a, "answer", None) or [a.value, a.tolerance], a.feedback]
with open(sys.argv[1], encoding="utf-8") as file:
    questions = parser.parseFile(file)
for q in questions:
    assert not q.valid or q.toHTML(feedbacks=True).getvalue()
print(json.dumps([{
    "title": q.title, "valid": q.valid, "kind": type(q.answers).__name__, "markup": q.markup, "text": q.text,
    "answers": [answer(a) for a in getattr(q.answers, "answers", [])],
    "feedback": q.generalFeedback, "category": q.cat, "tail": q.tail,
} for q in questions]))
"""


def read(folder: Path, content: bytes) -> list[dict[str, Any]]:
    """Return the questions as pygiftparser reads them."""
    file = folder / "quiz.gift"
    file.write_bytes(content)
    questions: list[dict[str, Any]] = json.loads(run(READER, file))
    return questions


def unescaped(text: str) -> str:
    """Return a text without escapes and without the format at its beginning."""
    shown, chars = "", iter(text)
    for char in chars:
        after = next(chars, "") if char == "\\" else ""
        shown += ("\n" if after == "n" else after) if char == "\\" else char
    return shown.removeprefix("[html]").replace("&#123;", "{").replace("&#125;", "}")


@pytest.mark.parametrize(("where", "name"), QUIZZES)
def test_an_independent_parser_reads_all_of_it(tmp_path: Path, where: str, name: str) -> None:
    """pygiftparser finds the same questions, options, weights, feedback and explanations."""
    quiz = quiz_of(tmp_path, where, name)
    if quiz is None:
        pytest.skip("the quiz is being written")
    title, *found = read(tmp_path, export([quiz], "gift"))
    assert (title["kind"], title["category"]) == ("Description", f"$course$/top/{quiz.name}")
    assert [each["title"] for each in found] == [q.id for q in quiz.questions]
    kinds = {"one": "SelectSet", "many": "MultipleChoicesSet", "number": "NumericAnswerSet"}
    for each, question in zip(found, quiz.questions, strict=True):
        assert (each["kind"], each["markup"], each["tail"]) == (kinds[question.kind], "html", "")
        # It turns an escaped backslash before an n into a newline; both sides are read that way.
        explanation = render(question.explanation).replace("\\n", "\\\n")
        assert unescaped(each["feedback"]).split() == explanation.split()
        if question.number and question.number.value < 0:
            continue  # it knows no negative numbers
        assert each["valid"]
        if question.number:
            assert each["answers"] == [[100, [question.number.value, question.number.tolerance], ""]]
            continue
        options = [(unescaped(text), unescaped(reason)) for _, text, reason in each["answers"]]
        assert [(t.strip(), r.strip()) for t, r in options] == [
            (render_option(o.text), render(o.reason)) for o in question.options
        ]
        assert [share > 0 for share, _, _ in each["answers"]] == [o.is_right for o in question.options]


def test_several_right_options_have_weights(tmp_path: Path) -> None:
    """Right options share 100 percent, and so do wrong ones."""
    many = read(tmp_path, export([nasty(tmp_path)], "gift"))[2]
    assert [share for share, _, _ in many["answers"]] == [33.33333, 33.33333, 33.33333, -50, -50]


def test_what_it_is_written_like(tmp_path: Path) -> None:
    """Special characters are escaped, braces as HTML entities, and each text is one line."""
    quiz = written(
        tmp_path,
        "## a\n\nIs `~=#{}:`\nso?\n\n- [x] a\\b\n- [x] %50% b\n- [ ] [html]\n  > No: 1.\n\nSo.\n\n"
        "## b\n\nHow much?\n\n- [=] 1.25 ± 0.01\n\nSo.\n",
    )
    assert export([quiz], "gift").decode() == (
        "$CATEGORY: $course$/top/q01_written\n\n"
        "::Title::[html]Introduction.\n\n"
        "// [id:q01_written:a]\n::a::[html]Is <code>\\~\\=\\#&\\#123;&\\#125;\\:</code>\\nso?\n{\n"
        "\t~%50%a\\\\b\n\t~%50%[html]%50% b\n\t~%-100%[html][html]#No\\: 1.\n\t####[html]So.\n}\n\n"
        "// [id:q01_written:b]\n::b::[html]How much?\n{#1.25:0.01\n\t####[html]So.\n}\n"
    )


def test_it_says_what_it_cannot_carry(tmp_path: Path) -> None:
    """Hints and fixed orders of options are reported as losses."""
    assert losses(nasty(tmp_path), "gift") == [
        "`one-of-all-signs`: GIFT has no hints, so its hint is left out.",
        "`one-of-all-signs`: its program is shown as code, and is no longer run.",
        "`many-that-hold`: GIFT cannot say that its options keep their order; set that in Moodle.",
        "`a-number`: GIFT has no hints, so its hint is left out.",
    ]
