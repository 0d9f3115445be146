"""Author's and student's text in a page."""

from __future__ import annotations

from html import escape

from dropgrade.render.text import printable


def markup(words: str) -> str:
    """Text as text: no markup, nothing that a browser would not show."""
    return escape(printable(words))
