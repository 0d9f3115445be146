"""Parse any HTML as a tree, even with unclosed or unknown tags and endless nesting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 40


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _tags("area base br col embed hr img input link meta param source track wbr")
BLOCKS = _tags(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
INLINES = _tags(
    "a abbr acronym b bdi bdo big caption cite code colgroup del dfn em font i ins kbd label mark nobr q s samp small "
    "span strike strong sub sup tt u var"
)
LEFT_OUT = _tags("audio canvas iframe math noscript object picture script select style svg textarea video")
KNOWN = VOID | BLOCKS | INLINES | LEFT_OUT
CLOSED_BY = {
    "p": BLOCKS,
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "th": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "tr": frozenset({"tr", "tbody", "tfoot"}),
}
"""The tags that end an element which the author did not close."""


UNKNOWN = re.compile(r"<!\[(?!(?:if|else|endif|cdata)(?![\w.-]))", re.IGNORECASE)
"""Sections that only word processors write and that Python's parser cannot read."""


@dataclass(slots=True)
class Node:
    """An element: its tag, its attributes, and its content."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the element and everything inside it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, tag: str) -> list[Node]:
        """Return the elements with a tag, without those nested in another one."""
        nodes = [child for child in self.children if isinstance(child, Node)]
        return [found for node in nodes for found in ([node] if node.tag == tag else node.all(tag))]


def read_html(html: str) -> Node:
    """Return the tree of an HTML text."""
    reader = _Reader()
    reader.feed(_without_loose_ends(UNKNOWN.sub("&lt;![", html)))
    reader.close()
    return reader.opened[0]


def _without_loose_ends(html: str) -> str:
    """Escape the beginnings of tags and comments that never end, since the parser would retry each of them."""
    last_comment, last_tag = html.rfind("-->"), html.rfind(">")
    cut = last_comment + 3 if last_comment >= 0 else 0
    html = html[:cut] + html[cut:].replace("<!--", "&lt;!--")
    cut = html.rfind(">") + 1 if last_tag >= 0 else 0
    return html[:cut] + html[cut:].replace("<", "&lt;")


class _Reader(HTMLParser):
    """A parser that adds to the innermost open element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.opened = [Node("div")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN:  # text such as `List<int>`
            self.handle_data(self.get_starttag_text() or "")
            return
        while tag in CLOSED_BY.get(self.opened[-1].tag, ()):
            self.opened.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.opened[-1].children.append(node)
        if tag not in VOID and len(self.opened) < DEEPEST:
            self.opened.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in KNOWN - VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        tags = [node.tag for node in self.opened[1:]]
        if tag in tags:
            del self.opened[len(tags) - tags[::-1].index(tag) :]
        elif tag not in KNOWN:
            self.handle_data(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.opened[-1].children.append(data)
