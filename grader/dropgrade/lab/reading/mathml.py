r"""Convert LaTeX to MathML with latex2mathml, whose output is checked.

That library passes unknown commands on as letters, does not escape what is in `\text{…}`, and writes the `&` of
`aligned` as it is. So commands are checked against a list before it, special signs in texts are written as entities
for it, and what comes out has to be well-formed and made of elements of a list (`nodes.py`).
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from dropgrade.lab.reading.nodes import Node, element
from dropgrade.screen.latex import LEXEME, SIGNS, SPACED

TERM = re.compile(r"\\term\{([a-z][a-z0-9_]*)\}")
TEXT = re.compile(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}")
LETTERS = re.compile(r"\\(?:mathrm|operatorname)\{([A-Za-z]{2,})\}")
COMMANDS = {*SIGNS, *SPACED, "text", "mathrm", "mathbf", "mathbb", "mathcal", "operatorname", "begin", "end"}
COMMANDS |= {"frac", "tfrac", "dfrac", "sqrt", "sum", "prod", "log", "exp", "max", "min", "tanh", "lim"}
COMMANDS |= {"tilde", "hat", "bar", "vec", "overline", "widehat", "underbrace", "overbrace"}
ENVIRONMENTS = {"cases", "aligned", "matrix", "pmatrix"}
ENVIRONMENT = re.compile(r"\\(?:begin|end)\{([^{}]*)\}")
MARK = "term-"
SIGNS_OF_THEIR_OWN = {"~": "\u223c"}
"""Signs that the library writes in another way than mathematics does."""
PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
"""The elements with a fixed number of children."""
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


class NotMathematics(ValueError):
    """A formula cannot be typeset; the message says why."""


def formula(latex: str, *, is_block: bool = True) -> Node:
    r"""A formula as a tree of MathML, the parts that `\term` names marked with `data-term`.

    Raises `NotMathematics` for an unknown command, or if the text is not a formula.
    """
    source = TERM.sub(lambda found: rf"\class{{{MARK}{found[1]}}}", latex)
    _check(TERM.sub("", latex))
    try:
        from latex2mathml.converter import convert  # an extra, which may be missing in a notebook

        written = convert(_prepared(source), display="block" if is_block else "inline")
        root = ET.fromstring(written)  # noqa: S314 - made by the library from text without entities of its own
    except NotMathematics:
        raise
    except Exception as error:
        raise NotMathematics(f"it cannot be read: {error}") from error
    return _node(root)


def terms_of(latex: str) -> list[str]:
    """The keys of the terms that a formula names, in order."""
    return TERM.findall(latex)


def _check(latex: str) -> None:
    for lexeme in LEXEME.findall(TEXT.sub("", latex)):
        name = lexeme[1:]
        if lexeme[0] == "\\" and name not in COMMANDS and name.isalpha():
            raise NotMathematics(f"there is no command {lexeme}")
    for name in ENVIRONMENT.findall(latex):
        if name not in ENVIRONMENTS:
            raise NotMathematics(f"there is no environment {name!r}")


def _prepared(latex: str) -> str:
    """Rewrite LaTeX for the library: `align*` for `aligned`, words as texts, and XML's special signs escaped."""
    latex = latex.replace("{aligned}", "{align*}")
    latex = LETTERS.sub(r"\\text{\1}", latex)
    return re.sub(r"(\\text\{)([^{}]*)\}", lambda found: f"{found[1]}{html.escape(found[2], quote=False)}}}", latex)


def _node(found: ET.Element) -> Node:
    tag = found.tag.removeprefix(NAMESPACE)
    attributes = {name: value for name, value in found.attrib.items() if name != "linebreak"}
    name = attributes.pop("class", "")
    if name.startswith(MARK):
        tag, attributes = "mrow", {"data-term": name.removeprefix(MARK)}
    if len(found) != PARTS.get(tag, len(found)):
        raise NotMathematics(f"<{tag}> has not all of its parts")
    try:
        return element(tag, list(_children(found)), attributes)
    except ValueError as error:
        raise NotMathematics(str(error)) from error


def _children(found: ET.Element) -> Iterator[Node]:
    if found.text and found.text.strip(" \n"):
        if "\\" in found.text:
            raise NotMathematics(f"{found.text!r} was not understood")
        yield SIGNS_OF_THEIR_OWN.get(found.text, found.text)
    for child in found:
        yield _node(child)
        if child.tail and child.tail.strip():
            raise NotMathematics(f"{child.tail!r} lies between two parts")
