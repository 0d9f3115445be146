"""The readers of what comes from outside, each with real inputs and the form that its files have."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

from dropgrade.checks.describing import describe
from dropgrade.checks.differences import first_difference
from dropgrade.course.course import Course
from dropgrade.course.course_file import examine_identity
from dropgrade.course.example import examine_example
from dropgrade.course.finish import examine_finish
from dropgrade.course.formulas import examine_formulas
from dropgrade.course.glossary import examine_glossary
from dropgrade.course.mistakes_file import examine_mistakes
from dropgrade.course.problem import examine_problem
from dropgrade.errors import DropgradeError
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.network.spec import read_network
from dropgrade.lab.server.frames import read_ask
from dropgrade.progress.problem_progress import progress_on
from dropgrade.progress.store import Progress
from dropgrade.quiz.exchange.importing import import_quiz
from dropgrade.quiz.format.reading import examine_quiz, glimpse_quiz
from dropgrade.sandbox.wire import Decoder, Encoder, EnumMember, ErrorValue, Handle, NamedValues, WireError, parts_of
from dropgrade.screen.latex import converted
from dropgrade.screen.markdown import text_of
from dropgrade.submission.submission import read_submission
from dropgrade.workspace import _brought
from tests.conftest import ROOT
from tests.fuzz.class_readers import class_readers
from tests.fuzz.noise import Read, Reader
from tests.fuzz.running import in_file
from tests.fuzz.signs import (
    EDITS,
    FRAME,
    GIFT,
    GIFT_FORM,
    GIFT_PLACES,
    JSON,
    JSON_FORM,
    LINES_FORM,
    MARKDOWN,
    MISTAKE_PLACES,
    MOODLE_PLACES,
    PYTHON,
    QUIZ_PLACES,
    SUITE_PLACES,
    TEXT2QTI_PLACES,
    TOML,
    TOML_FORM,
    TOML_PLACES,
    XML,
    XML_FORM,
)  # fmt: skip


def files(pattern: str, most: int = 6) -> list[bytes]:
    """Real files of the project."""
    return [file.read_bytes() for file in sorted(ROOT.glob(pattern))[:most]]


def _quiz(file: Path) -> object:
    course = Course(file.parent.parent, file.parent.parent)
    return glimpse_quiz(course, file.stem), examine_quiz(course, file.stem)


def _problem(file: Path) -> object:
    root = file.parents[2]
    found, faults = examine_problem(Course(root, root), "p01_a")
    return found, [str(fault) for fault in faults]


def _mistakes(file: Path) -> object:
    known, faults = examine_mistakes(file.parent)
    return known, [str(fault) for fault in faults]


def _progress(file: Path) -> object:
    data = Progress(file, lambda _words: None).read()
    for aside in file.parent.glob("*.damaged*"):
        aside.unlink()
    return progress_on(data, "p01_a")


def _text(show: Callable[[str], object]) -> Read:
    return lambda content: show(content.decode("utf-8", "replace"))


def _import(kind: str) -> Read:
    return lambda content: import_quiz(content, kind, "q01_a")


def _frame(content: bytes) -> object:
    """What a worker says: a header, a line's end, and a body; the value is then described and compared."""
    header, _, body = content.partition(b"\n")
    try:
        value = Decoder().message(header, bytearray(body)).get("data")
    except WireError as error:
        raise DropgradeError(str(error), "") from None
    first_difference(value, [1, {"a": {2.0}}], "it")
    return describe(value), first_difference(value, value, "it")


def frames() -> list[bytes]:
    """Frames of all kinds of values."""
    values = [
        [{1, "a"}, 1 + 2j, b"abc", "x" * 1100, Decimal("1.5"), Fraction(1, 3), range(3), [1.5] * 30, ["ab"] * 30],
        [date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC), timedelta(1), np.array(["ab"]), {(1, 2): 3.5}, 2**300],
        [NamedValues.of("P", ("a", "b"), (1, 2)), EnumMember("C", "A", 1), ErrorValue("E", ("E",), "x")],
        [Handle(1, "P", "object", ("f",), {"x": 1}), Handle(2, "generator", "iterator"), np.arange(6.0).reshape(2, 3)],
    ]
    parts = [parts_of(Encoder().frame({"seq": 1, "data": value})) for value in values]
    return [header + b"\n" + bytes(body) for header, body in parts]


