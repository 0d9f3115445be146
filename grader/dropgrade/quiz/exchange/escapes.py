"""Words as Markdown: what would mean something there is escaped, formulas and code are written as Markdown has them."""

from __future__ import annotations

import re

from dropgrade.quiz.exchange.formulas import INLINE

FORMULA = re.compile(r"\\\((?P<inline>.+?)\\\)|\\\[(?P<block>.+?)\\\]|\$\$(?P<dollars>[^$]+)\$\$", re.DOTALL)
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
    """Text as Markdown that shows it; formulas between backslashes or two dollars become ours."""
    parts, at = [], 0
    for found in FORMULA.finditer(text):
        formula = _formula(found)
        if formula:
            parts += [_escaped(text[at : found.start()]), formula]
            at = found.end()
    return "".join([*parts, _escaped(text[at:])])


def line_starts(text: str) -> str:
    """A paragraph whose lines begin nothing else."""
    return "\n".join(AT_START.sub(lambda m: f"{m['digits'] or ''}\\", line.strip(" \t")) for line in text.split("\n"))


def code_span(code: str) -> str:
    """Code within a line, in as many backticks as it needs."""
    code = re.sub(r"\s*\n\s*", " ", code)
    if not code.strip():
        return code
    ticks = _longer(code, 1)
    pad = " " if code.startswith(("`", " ")) or code.endswith(("`", " ")) else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


def fence(code: str, language: str) -> str:
    """Code in lines of its own."""
    ticks = _longer(code, 3)
    return f"{ticks}{language}\n{code.strip(chr(10))}\n{ticks}"


def _longer(code: str, least: int) -> str:
    """Backticks that do not occur in the code."""
    found = {len(run) for run in TICKS.findall(code)}
    if least > 1:
        return "`" * max([least, *(length + 1 for length in found)])
    return "`" * next(length for length in range(least, len(found) + 2) if length not in found)


def _formula(found: re.Match[str]) -> str:
    """The formula in our marks, or nothing where it cannot stand in them."""
    within = " ".join((found["inline"] or found["block"] or found["dollars"]).split())
    mark = "$" if found["inline"] else "$$"
    formula = f"{mark}{within}{mark}"
    if not INLINE.fullmatch(formula):
        return ""
    return formula + (" " if mark == "$" and found.string[found.end() :][:1].isdigit() else "")


def _escaped(text: str) -> str:
    return MEANING.sub(lambda m: "\\" + m[0], GAPS.sub(lambda m: "\n" if "\n" in m[0] else " ", text))
