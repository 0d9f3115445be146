"""Read questions from GIFT, Moodle's plain-text format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dropgrade.quiz.exchange.imported import (
    FULL,
    Choice,
    Draft,
    Source,
    between,
    broken,
    converted,
    counts_as_right,
    decoded,
    number,
    title_of,
)
from dropgrade.quiz.format.options import MOST

# Escaped characters are replaced by control characters, which texts cannot contain, so that all others are syntax.
MEANT = "~=#{}:\\n"
ASIDE = {char: chr(number) for number, char in enumerate(MEANT, 0x0E)}
BACK = str.maketrans({aside: "\n" if char == "n" else char for char, aside in ASIDE.items()})
ESCAPE = re.compile(r"\\([~=#{}:\\n])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
FORMATS = {"html": "html", "markdown": "markdown", "plain": "plain", "moodle": "auto"}
BEGINS = re.compile(r"\s*(?:::|//)")
"""The beginning of a question with a name, or of the comment above it."""
ANSWER = re.compile(r"([~=])\s*(?:%(-?\d+(?:\.\d*)?)%)?([^~=]*)")
TRUE_FALSE = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#|\Z)")
SPLIT_HINT = "An empty line ends a question, and braces come in pairs; escape those in a text as \\{ and \\}."


@dataclass(frozen=True, slots=True)
class _Item:
    """One question in parts: the text before the braces, their content, and the text after them."""

    line: int
    name: str
    form: str
    text: str
    answers: str | None
    feedback: str


def read_gift(content: bytes) -> Source:
    """Read all questions of a GIFT file."""
    source = Source()
    categories: list[str] = []
    for line, lines in _paragraphs(decoded(content)):
        found = [match[1].strip() for text in lines if (match := CATEGORY.match(text))]
        categories += found
        text = "\n".join("" if CATEGORY.match(each) else each for each in lines)
        if text.strip():
            _read_item(source, _item(line, text))
    if len(categories) > 1:
        source.note(f"{len(categories)} categories become one quiz")
    if not source.title and categories:
        source.title = title_of(categories[0])
    return source


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines between empty ones, with the number of the first; comments become empty lines."""
    start, lines = 0, list[str]()
    for at, line in enumerate([*CONTROL.sub("", text).split("\n"), ""], 1):
        if lines and BEGINS.match(line) and _is_whole(lines):
            yield start + next((i for i, each in enumerate(lines) if each), 0), lines
            start, lines = 0, []
        if line.strip():
            start = start or at
            lines.append("" if line.lstrip().startswith("//") else line)
        elif lines:
            yield start + next((i for i, each in enumerate(lines) if each), 0), lines
            start, lines = 0, []


def _is_whole(lines: list[str]) -> bool:
    """Whether these lines are a complete question, or nothing but comments."""
    text = ESCAPE.sub("", "\n".join(lines))
    return "}" in text or not text.strip()


def _item(line: int, text: str) -> _Item:
    text = ESCAPE.sub(lambda m: ASIDE[m[1]], text).strip()
    named = NAME.match(text)
    text = text[named.end() :] if named else text
    form, text = _form(text, "auto")
    before, brace, rest = text.partition("{")
    inner, closing, behind = rest.partition("}")
    if bool(brace) != bool(closing) or "}" in before or "{" in inner:
        raise broken(line, "the question has an unmatched brace", SPLIT_HINT)
    if "{" in behind or "}" in behind:
        further = line + text[: text.index(closing) + 1].count("\n") + (1 if "\n" in behind else 0)
        raise broken(further, "another question begins before the one above it has ended", SPLIT_HINT)
    shown = f"{before.rstrip()} _____ {behind.lstrip()}" if behind.strip() else before
    answers, _, feedback = inner.partition("####")
    name = named[1].translate(BACK).strip() if named else ""
    return _Item(line, name, form, shown, answers.strip() if brace else None, feedback)


