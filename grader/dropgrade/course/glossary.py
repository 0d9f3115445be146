"""The glossary of the course, from `exercises/terms.md`: a plain definition of each term, and often a precise one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.faults import Fault, read_optional

FILE = "terms.md"
ALSO = re.compile(r"^- also: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Definition:
    """A term, its other forms in texts, its plain definition and its precise one.

    A term without a precise definition is one that only beginners look up.
    """

    name: str
    forms: tuple[str, ...]
    plain: str
    precise: str


def read_glossary(course: Course) -> dict[str, Definition]:
    """Return the terms of a course by name; empty if there is no glossary or it cannot be read."""
    for root in (course.authority, course.statements):
        file = root / "exercises" / FILE
        if file.is_file():
            return examine_glossary(file)[0]
    return {}


def examine_glossary(file: Path) -> tuple[dict[str, Definition], list[Fault]]:
    """Return the terms of a glossary and every fault with its line."""
    text, faults = read_optional(file)
    if text is None:
        return {}, faults
    found: dict[str, Definition] = {}
    for line, term in _terms(text):
        if not term.plain:
            faults.append(Fault(file, line, f"{term.name!r} has no definition", "Write it below the heading."))
        if term.name in found:
            faults.append(Fault(file, line, f"{term.name!r} is there twice", "Keep one of the two."))
        found[term.name] = term
    return found, faults


def _terms(text: str) -> Iterator[tuple[int, Definition]]:
    parts = re.split(r"^## +(.+?)[ \t]*$", text, flags=re.MULTILINE)
    line = parts[0].count("\n") + 1
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        also = ALSO.search(body)
        paragraphs = [" ".join(each.split()) for each in ALSO.sub("", body).split("\n\n") if each.strip()]
        forms = (name, *(also[1].split(", ") if also else ()))
        yield line, Definition(name, forms, "".join(paragraphs[:1]), "".join(paragraphs[1:2]))
        line += body.count("\n")
