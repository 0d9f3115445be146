"""Parts of a page as plain data, which the page turns into elements: nothing in them can become markup or a script.

A node is a text, or `{"tag", "attributes", "children"}`. Its contents are checked here: tags and attributes of a
short list, and web addresses only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Node = str | dict[str, Any]
PROSE = frozenset(
    {
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "pre",
        "code",
        "em",
        "strong",
        "a",
        "blockquote",
        "hr",
        "br",
        "span",
    }
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
MATH = frozenset(
    {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot", "mstyle", "mpadded"}
    | {"msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mphantom"}
)
MATH_ATTRIBUTES = frozenset(
    {"display", "mathvariant", "stretchy", "fence", "form", "accent", "accentunder", "displaystyle", "scriptlevel"}
    | {"width", "height", "depth", "linethickness", "columnalign", "columnspacing", "rowspacing", "minsize", "maxsize"}
    | {"largeop", "movablelimits", "symmetric", "lspace", "rspace", "separator"}
)


def element(tag: str, children: Sequence[Node] = (), attributes: Mapping[str, str] | None = None) -> Node:
    """An element of prose or of a formula; raises `ValueError` for a tag or an attribute that is not allowed."""
    given = dict(attributes or {})
    if tag not in PROSE and tag not in MATH:
        raise ValueError(f"no page has <{tag}>")
    known = MATH_ATTRIBUTES if tag in MATH else {"href", "class", "start"}
    if unknown := given.keys() - known - {"data-term", "data-define"}:
        raise ValueError(f"<{tag}> has no {', '.join(sorted(unknown))} here")
    if not given.get("href", "https:").startswith(("https:", "http:")):
        raise ValueError(f"no link leads to {given['href']!r}")
    return {"tag": tag, "attributes": given, "children": list(children)}