def _form(text: str, default: str) -> tuple[str, str]:
    """Return the format of a text, and the rest of it."""
    found = FORMAT.match(text)
    return (FORMATS[found[1]], text[found.end() :]) if found else (default, text)


def _read_item(source: Source, item: _Item) -> None:
    draft = Draft(item.name, item.line)
    if item.answers is None:
        _read_description(source, draft, item)
        return
    draft.prompt = _text(source, draft, item.text, item.form)
    draft.explanation = _text(source, draft, item.feedback, item.form)
    if kind := _unsupported(item.answers):
        source.note(f"left out: {kind} questions are not asked here", draft)
    elif item.answers.startswith("#"):
        _read_number(source, draft, item)
    elif TRUE_FALSE.match(item.answers):
        _read_true_false(source, draft, item)
    else:
        _read_choices(source, draft, item)


def _unsupported(answers: str) -> str:
    """Return the kind of a question that our quizzes do not support, or an empty string."""
    if not answers:
        return "essay"
    if answers.startswith("#") or "~" in answers or TRUE_FALSE.match(answers):
        return ""
    return "matching" if "->" in answers else "short-answer"


def _read_description(source: Source, draft: Draft, item: _Item) -> None:
    """Read a text without braces: before all questions, the first one introduces the quiz."""
    if source.may_introduce(draft):
        source.introduction = _text(source, draft, item.text, item.form)
        source.title = converted(item.name, "plain")[0]


def _read_choices(source: Source, draft: Draft, item: _Item) -> None:
    answers = item.answers or ""
    if rest := ANSWER.sub("", answers).strip():
        raise broken(item.line, f"{rest[:40].translate(BACK)!r} belongs to no answer", "Begin each with ~ or =.")
    single = "=" in answers
    for sign, share, body in ANSWER.findall(answers)[: MOST + 1]:  # one too many, so that it is left out with a note
        weight = float(share) if share else FULL if sign == "=" else 0.0
        text, _, reason = body.partition("#")
        choice = Choice(
            _text(source, draft, text, item.form),
            is_right=counts_as_right(weight, single=single),
            reason=_text(source, draft, reason, item.form),
            weight=weight,
        )
        draft.choices.append(choice)
    source.add(draft)


def _read_true_false(source: Source, draft: Draft, item: _Item) -> None:
    """Read a true-false question; the feedback for the wrong answer comes first."""
    word, wrong, right, *_ = [*(item.answers or "").split("#"), "", ""]
    is_true = word.strip().startswith("T")
    reasons = {is_true: _text(source, draft, right, item.form), not is_true: _text(source, draft, wrong, item.form)}
    draft.choices = [Choice(str(value), value == is_true, reasons[value]) for value in (True, False)]
    draft.keeps_order = True
    source.add(draft)


def _read_number(source: Source, draft: Draft, item: _Item) -> None:
    body = (item.answers or "")[1:]
    for sign, share, text in ANSWER.findall(body if body.lstrip().startswith(("=", "~")) else f"={body}"):
        key, _, feedback = text.partition("#")
        if sign == "=" and (not share or float(share) == FULL) and draft.number is None:
            draft.number = _key(item.line, key.translate(BACK))
            kind = "the right number"
        else:
            source.note(f"the answer {key.translate(BACK).strip() or 'otherwise'!r} is left out", draft)
            kind = "another number"
        if feedback.strip():
            source.note(f"the feedback for {kind} is left out: {feedback.translate(BACK).strip()!r}", draft)
    source.add(draft)


def _key(line: int, text: str) -> tuple[float, float]:
    """Parse a number and its tolerance."""
    first, mark, second = text.partition(".." if ".." in text else ":")
    low, high = number(first), number(second or "0")
    if low is None or high is None:
        raise broken(line, f"{text.strip()[:40]!r} is not a number", "Write it as {#1.25:0.01} or {#1.24..1.26}.")
    return between(low, high) if mark == ".." else (low, high)


def _text(source: Source, draft: Draft, text: str, default: str) -> str:
    form, rest = _form(text, default)
    return source.markdown(rest.translate(BACK), form, draft)
