"""Texts of other systems as Markdown, whatever they were written in."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape

from dropgrade.course.quizzes.options import DIGITS
from dropgrade.errors import CourseError
from dropgrade.quiz.exchange.html import render
from dropgrade.quiz.exchange.imports.from_html import to_markdown

EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")
NUMBER = re.compile(DIGITS)


def converted(text: str, form: str) -> tuple[str, list[str]]:
    """A text as Markdown, and what was left out of it; `form` is html, markdown, plain or auto."""
    match form:
        case "markdown":
            return to_markdown(render(text, trusts_html=True))
        case "plain":
            return to_markdown(_paragraphs(escape(text)))
        case "auto":
            return to_markdown(_paragraphs(text))
    return to_markdown(text)


def number(text: str) -> float | None:
    """The number that a text says, if it is one."""
    text = text.strip()
    return float(text.replace("\N{MINUS SIGN}", "-")) if NUMBER.fullmatch(text) else None


def between(low: float, high: float) -> tuple[float, float]:
    """The middle of a range and how far its ends lie from there, without the noise of binary fractions."""
    first, second = Decimal(repr(low)), Decimal(repr(high))
    return float((first + second) / 2), float(abs(second - first) / 2)


def decoded(content: bytes) -> str:
    """The text of a file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CourseError(f"line {line} is not UTF-8 text", "Save the file as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def broken(line: int, message: str, hint: str) -> CourseError:
    """The error of a file that cannot be read, with its line."""
    return CourseError(f"line {line}: {message}", hint)


def _paragraphs(text: str) -> str:
    """Text whose empty lines part paragraphs, as HTML."""
    return "".join(f"<p>{part}</p>" for part in EMPTY_LINES.split(text.strip()))
