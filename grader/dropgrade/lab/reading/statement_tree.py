"""A statement as a tree of nodes: Markdown's blocks, and terms of the glossary where they first appear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dropgrade.lab.reading.nodes import PROSE, Node, element

if TYPE_CHECKING:
    from markdown_it.token import Token

    from dropgrade.course.glossary import Definition

QUIET = {"h1", "h2", "h3", "h4", "a", "code", "pre"}
"""The elements in which no term is marked."""


class Marker:
    """Marks each term at its first appearance in a section."""

    def __init__(self, glossary: Mapping[str, Definition]) -> None:
        self._keys = {form.lower(): term.name for term in glossary.values() for form in term.forms}
        forms = sorted(self._keys, key=len, reverse=True)
        self._forms = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)
        self.marked: dict[str, None] = {}
        self._seen: set[str] = set()

    def begin_section(self) -> None:
        """Mark every term once more from here on."""
        self._seen.clear()

    def split(self, text: str) -> Iterator[Node]:
        """Split a text into texts and elements for its terms."""
        at = 0
        for found in self._forms.finditer(text) if self._keys else ():
            key = self._keys[found[0].lower()]
            if key not in self._seen:
                self._seen.add(key)
                self.marked[key] = None
                yield from filter(None, (text[at : found.start()],))
                yield element("span", [found[0]], {"data-define": key})
                at = found.end()
        yield from filter(None, (text[at:],))


def tree_of(markdown: str, marker: Marker) -> list[Node]:
    """Markdown as nodes; HTML in it is text, pictures are left out."""
    from markdown_it import MarkdownIt  # which only the Read view needs

    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown)
    return _nodes(tokens, marker)


def _nodes(tokens: Sequence[Token], marker: Marker, around: tuple[str, ...] = ()) -> list[Node]:
    """The nodes of a flat list of tokens."""
    levels: list[list[Node]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            levels.append([])
            if token.tag == "h2":
                marker.begin_section()
        elif token.nesting < 0:
            start, children = opened.pop(), levels.pop()
            levels[-1] += children if start.hidden else [_element(start, children)]
        else:
            levels[-1] += _leaf(token, marker, (*around, *(each.tag for each in opened)))
    return levels[0]


def _element(token: Token, children: list[Node]) -> Node:
    href = str(token.attrs.get("href", ""))
    if token.tag not in PROSE or (token.tag == "a" and not href.startswith("https:")):
        return element("span", children)
    return element(token.tag, children, {"href": href} if href else {})


def _leaf(token: Token, marker: Marker, around: tuple[str, ...]) -> list[Node]:
    match token.type:
        case "inline":
            return _nodes(token.children or [], marker, around)
        case "fence" | "code_block":
            return [element("pre", [element("code", [token.content.rstrip("\n")])])]
        case "code_inline":
            return [element("code", [token.content])]
        case "softbreak":
            return ["\n"]
        case "hardbreak" | "hr":
            return [element("br" if token.type == "hardbreak" else "hr")]
        case "text" if not QUIET.intersection(around):
            return list(marker.split(token.content))
    return [token.content] if token.content else []
