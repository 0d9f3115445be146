"""Build self-contained HTML pages: no script, no other files, no network, and only their own styles."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dropgrade.screen.report_html import markup

PAPER = Path(__file__).with_name("paper.css").read_text("utf-8")
"""The styles of pages that are read and printed: type, tables, colours for light and dark."""


NARROW, STACKED = 5, ' class="stack"'
"""Tables of numbers with at most this many columns fit a phone; wider ones are stacked there."""


class Html(str):
    """A piece of HTML whose text has been escaped."""

    __slots__ = ()


def page(title: str, body: Iterable[str], *, style: str = PAPER, embedded: Sequence[str] = ()) -> str:
    """Return the page's HTML; `embedded` are styles that the body contains itself.

    The page's content security policy lists its styles by hash, so that anything injected is neither run nor loaded.
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
    """Yield the HTML of a table whose first column names its rows; text that is not `Html` is escaped.

    `numbers` are the columns with numbers. On a narrow screen, an `is_stacked` table has its cells one below the
    other; by default, all tables are stacked except small ones of numbers.
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
