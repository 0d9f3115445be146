"""One question of a quiz: its parts, and every fault of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dropgrade.course.prose import Block, Document, unquoted, walk
from dropgrade.quiz.format.model import Kind, Question, Snippet
from dropgrade.quiz.format.options import (
    ALERT,
    NUMBER,
    Explained,
    faults_of_options,
    option_lists,
    read_items,
    read_number,
)

ID = re.compile(r"[a-z0-9][a-z0-9-]*")
LETTERS = re.compile(r"[^a-z]+")
KEEP_ORDER, CHOOSE_ALL = "keeporder", "chooseall"
RUNS = ["python", "run"]
PRACTISE = re.compile(r"practise:\s*(\S+)\s*")
"""A comment that names the problem in which to practise."""


@dataclass(frozen=True)  # without slots, so that what is asked for again and again is found once
class Section:
    """The blocks below one `##`, up to the next one or the end of the file."""

    heading: Block
    blocks: tuple[Block, ...]
    end: int
    has_key: bool = True

    @property
    def id(self) -> str:
        """The id of the question."""
        return self.heading.words

    @property
    def name(self) -> str:
        """How faults refer to the question."""
        return f"`{self.id}`" if ID.fullmatch(self.id) else "the question"

    @cached_property
    def hints(self) -> list[Block]:
        """The hints; there should be at most one."""
        return [b for b in self.blocks if alert(b) == "TIP"]

    @cached_property
    def options(self) -> list[Block]:
        """The lists of options; there should be exactly one."""
        return option_lists(self.blocks)


def read_question(document: Document, section: Section) -> Question:
    """Read a question that has no faults."""
    options, hint = section.options[0], next(iter(section.hints), None)
    items = read_items(document, options)
    is_number = items[0].box == NUMBER
    number = read_number(items[0]) if is_number else None
    choices = () if is_number else tuple(item.option for item in items)
    is_many = sum(option.is_right for option in choices) > 1 or _says(document, section, CHOOSE_ALL)
    return Question(
        id=section.id,
        line=section.heading.line,
        prompt=_prompt(document, section),
        kind=Kind.NUMBER if is_number else Kind.MANY if is_many else Kind.ONE,
        options=choices,
        number=number,
        hint=_hint(document, hint) if hint else "",
        explanation=_explanation(document, section),
        keeps_order=_says(document, section, KEEP_ORDER),
        programs=tuple(
            Snippet(b.content, b.line + 1) for _, b in walk(section.blocks) if b.kind == "fence" and runs(b)
        ),
        practise=next((m[1] for text in _comments(document, section) if (m := PRACTISE.fullmatch(text))), ""),
    )


def _comments(document: Document, section: Section) -> list[str]:
    """Return the author's comments in a question."""
    return [c.text for c in document.comments if section.heading.start < c.line < section.end]


def _says(document: Document, section: Section, words: str) -> bool:
    """Whether a comment in the question has exactly these words."""
    return any(LETTERS.sub("", text.lower()) == words for text in _comments(document, section))


def faults_of_question(document: Document, section: Section) -> Iterator[Explained]:
    """Yield every fault of a question, except of its id."""
    line, lists = section.heading.line, section.options
    if not _prompt(document, section):
        yield line, f"{section.name} asks nothing", "Write the question below its id."
    yield from _faults_of_hints(document, section)
    if not lists:
        yield line, f"{section.name} has no options", "Write `- [x] `, `- [ ] ` or `- [=] ` before each."
        return
    yield from faults_of_options(section.name, document, lists, has_key=section.has_key)
    yield from _faults_of_quotes(document, section)
    if section.has_key and not _explanation(document, section):
        yield line, f"{section.name} has no explanation", "Write it below the options, after an empty line."


def _prompt(document: Document, section: Section) -> str:
    below = [*section.options, *section.hints]
    return document.text(section.heading.end, min((b.start for b in below), default=section.end))


def _explanation(document: Document, section: Section) -> str:
    """Return everything after the options except the hint."""
    hints = {line for hint in section.hints for line in range(hint.start, hint.end)}
    below = max(b.end for b in section.options)
    parts, at = [], below
    for line in [*sorted(hints), section.end]:
        parts.append(document.text(at, line))
        at = max(below, line + 1)
    return "\n\n".join(filter(None, parts))


def _hint(document: Document, hint: Block) -> str:
    return ALERT.sub("", unquoted(document.lines[hint.start : hint.end]), count=1).strip()


def alert(block: Block) -> str:
    """Return the type of a quote that GitHub shows as an alert, such as TIP, or an empty string."""
    begins = ALERT.match(block.words) if block.kind == "blockquote" else None
    return begins[1].upper() if begins else ""


def runs(fence: Block) -> bool:
    """Whether a code block is a program whose output must match the key."""
    return fence.info.split() == RUNS


def _faults_of_hints(document: Document, section: Section) -> Iterator[Explained]:
    for hint in section.hints:
        if not _hint(document, hint):
            yield hint.line, "the hint is empty", "Write it below, each line behind a `> `."
        if section.options and hint.start < section.options[0].start:
            yield hint.line, "the hint is above the options", "Move it below them."
    for hint in section.hints[1:]:
        yield hint.line, f"{section.name} has a second hint", "Join the two."


def _faults_of_quotes(document: Document, section: Section) -> Iterator[Explained]:
    """Yield a fault for a quote below an option that is not indented, so that it is not the option's reason."""
    ends = {b.end for b in section.options if document.lines[b.end - 1].strip()}
    for block in section.blocks:
        if block.kind == "blockquote" and block.start in ends and not alert(block):
            fix = "Indent it by two spaces, so that it is the reason of that option."
            yield block.line, "the quote does not belong to the option above it", fix
