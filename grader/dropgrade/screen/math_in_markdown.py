"""Convert the formulas in Markdown to text that a terminal can show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt

from dropgrade.screen.latex import converted

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")

# Whichever begins first wins: a dollar in code or in an address is a dollar, a star in a formula is not emphasis.
SPAN = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|`+|\]\([^()\s]*\)|<[A-Za-z][\w+.-]*:[^<>\s]*>"
    r"|(?P<above>\n[ \t>]*)?(?P<display>\$\$(?P<block>(?:\\.|[^\\$`])+)\$\$)(?P<below>[ \t]*\n)?"
    r"|(?P<inline>\$(?!\s)(?P<words>(?:\\.|[^\\$`])+)(?<!\s)\$(?!\d))"  # as in pandoc: money is not a formula
    r"|\\.",
    re.DOTALL,
)
PIPE = re.compile(r"((?<!\\)\|)")
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def readable(markdown: str) -> str:
    """Return Markdown in which each formula is replaced by text that Markdown does not interpret."""
    markdown = re.sub(r"\r\n?", "\n", markdown)
    lines, cells = markdown.split("\n"), dict(_leaves(markdown))
    for start, end in sorted(cells, reverse=True):
        text = "\n".join(lines[start:end])
        parts = PIPE.split(text) if cells[start, end] else [text]
        shown = "".join(SPAN.sub(_as_cell if cells[start, end] else _as_text, part) for part in parts)
        lines[start:end] = shown.split("\n")
    return "\n".join(lines)


def unicode_of(latex: str) -> str:
    """Return a formula as text, or unchanged if it is not LaTeX."""
    shown = converted(latex)
    return latex if shown is None else shown


def _leaves(markdown: str) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield the line ranges with text, and whether each is a table row, where a bar ends a formula."""
    tokens = PARSER.parse(markdown)
    for before, token in pairwise(tokens):
        if token.type == "inline" and token.map:
            yield (token.map[0], token.map[1]), before.type in ("th_open", "td_open")


def _as_text(span: re.Match[str]) -> str:
    """Replace a formula in a paragraph; a displayed one at the beginning of a line gets its own lines."""
    latex = span["block"] or span["words"]
    if latex is None:
        return span[0]
    shown = converted(re.sub(r"\n[ \t>]*", "\n", latex))  # a `>` here marks a quote
    text = _literal(span["display"] or span["inline"] if shown is None else shown).replace("\n", "\\\n")
    above, below = span["above"] or "", span["below"] or ""
    return above.replace("\n", "\\\n") + text + below.replace("\n", "\\\n")


def _as_cell(span: re.Match[str]) -> str:
    latex = span["block"] or span["words"]
    shown = None if latex is None else converted(latex.replace(r"\|", "|"))
    return span[0] if shown is None else _literal(shown.replace("\n", " "))


def _literal(text: str) -> str:
    return PUNCTUATION.sub(r"\\\1", text)