def course_readers() -> dict[str, Reader]:
    """The readers of what an author of a course writes."""
    at = "solutions/p01_a/"
    problem = "exercises/p01_a/problem.toml"
    read = {
        "example": in_file(f"{at}example.md", lambda file: examine_example(file.parent)),
        "finish": in_file(f"{at}finish.md", lambda file: [*examine_finish(file.parent, [])]),
        "formulas": in_file(f"{at}formulas.md", lambda file: examine_formulas(file.parent)),
        "course": in_file("course.toml", lambda file: examine_identity(file.parent)),
    }
    examples, finishes = files("solutions/p*/example.md"), files("solutions/p*/finish.md")
    return {
        "quiz": Reader(in_file("quizzes/q01_a.md", _quiz), files("quizzes/q0*.md"), MARKDOWN, QUIZ_PLACES,
        LINES_FORM),
        "toml": Reader(in_file(problem, _problem), files("exercises/*/problem.toml"), TOML, TOML_PLACES, TOML_FORM),
        "suite": Reader(in_file(f"{at}suite.py", _problem), files("solutions/*/suite.py"), PYTHON, SUITE_PLACES),
        "mistakes": Reader(
            in_file(f"{at}mistakes.md", _mistakes), files("solutions/p*/mistakes.md"), EDITS, MISTAKE_PLACES,
            LINES_FORM
        ),
        "example": Reader(read["example"], examples, [*EDITS, *PYTHON, b">>> "], (), LINES_FORM),
        "finish": Reader(read["finish"], finishes, EDITS, (), LINES_FORM),
        "formulas": Reader(
            read["formulas"], files("solutions/p*/formulas.md"), [*MARKDOWN, b"$$\n", b"\n$$a", b">>> a\n",
                b"\\term{a}{b}",
            b"- a: b `c`\n", b"\n  a"], [(b"$$", b"$$\n"), (b"- a: ", b"\n"), (b"- a: b", b" `c`")], LINES_FORM
        ),
        "glossary": Reader(
            in_file("terms.md", examine_glossary), files("exercises/terms.md"), [*MARKDOWN, b"- also: ", b"\n## "],
            [(b"## ", b"\n\na\n"), (b"## a\n- also: ", b"\n\na\n")], LINES_FORM
        ),
        "course": Reader(read["course"], [b'name = "a"\nversion = "1"\n'], TOML, TOML_PLACES, TOML_FORM),
    }  # fmt: skip


def exchange_readers() -> dict[str, Reader]:
    """The readers of other systems' quizzes."""
    gift, xml, text = (files(f"tests/quiz/exchange_fixtures/*{ending}") for ending in (".gift", ".xml", ".txt"))
    return {
        "gift": Reader(_import("gift"), gift + text, [*GIFT, *MARKDOWN], GIFT_PLACES, GIFT_FORM),
        "moodle": Reader(_import("moodle"), xml, [*XML, *MARKDOWN], MOODLE_PLACES, XML_FORM),
        "text2qti": Reader(_import("text2qti"), text + files("quizzes/q01*"), MARKDOWN, TEXT2QTI_PLACES, LINES_FORM),
    }


def other_readers() -> dict[str, Reader]:
    """The readers of what students hand in, what is remembered of them, and what processes and pages say."""
    cells = [
        {"cell_type": "code", "source": ["%magic\n", "def f(x):\n", "  return x"]},
        {"cell_type": "code", "metadata": {"vscode": {"languageId": "python"}}, "source": "!ls\nx = 1", "outputs": []},
        {"cell_type": "markdown", "source": ["a"]},
    ]
    notebook = {"nbformat": 4, "metadata": {"dropgrade": {"problems": ["p01_a"]}}, "cells": cells}
    solved = {
        "best": 5,
        "worth": 10,
        "attempts": 2,
        "latest": "2026-01-01T00:00:00+00:00",
        "hints": ["a"],
        "sha256": "a",
    }
    record = {"version": 1, "problems": {"p01_a": solved}, "quizzes": {"q01": {"answers": {"a": [1]}}}}
    brought = in_file(".dropgrade/workspace.json", lambda file: _brought(file.parent.parent))
    networks = [json.dumps(network).encode() for network in PRESETS.values()]
    formulas = [rb"\frac{a}{b}", rb"\sum_{i=1}^n \mathrm{E}[x_i]^2", rb"\begin{cases} a & b \\ c & d \end{cases}"]
    return {
        "notebook": Reader(
            in_file("a.ipynb", read_submission), [json.dumps(notebook).encode()], [*JSON, *PYTHON], (), JSON_FORM
        ),
        "program": Reader(in_file("a.py", read_submission), files("solutions/*/right/*.py"), PYTHON),
        "progress": Reader(
            in_file(".dropgrade/progress.json", _progress), [json.dumps(record).encode()], JSON, (), JSON_FORM
        ),
        "workspace": Reader(brought, [b'{"version": 1, "files": {"a": "b"}}'], JSON, (), JSON_FORM),
        "network": Reader(_text(lambda text: read_network(read_ask(text))), networks, JSON, (), JSON_FORM),
        "frame": Reader(_frame, frames(), FRAME, (), JSON_FORM),
        "markdown": Reader(_text(lambda text: text_of(text, 40, coloured=False)), files("quizzes/q1*.md"), MARKDOWN),
        "latex": Reader(_text(converted), formulas, MARKDOWN),
    }


@cache
def readers() -> dict[str, Reader]:
    """Every reader by its name."""
    return {**course_readers(), **exchange_readers(), **class_readers(), **other_readers()}
