"""LaTeX as MathML, with the library's known faults caught."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from latex2mathml.converter import convert

from dropgrade.lab.reading.mathml import NotMathematics, formula, terms_of
from dropgrade.lab.reading.nodes import Node, element


def written(node: Node) -> str:
    """A tree as its tags and texts, without attributes."""
    if isinstance(node, str):
        return node
    return f"<{node['tag']}>{''.join(map(written, node['children']))}</{node['tag']}>"


def marked(node: Node) -> dict[str, str]:
    """The texts of the parts of a tree that are terms."""
    if isinstance(node, str):
        return {}
    own = {node["attributes"]["data-term"]: text_of(node)} if "data-term" in node["attributes"] else {}
    return own | {key: text for child in node["children"] for key, text in marked(child).items()}


def text_of(node: Node) -> str:
    """The text of a tree."""
    return node if isinstance(node, str) else "".join(map(text_of, node["children"]))


def test_a_formula_is_a_tree_of_mathml() -> None:
    """Fractions, scripts and signs are elements of MathML."""
    tree = formula(r"\mathrm{out}_i = \frac{x_i}{1 - p}")
    assert written(tree) == (
        "<math><mrow><msub><mtext>out</mtext><mi>i</mi></msub><mo>=</mo>"
        "<mfrac><mrow><msub><mi>x</mi><mi>i</mi></msub></mrow><mrow><mn>1</mn><mo>\u2212</mo><mi>p</mi></mrow></mfrac>"
        "</mrow></math>"
    )


def test_terms_are_marked_where_they_are() -> None:
    """A term is the part between its braces, and may hold others."""
    latex = r"\term{out}{\mathrm{out}_i} = \term{all}{\frac{\term{kept}{x_i m_i}}{\term{keep}{1 - p}}} + \term{b}{b}_i"
    assert marked(formula(latex)) == {
        "out": "outi",
        "all": "ximi1\u2212p",
        "kept": "ximi",
        "keep": "1\u2212p",
        "b": "b",
    }
    assert terms_of(latex) == ["out", "all", "kept", "keep", "b"]


def test_aligned_has_no_raw_sign() -> None:
    """The library writes the `&` of `aligned` unescaped, which is not XML; here it gives rows and columns."""
    latex = r"\begin{aligned} a &= b \\ c &= d \end{aligned}"
    with pytest.raises(ET.ParseError):
        ET.fromstring(convert(latex))
    assert written(formula(latex)).count("<mtr>") == 2


def test_words_in_a_formula_are_words() -> None:
    """The library does not escape a text, so that one could be an element; here it stays a text."""
    latex = r"\text{<script>alert(1)</script> & a < b}"
    assert "<script>" in convert(latex)
    assert text_of(formula(latex)).replace("\u00a0", " ") == "<script>alert(1)</script> & a < b"
    assert "script" not in [child["tag"] for child in formula(latex)["children"]]


@pytest.mark.parametrize(
    "latex",
    [
        r"\foo x",
        r"\href{javascript:alert(1)}{x}",
        r"\text{\foo}",
        r"\begin{tabular} a \end{tabular}",
        r"\def\a{b}",
        r"\color{red}{x}",
        r"\class{evil}{x}",
        "a & b",
        "{",
        r"\frac{a}",
        r"\begin{aligned} a",
    ],
)
def test_what_is_not_understood_is_refused(latex: str) -> None:
    """An unknown command, which the library passes on as a letter, and an invalid formula raise with a reason."""
    with pytest.raises(NotMathematics, match=r"\w"):
        formula(latex)


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("script", {}),
        ("img", {}),
        ("p", {"onclick": "x"}),
        ("a", {"href": "javascript:x"}),
        ("mi", {"href": "https:x"}),
    ],
)
def test_no_other_element_or_address_is_made(tag: str, attributes: dict[str, str]) -> None:
    """A tree for the page can hold nothing that runs or leads to anything but the web."""
    with pytest.raises(ValueError, match="no"):
        element(tag, [], attributes)
