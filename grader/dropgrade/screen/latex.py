"""Convert simple LaTeX to Unicode text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise

LEXEME = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
OPERATOR = re.compile(r"[-+±=<>/\s]")
ONE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\|[^|]*\||\{[^{}]*\}")
CALL = re.compile(r"\(\w+\)|\[[^\[\]]*\]")  # p(1 - p) is a product
DEEPEST = 40
"""A formula with more nested braces counts as malformed."""


def _words(text: str) -> list[str]:
    return text.split()


_GREEK = _words(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau "
    "upsilon phi chi psi omega"
)
_NAMED = """
infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ emptyset ∅ ldots … dots … cdots … prime \u2032 top \u22a4
ell \u2113 hbar \u0127 varepsilon ε vartheta ϑ varphi φ vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ langle ⟨
rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lbrack [ rbrack ] backslash \\ neg ¬
"""
_SPACED = """
cdot · times × odot ⊙ otimes ⊗ oplus ⊕ pm ± mp ∓ div ÷ ast * star ⋆ circ ∘ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ lt < gt >
ll ≪ gg ≫ approx ≈ equiv ≡ sim \u223c simeq ≃ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ cup \u222a
cap ∩ setminus \u2216 to → rightarrow → leftarrow ← gets ← mapsto ↦ Rightarrow ⇒ implies ⇒ Leftarrow ⇐ iff ⇔
leftrightarrow ↔ mid | perp ⊥ land ∧ wedge ∧ lor \u2228 vee \u2228 coloneqq :=
"""
_SUBSCRIPTS = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦ\u03b3ᵧ\u03c1ᵨφᵩχᵪ"
_SUPERSCRIPTS = (
    "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻAᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁVⱽWᵂ"
    "\u22a4ᵀβᵝ\u03b3ᵞδᵟθᶿφᵠχᵡ∘°\u2032\u2032**"
)


def _pairs(text: str) -> dict[str, str]:
    words = _words(text)
    return dict(zip(words[::2], words[1::2], strict=True))


GREEK = {name: chr(0x3B1 + at) for at, name in enumerate(_GREEK)}
GREEK |= {name.capitalize(): chr(0x391 + at) for at, name in enumerate(_GREEK) if name != "varsigma"}
SIGNS = GREEK | _pairs(_NAMED)
SPACED = _pairs(_SPACED)
SCRIPTS = {
    "_": str.maketrans(dict(zip(_SUBSCRIPTS[::2], _SUBSCRIPTS[1::2], strict=True))),
    "^": str.maketrans(dict(zip(_SUPERSCRIPTS[::2], _SUPERSCRIPTS[1::2], strict=True))),
}
LARGE = {"sum": "Σ", "prod": "Π", "int": "∫"}
ACCENTS = {"tilde": 0x303, "hat": 0x302, "bar": 0x304, "dot": 0x307, "ddot": 0x308, "vec": 0x20D7}
ACCENTS |= {"widetilde": 0x303, "widehat": 0x302, "overline": 0x304}
FONTS = _words("mathbf mathbb mathrm mathcal mathit mathsf mathfrak boldsymbol bm pmb operatorname")
TEXTS = _words("text textbf textit textrm textsf texttt mathtt mbox")
SIZES = _words("left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits nolimits nonumber")
GAPS = ["quad", "qquad", *",;:> \n\t"]
SIGNS |= dict.fromkeys(SIZES, "") | dict.fromkeys(GAPS, " ") | {"!": "", "\\": "\n", "|": "‖"}


def converted(latex: str) -> str | None:
    """Return a formula as text, with a line for each row, or None if it is not LaTeX."""
    try:
        parts = _Reader(LEXEME.findall(latex)).parts()
    except _MalformedError:
        return None
    return "\n".join(filter(None, map(_tidy, _joined(parts).split("\n"))))


class _MalformedError(Exception):
    """The formula is not LaTeX."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The unit that a script or an accent applies to; words and ratios need space between letters."""

    text: str
    is_word: bool = False
    is_ratio: bool = False

    def touches(self, right: _Part) -> bool:
        """Whether the two would run together without a space."""
        if not (self.is_word or self.is_ratio or right.is_word or right.is_ratio) or not (self.text and right.text):
            return False
        ends = self.text[-1].isalnum() or self.text[-1] in ")]}'" or unicodedata.combining(self.text[-1]) > 0
        return ends and (right.text[0].isalnum() or right.text[0] in "√∂∇" or (self.is_ratio and right.text[0] in "(["))


