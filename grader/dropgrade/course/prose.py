"""Parse Markdown for quizzes: blocks with line numbers, the source text, and the visible text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

SIGN = re.compile(r"`+|<!--|\\.", re.DOTALL)
TICKS = re.compile(r"`+")
INDENT = re.compile(r"[ \t]*")
MARKER = re.compile(r"\A[ \t]*(?:[-*+]|\d+[.)])")
QUOTE = re.compile(r"\A(?:[ \t]*> ?|[ \t]+)")
FENCE = re.compile(r"```|~~~|\n[ \t]*\n")
WRITTEN = ("inline", "html_block")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document: lines `start` to `end` (from 0, the end excluded), and its inner blocks."""

    kind: str
    start: int
    end: int
    content: str
    info: str
    markup: str
    tag: str
    children: tuple[Block, ...]

    @property
    def words(self) -> str:
        """The text at its beginning: a whole heading, or the first paragraph of a list item or a quote."""
        return self.children[0].words if self.children else self.content

    @property
    def line(self) -> int:
        """The line number where it begins, counted from 1."""
        return self.start + 1


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of the author; `line` counts from 0."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file as blocks and as lines; comments are removed from the lines without changing their numbers."""

    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    comments: tuple[Comment, ...]

    def text(self, start: int, end: int) -> str:
        """Return the Markdown of a range of lines."""
        return trimmed(self.lines[start:end])


def parse(text: str) -> Document:
    """Parse any text as a document."""
    tokens = _parser().disable(["inline", "text_join"]).parse(text)
    blocks = _tree(tokens)
    lines, comments = _without_comments(text.split("\n"), blocks)
    return Document(tuple(lines), blocks, tuple(comments))


def walk(blocks: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """Yield every block and its depth, in the order of the file."""
    for block in blocks:
        yield 0, block
        for depth, inner in walk(block.children):
            yield depth + 1, inner


def prose(document: Document) -> list[str]:
    """Return the lines of the document with code and comments blanked out."""
    lines = [""] * len(document.lines)
    for start, end in _written_lines(document.blocks):
        text = "\n".join(document.lines[start:end])
        lines[start:end] = _emptied(text, "code").split("\n")
    return lines


def trimmed(lines: Sequence[str]) -> str:
    """Join lines, without empty ones at the beginning and the end."""
    first = next((at for at, line in enumerate(lines) if line.strip(" \t")), len(lines))
    return "\n".join(lines[first:]).rstrip()


def unquoted(lines: Sequence[str]) -> str:
    """Return the text of a quote, without the marks; continuation lines may lack them."""
    return trimmed([QUOTE.sub("", line) for line in lines])


def unlisted(lines: Sequence[str]) -> str:
    """Return the text of a list item, without its bullet and its indentation."""
    if not lines:
        return ""
    first = MARKER.sub(lambda m: " " * len(m[0]), lines[0])
    expanded = [_expanded(line) for line in (first, *lines[1:])]
    margin = next((len(line) - len(line.lstrip()) for line in expanded if line.strip()), 0)
    return trimmed([line[min(margin, len(line) - len(line.lstrip())) :] for line in expanded])


def plain(markdown: str) -> str:
    """Return the visible text of a short piece of Markdown: no backticks, stars or fences, one line per paragraph."""
    parser = _parser()
    is_inline = not FENCE.search(markdown)  # otherwise a text such as `+ 3` would be a list
    tokens = parser.parseInline(markdown) if is_inline else parser.parse(markdown)
    return "\n".join(filter(None, map(_visible, tokens))).strip()


def _visible(token: Token) -> str:
    if token.type == "inline":
        return "".join(map(_visible, token.children or ()))
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content


@cache
def _markdown_it() -> type[MarkdownIt]:
    from markdown_it import MarkdownIt  # here, for commands that read no quiz

    return MarkdownIt


def _parser() -> MarkdownIt:
    return _markdown_it()("commonmark").enable("table")


def _tree(tokens: Iterable[Token]) -> tuple[Block, ...]:
    """Build nested blocks from a flat list of tokens."""
    opened: list[Token] = []
    levels: list[list[Block]] = [[]]
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            levels.append([])
        elif token.nesting < 0:
            children = levels.pop()
            levels[-1].append(_block(opened.pop(), children))
        else:
            levels[-1].append(_block(token, []))
    return tuple(levels[0])


def _block(token: Token, children: list[Block]) -> Block:
    kind = token.type.removesuffix("_open")
    start, end = token.map or (0, 0)
    return Block(kind, start, end, token.content, token.info, token.markup, token.tag, tuple(children))


def _without_comments(lines: list[str], blocks: tuple[Block, ...]) -> tuple[list[str], list[Comment]]:
    comments: list[Comment] = []
    for start, end in _written_lines(blocks):
        text = "\n".join(lines[start:end])
        found = [(at, until) for kind, at, until in spans(text) if kind == "comment"]
        comments += [Comment(text[at + 4 : to - 3].strip(), start + text.count("\n", 0, at)) for at, to in found]
        if found:
            lines[start:end] = [line.rstrip() for line in _emptied(text, "comment").split("\n")]
    return lines, comments


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the code spans and comments of a text: `code` or `comment`, start and end.

    Whichever begins first wins: a comment in a code span is code, and backticks in a comment belong to the comment.
    Takes linear time, even with many spans that never end.
    """
    runs: dict[int, list[int]] = {}
    for run in TICKS.finditer(text):
        runs.setdefault(len(run[0]), []).append(run.start())
    done, last_end = 0, text.rfind("-->")
    for sign in SIGN.finditer(text):
        start, mark = sign.start(), sign[0]
        if start < done or mark[0] == "\\":
            continue
        if mark == "<!--":
            if sign.end() <= last_end:
                done = text.find("-->", sign.end()) + 3
                yield "comment", start, done
        elif not text.startswith("`", max(0, start - 1), start):  # else the rest of an escaped run
            same = runs[len(mark)]
            following = bisect_left(same, sign.end())
            if following < len(same):
                done = same[following] + len(mark)
                yield "code", start, done


def _emptied(text: str, kind: str) -> str:
    """Return a text without its spans of one kind, but with their line breaks."""
    parts, at = [], 0
    for found, start, end in spans(text):
        if found == kind:
            parts += [text[at:start], "\n" * text.count("\n", start, end)]
            at = end
    return "".join([*parts, text[at:]])


def _written_lines(blocks: Iterable[Block]) -> list[tuple[int, int]]:
    """Return the line ranges with words, each once; the cells of a table row share a range."""
    return sorted({(b.start, b.end) for _, b in walk(blocks) if b.kind in WRITTEN and b.end})


def _expanded(line: str) -> str:
    """Return the line with its leading tabs expanded to spaces."""
    indent = INDENT.match(line)
    width = indent.end() if indent else 0
    return line[:width].expandtabs(4) + line[width:]
