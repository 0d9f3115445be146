"""A page that needs nothing else: no script, no file beside it, no network, and its own styles alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dropgrade.screen.report_html import markup

PAPER = Path(__file__).with_name("paper.css").read_text("utf-8")
"""The look of pages that are read and printed: type, tables, colours for light and dark."""


NARROW, STACKED = 5, ' class="stack"'
"""Columns, all but one of numbers, that fit a telephone; what is wider is stacked there."""


class Html(str):
    """A piece of the page, made from text that was escaped."""

    __slots__ = ()


def page(title: str, body: Iterable[str], *, style: str = PAPER, embedded: Sequence[str] = ()) -> str:
    """The page's HTML; `embedded` are styles that the body brings itself.

    The page's policy names its styles by their hashes: whatever else might have got into it is not run or loaded.
    """
    hashes = " ".join(f"'sha256-{_hash(each)}'" for each in (style, *embedded))
    policy = f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>{markup(title)}</title>",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<style>{style}</style></head><body><main>",
            *body,
            "</main></body></html>\n",
        ]
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Iterable[int] = (),
    caption: str = "",
    is_stacked: bool | None = None,
) -> Iterator[str]:
    """A table whose first column names its rows; `numbers` are columns of numbers. What is no `Html` is escaped.

    On a narrow screen, the cells of one that `is_stacked` are below each other; by default, those of all but small
    tables of numbers.
    """
    right = frozenset(numbers)
    is_small = len(right) == len(head) - 1 and len(head) <= NARROW
    is_stacked = not is_small if is_stacked is None else is_stacked
    yield f'<div class="scroll"><table{STACKED if is_stacked else ""}>'
    if caption:
        yield f"<caption>{_cell(caption)}</caption>"
    yield "<thead><tr>"
    yield from (f'<th scope="col"{_kind(n, right)}>{_cell(name)}</th>' for n, name in enumerate(head))
    yield "</tr></thead><tbody>"
    for first, *rest in rows:
        yield f'<tr><th scope="row">{_cell(first)}</th>'
        for number, words in enumerate(rest, 1):
            label = f' data-label="{_cell(head[number])}"' if head[number] else ""
            yield f"<td{_kind(number, right)}{label}>{_cell(words)}</td>"
        yield "</tr>"
    yield "</tbody></table></div>"


def _kind(number: int, right: frozenset[int]) -> str:
    return ' class="n"' if number in right else ""


def _cell(words: str) -> str:
    return words if isinstance(words, Html) else markup(words)
