"""Formulas: what a terminal shows for simple LaTeX, and what counts as a formula in Markdown."""

from __future__ import annotations

import random

import pytest

from dropgrade.screen.math_in_markdown import PARSER, readable, unicode_of

FORMULAS = {
    r"\frac{a}{b}": "a/b",
    r"\frac{h}{1 - p}": "h/(1 - p)",
    r"\frac{1}{2}x": "1/2 x",
    r"\frac{1}{2\sigma}": "1/(2\u03c3)",
    r"\frac12": "1/2",
    r"\frac{-1}{2}": "-1/2",
    r"\frac{\frac{a}{b}}{c}": "(a/b)/c",
    r"\frac{1}{0.5}": "1/0.5",
    r"\frac{1}{f(x)}": "1/f(x)",
    r"\frac{1}{p(1-p)}": "1/(p(1-p))",
    r"\frac{1}{\text{keep}}": "1/keep",
    r"\frac{\partial L}{\partial w}": "∂L/∂w",
    r"\frac{1}{n}\sum_{i=1}^{n} x_i": "1/n Σᵢ₌₁ⁿ xᵢ",
    r"\left(\frac{a}{b}\right)^2": "(a/b)²",
    r"{\frac{a}{b}}^2": "(a/b)²",
    r"\tilde{h} = \frac{m \odot h}{1-p}": "h\u0303 = (m ⊙ h)/(1-p)",
    r"\tilde{\mathbf{h}}": "h\u0303",
    r"\hat{y}_i": "ŷᵢ",
    r"\bar{x_i}": "x\u0304ᵢ",
    r"\overline{x + y}": "overline(x + y)",
    r"\mathbb{E}[h_i]": "E[hᵢ]",
    r"\operatorname{Var}(x) = \sigma^2": "Var(x) = σ²",
    r"\mathbf{m} \in \{0, 1\}^n": "m ∈ {0, 1}ⁿ",
    r"m_i \sim \mathrm{Bernoulli}(1 - p)": "mᵢ \u223c Bernoulli(1 - p)",
    r"\alpha\beta\Gamma\varsigma": "αβΓς",
    r"p\log p": "p log p",
    r"\log_2\left(x\right)": "log₂(x)",
    r"a\cdot b\leq c\times d": "a · b ≤ c × d",
    r"x \neq y \approx z \geq 0": "x ≠ y ≈ z ≥ 0",
    r"x \to \infty, y \rightarrow 0": "x → ∞, y → 0",
    r"\prod_{i} p_i": "Πᵢ pᵢ",
    r"\sum\limits_{i \in S} x_i": "Σ_(i ∈ S) xᵢ",
    r"\sqrt{x}": "√x",
    r"\sqrt{x+1}": "√(x+1)",
    r"\sqrt[3]{x}y": "³√x y",
    r"\sqrt{x}^2": "(√x)²",
    "h_i": "hᵢ",
    "x^2": "x²",
    "x^{(t)}": "x⁽ᵗ⁾",
    "x_i^2": "xᵢ²",
    "e^{-x}": "e⁻ˣ",
    "x_{i,j}": "x_(i,j)",
    "2^{-n/2}": "2^(-n/2)",
    "W^Q": "W^Q",
    r"W^\top x'": "Wᵀ x\u2032",
    r"\|w\|_2^2": "‖w‖₂²",
    r"\text{if } x > 0": "if x > 0",
    r"\text{keep\_prob} = 100\%": "keep_prob = 100%",
    r"a\,b\;c\quad d\!e": "a b c de",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}": "a = b\nc = d",
    r"\foo x": "foo x",
    "": "",
}
MALFORMED = [
    r"\frac{a",
    r"\frac{a}",
    "x^",
    "x_",
    "}",
    "{",
    "x^a^b",
    "^",
    "\\",
    r"\hat",
    r"\sqrt[3",
    r"\text{",
    "{" * 9000,
]
MARKDOWN = {
    "So $x_i$ is": "So xᵢ is",
    "$\\frac{1}{1-p}$.": "1/(1-p).",
    "**$x^2$**": "x²",
    "$a*b$ and $c*d$": "a*b and c*d",
    "$a_1$ and `$b_1$` and ``$`c_1` $``": "a₁ and $b_1$ and $`c_1` $",
    "from $5 and $6 to $7": "from $5 and $6 to $7",
    "$5 or $x$": "$5 or x",
    "$20,000 and USD$30": "$20,000 and USD$30",
    "`$HOME`: $PATH and `$x`": "$HOME: $PATH and $x",
    r"\$x_i\$": "$x_i$",
    "[$x_i$](http://a.b/$x_i$)": "xᵢ",
    "$[x](y)$ and $<b>$": "[x](y) and <b>",
    "$x^$ stays": "$x^$ stays",
    "$$x^2$$": "x²",
    "Then\n$$\nx^2 \\\\ y^2\n$$\nholds.": "Then\nx²\ny²\nholds.",
    "> Then\n> $$\n> x^2\n> $$\n> holds.": "Then\nx²\nholds.",
    "- one $x_i$\n\n  two $y_2$": "one xᵢtwo y₂",
    "```\n$x_i$\n```\n$x_i$": "$x_i$\nxᵢ",
    "    $x_i$\n\n$x_i$": "$x_i$\nxᵢ",
    "|$x_i$|5 $|\n|-|-|\n|$\\|x\\|$|`$y$` $1|": "xᵢ5 $|x|$y$ $1",
    "$x\n\ny$": "$xy$",
}
LATEX = [
    *r"\ { } ^ _ [ ] $ & ~ | x 1 ( ) ' - + =".split(),
    " ",
    "\n",
    "\\frac",
    "\\sqrt[",
    "\\hat",
    "\\text{",
    "\\left.",
]


def shown(markdown: str) -> str:
    """Return the words of the resulting Markdown, with line breaks."""
    words = []
    for token in PARSER.parse(markdown):
        parts = token.children or [token]
        words += ["\n" if part.type == "hardbreak" else part.content for part in parts]
    return "".join(words).strip()


@pytest.mark.parametrize("latex", FORMULAS)
def test_a_formula_reads_as_text(latex: str) -> None:
    """Simple LaTeX becomes the text that a person would type."""
    assert unicode_of(latex) == FORMULAS[latex]


@pytest.mark.parametrize("latex", MALFORMED)
def test_what_is_malformed_stays(latex: str) -> None:
    """Text that is not LaTeX is shown unchanged."""
    assert unicode_of(latex) == latex


@pytest.mark.parametrize("markdown", MARKDOWN)
def test_formulas_outside_code_are_replaced(markdown: str) -> None:
    """Formulas become text that Markdown does not interpret; code, prices and addresses stay."""
    assert shown(readable(markdown)) == MARKDOWN[markdown]


def test_text_without_dollars_is_left_alone() -> None:
    """Markdown without formulas is unchanged."""
    markdown = "# Title\n\n- `a` *b*\n\n```\n\\frac{1}{2}\n```\n\n| a |\n|---|\n| \\| |\n"
    assert readable(markdown) == markdown


@pytest.mark.parametrize("seed", range(300))
def test_no_latex_is_too_odd(seed: int) -> None:
    """Anything between dollars becomes text that Markdown can parse."""
    chance = random.Random(seed)
    latex = "".join(chance.choices(LATEX, k=chance.randint(0, 40)))
    assert isinstance(unicode_of(latex), str)
    assert isinstance(readable(f"a ${latex}$ b $${latex}$$"), str)
