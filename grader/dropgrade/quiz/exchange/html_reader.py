"""Convert HTML to the Markdown of our quizzes, with a note for everything that a terminal cannot show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dropgrade.quiz.exchange.html_tree import BLOCKS, LEFT_OUT, Node, read_html
from dropgrade.quiz.exchange.html_writer import render, visible
from dropgrade.quiz.exchange.markdown_escapes import code_span, fence, line_starts, words

EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
CODE = frozenset({"code", "kbd", "samp", "tt"})
SCRIPTS = {"sub": "_", "sup": "^"}
LINK = re.compile(r"(?:https?://|mailto:)[^\s<>]+")
SIMPLE = re.compile(r"[\w:/.?=&%#~+,;@-]+")
LANGUAGE = re.compile(r"\blang(?:uage)?-([\w+.-]+)")
ALIGNED = re.compile(r"text-align:\s*(left|center|right)")
RULES = {"left": ":--", "center": ":-:", "right": "--:"}
BREAK = "\v"  # until the paragraph is complete; `\s` matches it
BREAKS = re.compile(r"[ \t\n]*\v\s*")
PARTS = re.compile(r"[ \t\n]*\v[ \t\n]*\v\s*|\n\s*\n")
"""Two line breaks that begin a new paragraph."""
Child = Node | str


def to_markdown(html: str) -> tuple[str, list[str]]:
    """Return the Markdown and notes on what was left out."""
    tree = read_html(html)
    writer = _Writer()
    markdown = writer.document(tree)
    bare = _Writer(emphasis={}).document(tree)
    # Emphasis next to brackets or quotation marks may show its stars; then it is dropped, as words matter more.
    fits = visible(render(markdown)) == visible(render(bare))
    return (markdown if fits else bare), writer.missing


@dataclass(slots=True)
class _Writer:
    """Writes Markdown and collects what it could not express."""

    emphasis: dict[str, str] = field(default_factory=lambda: dict(EMPHASIS))
    missing: list[str] = field(default_factory=list)

    def document(self, node: Node) -> str:
        """Return the Markdown of a whole text."""
        return "\n\n".join(self.blocks(node))

    def blocks(self, node: Node) -> list[str]:
        """Return the blocks inside an element; words between them are paragraphs."""
        found: list[str] = []
        run: list[Child] = []
        for child in [*node.children, Node("")]:
            if isinstance(child, Node) and (not child.tag or _holds_block(child)):
                found += [self.paragraph(run), *(self.block(child) if child.tag else [])]
                run = []
            else:
                run.append(child)
        return [each for each in found if each]

    def paragraph(self, children: Sequence[Child]) -> str:
        """Return words as a block."""
        parts = PARTS.split(self.line(children).strip())
        return "\n\n".join(BREAKS.sub("\\\\\n", line_starts(BREAKS.sub(f"{BREAK}\n", part))) for part in parts)

    def block(self, node: Node) -> list[str]:
        """Return the blocks that an element consists of."""
        match node.tag:
            case "pre":
                return [self.code(node)]
            case "ul" | "ol":
                return [self.items(node)]
            case "table":
                return [self.table(node)]
            case "blockquote":
                lines = self.document(node).split("\n")
                return ["\n".join(f"> {line}".rstrip() for line in lines)] if any(lines) else []
            case "hr":
                return ["***"]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                text = " ".join(self.line(node.children).split())
                return [f"**{text}**" if text and self.emphasis else text]
        return self.blocks(node)

    def code(self, node: Node) -> str:
        """Return a code block with its language, but never one that is run."""
        inner = node.all("code")
        language = LANGUAGE.search(" ".join(n.attributes.get("class", "") for n in (node, *inner)))
        return fence(node.text.removeprefix("\n"), language[1] if language else "")

    def items(self, node: Node) -> str:
        """Return a list; its bullets differ from those of options, which may be next to it."""
        items = [child for child in node.children if isinstance(child, Node) and child.tag == "li"]
        gap = "\n\n" if any(item.all("p") for item in items) else "\n"
        first = node.attributes.get("start", "1")
        start = int(first) if first.isdecimal() and len(first) < len("1000000000") else 1
        written = []
        for number, item in enumerate(items, start):
            marker = "* " if node.tag == "ul" else f"{number}. "
            written.append(marker + gap.join(self.blocks(item)).replace("\n", "\n" + " " * len(marker)))
        return "\n".join(line.rstrip() for line in gap.join(written).split("\n"))

    def table(self, node: Node) -> str:
        """Return a table; the first row becomes its head."""
        rows = [[cell for cell in row.children if isinstance(cell, Node)] for row in node.all("tr")]
        if not rows:
            return self.document(Node("div", {}, [child for child in node.children if isinstance(child, Node)]))
        width = max(map(len, rows))
        lines = [[self.cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        styles = [ALIGNED.search(cell.attributes.get("style", "")) for cell in rows[0]]
        rules = [RULES[style[1]] if style else "---" for style in styles] + ["---"] * (width - len(styles))
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in (lines[0], rules, *lines[1:]))
        captions = [self.paragraph(caption.children) for caption in node.all("caption")]
        return "\n\n".join([*captions, table])

    def cell(self, node: Node) -> str:
        """Return the content of a cell on one line, with vertical bars escaped."""
        text = " ".join(self.line([child]) for child in node.children) if _deep(node) else self.line(node.children)
        return " ".join(text.split()).replace("|", "\\|")

    def line(self, children: Sequence[Child]) -> str:
        """Return inline content."""
        return "".join(words(c) if isinstance(c, str) else self.inline(c) for c in _joined(children))

    def inline(self, node: Node) -> str:
        """Return an inline element."""
        if node.tag in CODE:
            return code_span(node.text)
        if node.tag in self.emphasis:
            return _around(self.line(node.children), self.emphasis[node.tag])
        if node.tag in SCRIPTS:
            inner = self.line(node.children).strip()
            return SCRIPTS[node.tag] + (inner if re.fullmatch(r"\w+|", inner) else f"({inner})")
        if node.tag in LEFT_OUT:
            self.missing.append(f"a `<{node.tag}>` is left out")
            return ""
        match node.tag:
            case "br":
                return BREAK
            case "a":
                return self.link(node)
            case "img":
                return self.image(node)
        return self.line(node.children)

    def link(self, node: Node) -> str:
        """Return a link to a web page; of other links only the words are kept."""
        text, goal = self.line(node.children), node.attributes.get("href", "").strip()
        if not goal:
            return text
        if not LINK.fullmatch(goal):
            self.missing.append(f"a link to {goal[:80]!r} is left out")
            return text
        return (
            f"<{goal}>" if node.text.strip() == goal else f"[{text}]({goal if SIMPLE.fullmatch(goal) else f'<{goal}>'})"
        )

    def image(self, node: Node) -> str:
        """Return words in place of an image."""
        source, shown = node.attributes.get("src", ""), node.attributes.get("alt", "").strip()
        self.missing.append(f"the image {source[:80]!r} is left out")
        return words(f"(image: {shown})" if shown else "(image)")


def _holds_block(child: Child) -> bool:
    return isinstance(child, Node) and (child.tag in BLOCKS or _deep(child))


def _deep(node: Node) -> bool:
    """Whether an element contains a block at any depth."""
    return any(_holds_block(child) for child in node.children)


def _joined(children: Sequence[Child]) -> list[Child]:
    """Merge adjacent texts, so that formulas stay in one piece."""
    joined: list[Child] = []
    for child in children:
        if isinstance(child, str) and joined and isinstance(joined[-1], str):
            joined[-1] += child
        else:
            joined.append(child)
    return joined


def _around(text: str, mark: str) -> str:
    """Put words between two marks without spaces next to them."""
    inner = text.strip()
    if not inner or "\n\n" in inner:
        return text
    before, _, after = text.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"
