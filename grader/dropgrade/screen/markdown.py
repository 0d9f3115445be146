"""Render Markdown for a terminal: text wrapped to a width, code unchanged."""

# rich.markdown would drop the backticks of `y[mask]`, wrap code and turn :x: into a picture. Working around that takes
# more code than walking the parser's tokens.

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from dropgrade.course.prose import FENCE
from dropgrade.screen.console import FIRM, held, hung, wrapped
from dropgrade.screen.math_in_markdown import PARSER, readable
from dropgrade.screen.tables import table
from dropgrade.screen.text import printable

CODE, HEADING = "cyan", "bold"
STYLES = {"em_open": "italic", "strong_open": "bold"}
INDENT = 4
LONGEST_UNBROKEN = 24
"""Inline code up to this width is not broken at its spaces."""
SPACES = re.compile(r"[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def blocks(markdown: str, console: Console, *, indent: int = 0) -> list[Text]:
    """Return lines for a console; print them with `soft_wrap=True`, so that long lines of code stay whole."""
    lines = text_of(markdown, console.width - indent, coloured=_is_coloured(console))
    return hung(lines, " " * indent, " " * indent)


def option(letter: str, markdown: str, console: Console, *, indent: int = 0) -> Text:
    """Return an option for a console, to be printed like `blocks`."""
    lines = option_lines(letter, markdown, console.width - indent, coloured=_is_coloured(console))
    return Text("\n").join(hung(lines, " " * indent, " " * indent))


def text_of(markdown: str, width: int, *, coloured: bool) -> list[Text]:
    """Return wrapped lines; lines of code and single long words may be wider than `width`."""
    return _Writer(coloured).blocks(_nested(iter(PARSER.parse(readable(markdown)))), width)


def option_lines(letter: str, markdown: str, width: int, *, coloured: bool) -> list[Text]:
    """Return the lines of an option after its letter; a single paragraph is never read as a list or a heading."""
    marker = f"{letter})" if letter.isalnum() else letter
    parse = PARSER.parse if FENCE.search(markdown) else PARSER.parseInline
    lines = _Writer(coloured).blocks(_nested(iter(parse(readable(markdown)))), width - INDENT)
    return hung(lines or [Text()], f"{marker:{INDENT}}", " " * INDENT)


def _is_coloured(console: Console) -> bool:
    """Whether styles are visible; otherwise backticks mark code."""
    return console.color_system is not None and not console.no_color


@dataclass(frozen=True, slots=True)
class _Block:
    """A token and, if it opens a block, the blocks inside."""

    token: Token
    children: list[_Block]

    @property
    def kind(self) -> str:
        return self.token.type.removesuffix("_open")


def _nested(tokens: Iterator[Token]) -> list[_Block]:
    """Return the blocks up to the end of the enclosing one."""
    found = []
    for token in tokens:
        if token.nesting < 0:
            break
        found.append(_Block(token, _nested(tokens) if token.nesting > 0 else []))
    return found


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns blocks into lines, with styles or with signs."""

    coloured: bool

    def blocks(self, blocks: Iterable[_Block], width: int) -> list[Text]:
        """Return blocks one below the other, separated by blank lines except after the words of a tight list."""
        lines: list[Text] = []
        touches = True
        for block in blocks:
            below = self._block(block, width)
            lines += [Text()] * (bool(below) and not touches)
            lines += below
            touches = block.token.hidden or not lines
        return lines

    def _block(self, block: _Block, width: int) -> list[Text]:
        match block.kind:
            case "inline":
                return wrapped(self._inline(block.token.children or []), width)
            case "heading":
                return [self._styled(line, HEADING) for line in self.blocks(block.children, width)]
            case "fence" | "code_block":
                return self._code(block.token.content)
            case "bullet_list" | "ordered_list":
                return self._list(block, width)
            case "blockquote":
                return hung(self.blocks(block.children, width - 2), "> ", "> ")
            case "table":
                return self._table(block, width)
            case "hr":
                return [Text("-" * max(width, 3))]
        return self.blocks(block.children, width)

    def _code(self, content: str) -> list[Text]:
        code = [printable(line.expandtabs(4)) for line in content.removesuffix("\n").split("\n")]
        return hung([self._styled(Text(line), CODE) for line in code], " " * INDENT, " " * INDENT)

    def _list(self, block: _Block, width: int) -> list[Text]:
        first, lines = int(block.token.attrs.get("start", 1)), list[Text]()
        is_loose = any(not b.token.hidden for item in block.children for b in item.children if b.kind == "paragraph")
        for number, item in enumerate(block.children, first):
            marker = "- " if block.kind == "bullet_list" else f"{number}. "
            lines += [Text()] * (is_loose and number > first)
            inner = self.blocks(item.children, width - len(marker)) or [Text()]
            lines += hung(inner, marker, " " * len(marker))
        return lines

    def _table(self, block: _Block, width: int) -> list[Text]:
        rows = [[self._cell(cell) for cell in row.children] for part in block.children for row in part.children]
        aligns = [str(cell.token.attrs.get("style", "")) for cell in block.children[0].children[0].children]
        return table(rows, aligns, width)

    def _cell(self, cell: _Block) -> Text:
        is_heading = cell.kind == "th"
        text = self._inline([t for b in cell.children for t in b.token.children or []])
        return self._styled(text, HEADING) if is_heading else text

    def _inline(self, tokens: Sequence[Token]) -> Text:
        text, opened = Text(), list[tuple[Token, int]]()
        for token in tokens:
            if token.nesting > 0:
                opened.append((token, len(text)))
            elif token.nesting < 0:
                self._close(text, *opened.pop())
            else:
                text.append_text(self._leaf(token))
        text.plain = held(text.plain)
        return text

    def _close(self, text: Text, token: Token, start: int) -> None:
        """Style emphasised text, or add the address of a link."""
        if token.type in STYLES and self.coloured:
            text.stylize(STYLES[token.type], start)
        elif token.type == "link_open":
            url, shown = _visible(str(token.attrs["href"])), text.plain[start:]
            if url.removeprefix("mailto:") != shown:
                text.append(f" ({url})" if shown else url)

    def _leaf(self, token: Token) -> Text:
        match token.type:
            case "softbreak":
                return Text(" ")
            case "hardbreak":
                return Text("\n")
            case "image":
                return Text(f"[picture: {self._inline(token.children or []).plain}]")
            case "code_inline":
                return self._code_span(token)
        return Text(_visible(token.content))

    def _code_span(self, token: Token) -> Text:
        code = printable(token.content.expandtabs(1))
        if not self.coloured:
            pad = " " * code.startswith("`"), " " * code.endswith("`")
            code = code.join((token.markup + pad[0], pad[1] + token.markup))
        return self._styled(Text(code.replace(" ", FIRM) if cell_len(code) <= LONGEST_UNBROKEN else code), CODE)

    def _styled(self, text: Text, style: str) -> Text:
        if self.coloured:
            text.stylize(style)
        return text


def _visible(words: str) -> str:
    return printable(SPACES.sub(" ", words))
