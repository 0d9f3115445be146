"""Write words as Markdown: escape syntax, and keep formulas and code."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

FORMULA = re.compile(
    r"\\\((?P<inline>.{1,1000}?)\\\)|\\\[(?P<block>.{1,1000}?)\\\]|\$\$(?P<dollars>[^$]{1,1000})\$\$", re.DOTALL
)
MEANING = re.compile(
    r"""(?x)
    \\(?=[!-/:-@\[-`{-~]|\n|\Z)             # a backslash that would escape
    | `
    | (?<!\s)\*|\*(?!\s)                    # a star at a word
    | (?<![^\W_])_|_(?![^\W_])              # an underscore, unless it joins two
    | <(?=[A-Za-z/!?])
    | &(?=\#?\w+;)
    | \$(?=\S|\Z)
    | \](?=\()
    | \[(?=[^\[\]]*\]:|[^\[\]]{0,3}\](?:\s|\Z)|!)   # a definition, a box, an alert
    """
)
AT_START = re.compile(
    r"^(?:(?P<digits>\d{1,9})(?=[.)](?:\s|$))|(?=(?:\#{1,6}|[-+*])(?:\s|$)|>|~~~|=+\s*$|--|[|:][-|: ]*$))"
)
GAPS = re.compile(r"[ \t\r\f\v]*\n\s*|[ \t\r\f\v]+")
TICKS = re.compile(r"`+")


def words(text: str) -> str:
    """Return Markdown that shows a text; formulas in backslashes or double dollars are converted."""
    parts, at = [], 0
    for found in FORMULA.finditer(text):
        formula = _formula(found)
        if formula:
            parts += [_escaped(text[at : found.start()]), formula]
            at = found.end()
    return "".join([*parts, _escaped(text[at:])])


def line_starts(text: str) -> str:
    """Return a paragraph none of whose lines begins something else."""
    return "\n".join(AT_START.sub(lambda m: f"{m['digits'] or ''}\\", line.strip(" \t")) for line in text.split("\n"))


def code_span(code: str) -> str:
    """Return inline code, in as many backticks as necessary."""
    code = re.sub(r"\s*\n\s*", " ", code)
    if not code.strip():
        return code
    ticks = _longer(code, 1)
    pad = " " if code.startswith(("`", " ")) or code.endswith(("`", " ")) else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


def fence(code: str, language: str) -> str:
    """Return a code block."""
    ticks = _longer(code, 3)
    return f"{ticks}{language}\n{code.strip(chr(10))}\n{ticks}"


def _longer(code: str, least: int) -> str:
    """Return a run of backticks that does not occur in the code."""
    found = {len(run) for run in TICKS.findall(code)}
    if least > 1:
        return "`" * max([least, *(length + 1 for length in found)])
    return "`" * next(length for length in range(least, len(found) + 2) if length not in found)


def _formula(found: re.Match[str]) -> str:
    """Return a formula in our notation, or an empty string if that is not possible."""
    within = " ".join((found["inline"] or found["block"] or found["dollars"]).split())
    mark = "$" if found["inline"] else "$$"
    formula = f"{mark}{within}{mark}"
    if not INLINE.fullmatch(formula):
        return ""
    return formula + (" " if mark == "$" and found.string[found.end() :][:1].isdigit() else "")


def _escaped(text: str) -> str:
    return MEANING.sub(lambda m: "\\" + m[0], GAPS.sub(lambda m: "\n" if "\n" in m[0] else " ", text))


# As in Pandoc: prices such as $5 and $6 are not a formula, because of the space before the second dollar.
INLINE = re.compile(
    r"\$\$(?P<display>(?:\\.|[^\\$]|\$(?!\$))+?)\$\$|\$(?=\S)(?P<inline>(?:\\.|[^\\$])+)(?<=\S)\$(?!\d)", re.DOTALL
)
BLOCK = re.compile(r"\A {0,3}\$\$(?P<display>(?:(?!\n[ \t]*\n|\$\$)(?:\\.|.))+)\$\$[ \t]*(?:\n|\Z)", re.DOTALL)
DISPLAY, WITHIN = "formula_display", "formula_inline"


def add_formulas(parser: MarkdownIt) -> None:
    """Make a parser read formulas as tokens."""
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
    """Read a formula on lines of its own, in which `+ 2` does not begin a list."""
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
