"""A page that needs nothing else: no script, no file beside it, no network, and its own styles alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from dropgrade.screen.report_html import markup

PAPER = Path(__file__).with_name("paper.css").read_text("utf-8")
"""The look of pages that are read and printed: type, tables, colours for light and dark."""


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
            f"<style>{style}</style></head><body>",
            *body,
            "</body></html>\n",
        ]
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