class _Reader:
    """Parses the lexemes of a formula one after another."""

    def __init__(self, lexemes: list[str]) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0

    def parts(self, end: str = "") -> list[_Part]:
        """Parse everything up to a closing brace or bracket, or to the end of the formula."""
        parts: list[_Part] = []
        scripted = ""
        while self._peek() != end:
            lexeme = self._next()
            if lexeme in SCRIPTS and lexeme not in scripted:
                while parts and not parts[-1].text.strip():
                    parts.pop()
                base = parts.pop() if parts else _Part("")
                parts.append(replace(base, text=_base(base) + self._script(lexeme), is_ratio=False))
                scripted += lexeme
            elif lexeme in ("_", "^", "}"):
                raise _MalformedError
            else:
                parts.append(self._part(lexeme))
                scripted = ""
        self._at += bool(end)
        return parts

    def _peek(self) -> str:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else ""

    def _next(self) -> str:
        if not self._peek():
            raise _MalformedError
        self._at += 1
        return self._lexemes[self._at - 1]

    def _part(self, lexeme: str) -> _Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _MalformedError
        part = self._group() if lexeme == "{" else self._command(lexeme[1:]) if lexeme[0] == "\\" else _plain(lexeme)
        self._depth -= 1
        return part

    def _group(self) -> _Part:
        parts = self.parts("}")
        return parts[0] if len(parts) == 1 else _Part(_tidy(_joined(parts)), is_ratio=not _is_one(parts))

    def _command(self, name: str) -> _Part:
        if name in ("frac", "tfrac", "dfrac"):
            return self._fraction()
        if name == "sqrt":
            return self._root()
        if name in ACCENTS:
            return _accented(name, self._argument())
        if name in FONTS:
            text = self._argument().text
            return _Part(text, is_word=len(text) > 1)
        if name in TEXTS:
            text = self._raw()
            return _Part(text, is_word=True, is_ratio=" " in text)
        if name in ("begin", "end"):
            self._raw()
            return _Part("")
        if name in ("left", "right") and self._peek() == ".":
            self._next()
        return _sign(name)

    def _argument(self) -> _Part:
        while self._peek().isspace():
            self._at += 1
        lexeme = self._next()
        if lexeme in "_^}":
            raise _MalformedError
        return self._part(lexeme)

    def _script(self, sign: str) -> str:
        text, table = self._argument().text, SCRIPTS[sign]
        close = text.replace(" ", "")
        if all(ord(c) in table for c in close):
            return close.translate(table)
        return sign + (text if len(text) == 1 else f"({text})")

    def _fraction(self) -> _Part:
        above, below = self._argument(), self._argument()
        is_sum = above.is_ratio and OPERATOR.search(BRACKETS.sub("", above.text), 1)
        return _Part(f"{_bracketed(above.text, is_sum)}/{_bracketed(below.text, below.is_ratio)}", is_ratio=True)

    def _root(self) -> _Part:
        degree = ""
        if self._peek() == "[":
            self._next()
            degree = _joined(self.parts("]")).translate(SCRIPTS["^"])
        inner = self._argument()
        return _Part(f"{degree}√{_bracketed(inner.text, inner.is_ratio)}", is_word=True)

    def _raw(self) -> str:
        """Return text in braces that is not a formula."""
        text, depth = self._next(), 1
        while text[0] == "{" and depth:
            lexeme = self._next()
            depth += (lexeme == "{") - (lexeme == "}")
            text += lexeme
        return re.sub(r"\\(?=[^A-Za-z])|[{}]", "", text).replace("\n", " ")


def _plain(lexeme: str) -> _Part:
    return _Part(" " if lexeme.isspace() or lexeme in "~&" else lexeme.replace("'", "\u2032"))


def _sign(name: str) -> _Part:
    if not name:
        raise _MalformedError
    if name in SPACED:
        return _Part(f" {SPACED[name]} ")
    return _Part(
        SIGNS.get(name, LARGE.get(name, name)), is_word=name in LARGE or (name not in SIGNS and name.isalpha())
    )


def _accented(name: str, part: _Part) -> _Part:
    """Put an accent on a letter; anything longer is shown as `hat(…)`."""
    if part.is_word or part.is_ratio:
        return _Part(f"{name}({part.text})", is_word=True)
    marked = unicodedata.normalize("NFC", part.text[:1] + chr(ACCENTS[name])) if part.text else ""
    return _Part(marked + part.text[1:])


def _base(part: _Part) -> str:
    return _bracketed(part.text, part.is_ratio or "√" in part.text)


def _bracketed(text: str, needs_it: object) -> str:
    return f"({text})" if needs_it else text


def _is_one(parts: list[_Part]) -> bool:
    """Whether a slash or a root before it clearly applies to all of it: a sign, a number, brackets, f(x)."""
    seen = [p.text for p in parts if p.text.strip() and p.text not in ("∂", "∇")]
    text = "".join(seen)
    return len(seen) <= 1 or bool(NUMBER.fullmatch(text) or ONE.fullmatch(text) or CALL.fullmatch("".join(seen[1:])))


def _joined(parts: list[_Part]) -> str:
    return "".join(" " * left.touches(right) + right.text for left, right in pairwise([_Part(""), *parts]))


def _tidy(line: str) -> str:
    return re.sub(r"(?<=[(\[{∂∇¬]) +| +(?=[)\]},])", "", re.sub(r"[^\S\n]+", " ", line)).strip()
