r"""The formulas of a problem, from `formulas.md`: LaTeX with named terms, and the code that computes each.

A formula is on lines of its own between two `$$`, and `\term{keep}{1 - p}` names a part of it. A list explains each
term, with an expression that gives its value. Lines as at Python's prompt define the names that the expressions use:
they call the student's function with inputs for which no two terms have equal values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.faults import Fault, read_optional
from dropgrade.course.python_text import is_python

FILE = "formulas.md"
FORMULA = re.compile(r"^\$\$(.+?)\$\$[ \t]*$", re.DOTALL | re.MULTILINE)
TERM = re.compile(r"^- ([a-z][a-z0-9_]*): (.+(?:\n  .+)*)", re.MULTILINE)
CODE = re.compile(r"\s*`([^`]+)`$")
LINE = re.compile(r"^(?:>>>|\.\.\.) ?(.*)$", re.MULTILINE)
NAMED = re.compile(r"\\term\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a formula: its description, and an expression for its value (empty if the code has none)."""

    key: str
    words: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a problem in LaTeX, their terms by key, and the lines that call the student's function."""

    latex: tuple[str, ...]
    terms: dict[str, Term]
    lines: tuple[str, ...]


NONE = Formulas((), {}, ())


def examine_formulas(solution: Path) -> tuple[Formulas, list[Fault]]:
    """Return the formulas of a problem and every fault; there are none if the file does not exist."""
    file = solution / FILE
    text, broken = read_optional(file)
    if text is None:
        return NONE, broken
    latex = tuple(" ".join(found[1].split()) for found in FORMULA.finditer(text))
    terms = {term.key: term for term in _terms(text)}
    formulas = Formulas(latex, terms, tuple(LINE.findall(text)))
    return formulas, [Fault(file, *each) for each in _faults(formulas)]


def _terms(text: str) -> Iterator[Term]:
    for found in TERM.finditer(text):
        words = " ".join(found[2].split())
        code = CODE.search(words)
        plain = CODE.sub("", words)
        yield Term(found[1], plain, code[1] if code else "", text.count("\n", 0, found.start()) + 1)


def _faults(formulas: Formulas) -> Iterator[tuple[int, str, str]]:
    """Yield the line, what is wrong there, and how to fix it."""
    if not formulas.latex:
        yield 0, "it has no formula", "Write one on lines of its own, between two $$."
    named = {key for latex in formulas.latex for key in NAMED.findall(latex)}
    for key in sorted(named - formulas.terms.keys()):
        yield 0, f"the term {key!r} is in a formula only", f"Say what it is: - {key}: … `expression`"
    for key in sorted(formulas.terms.keys() - named):
        yield formulas.terms[key].line, f"no formula has the term {key!r}", f"Name it: \\term{{{key}}}{{…}}"
    for term in formulas.terms.values():
        if term.value and not is_python(term.value, "eval"):
            yield term.line, f"`{term.value}` is not an expression", "Write it as in Python."
    if not is_python("\n".join(formulas.lines), "exec"):
        yield 0, "the lines of the call are not Python", "Write them as at Python's prompt."
