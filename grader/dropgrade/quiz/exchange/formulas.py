"""Formulas in Markdown: `$…$` and `$$…$$` outside code, which no other rule may touch."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

# As Pandoc has it: prices such as $5 and $6 are no formula, because a space stands before the second sign.
INLINE = re.compile(
    r"\$\$(?P<display>(?:\\.|[^\\$]|\$(?!\$))+?)\$\$|\$(?=\S)(?P<inline>(?:\\.|[^\\$])+)(?<=\S)\$(?!\d)", re.DOTALL
)
BLOCK = re.compile(r"\A {0,3}\$\$(?P<display>(?:(?!\n[ \t]*\n|\$\$)(?:\\.|.))+)\$\$[ \t]*(?:\n|\Z)", re.DOTALL)
DISPLAY, WITHIN = "formula_display", "formula_inline"


def add_formulas(parser: MarkdownIt) -> None:
    """Let a parser read formulas, as tokens of their own."""
    parser.inline.ruler.before("escape", "formula", _read_inline)
    parser.block.ruler.before("fence", "formula", _read_block, {"alt": ["paragraph", "reference", "blockquote"]})


def _read_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser passes it by position
    found = INLINE.match(state.src, state.pos) if state.src.startswith("$", state.pos) else None
    content = (found["inline"] or found["display"]).strip() if found else ""
    if found is None or not content:
        return False
    if not silent:
        state.push(DISPLAY if found["inline"] is None else WITHIN, "", 0).content = content
    state.pos = found.end()
    return True


def _read_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - as above
    """A formula in lines of its own, in which `+ 2` begins no list."""
    at = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("$$", at):
        return False
    found = BLOCK.match(state.getLines(start, end, state.blkIndent, keepLastLF=False))
    if found is None or not found["display"].strip():
        return False
    if not silent:
        state.line = start + found[0].rstrip("\n").count("\n") + 1
        state.push("paragraph_open", "p", 1)
        state.push(DISPLAY, "", 0).content = found["display"].strip()
        state.push("paragraph_close", "p", -1)
    return True
