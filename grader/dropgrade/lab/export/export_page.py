"""The page of an export: every figure and experiment in the page itself, with a link to its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dropgrade.screen.html_page import PAPER, page
from dropgrade.screen.report_html import markup

OWN = "svg g text { fill: inherit; font: inherit; }\n"
"""Drawings have their own style, which the page's style must not override."""


@dataclass(frozen=True, slots=True)
class Section:
    """A figure or an experiment: its drawing, its text, and the file of its numbers.

    Where there is a `problem`, it could not be made.
    """

    name: str
    title: str
    svg: str = ""
    words: Sequence[str] = ()
    table: str = ""
    is_experiment: bool = False
    problem: str = ""


def page_of(course: str, sections: Sequence[Section]) -> str:
    """The page's HTML."""
    return page("The lab", _body(course, sections), style=PAPER + OWN)


def _body(course: str, sections: Sequence[Section]) -> Iterator[str]:
    yield "<h1>The lab</h1>"
    lent = "Made with the functions in your files; where one is the reference's, its figure says so."
    yield f"<p>{markup(course)}. {lent}</p>"
    for title, is_experiment in (("Figures", False), ("Experiments", True)):
        own = [section for section in sections if section.is_experiment == is_experiment]
        yield f"<h2>{title}</h2>"
        yield from _list(own)
        for section in own:
            yield from _section(section)


def _list(sections: Iterable[Section]) -> Iterator[str]:
    yield "<ol>"
    yield from (f'<li><a href="#{markup(each.name)}">{markup(each.title)}</a></li>' for each in sections)
    yield "</ol>"


def _section(section: Section) -> Iterator[str]:
    yield f'<section id="{markup(section.name)}"><h3>{markup(section.title)}</h3>'
    if section.problem:
        yield f"<p><strong>This could not be made.</strong> {markup(section.problem)}</p></section>"
        return
    yield f'<div class="scroll">{section.svg}</div>'
    yield from (f"<p>{markup(words)}</p>" for words in section.words)
    yield f'<p><a href="{markup(section.table)}">The numbers as CSV</a></p></section>'
