"""Convert Markdown to HTML, with formulas marked as another system expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from dropgrade.course.prose import FENCE
from dropgrade.quiz.exchange.markdown_escapes import DISPLAY, WITHIN, add_formulas

LITERAL = re.compile(r"\\(?=[(\[])|\$(?=\$)")
TAG = re.compile(r"<[^>]*>")
APART = "<span></span>"
"""Separates two characters that together would begin a formula."""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The delimiters of inline formulas and of displayed ones."""

    inline: tuple[str, str]
    display: tuple[str, str]


BACKSLASHES = Delimiters(("\\(", "\\)"), ("\\[", "\\]"))


def render(markdown: str, delimiters: Delimiters = BACKSLASHES, *, trusts_html: bool = False) -> str:
    """Return Markdown as HTML; a single paragraph comes without its tags."""
    html = str(_parser(delimiters, trusts_html).render(markdown)).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return inner if html == f"<p>{inner}</p>" and "<p>" not in inner else html


def render_option(text: str, delimiters: Delimiters = BACKSLASHES) -> str:
    """Return an option as HTML; a single paragraph is inline, so that `+ 3` is not a list."""
    if FENCE.search(text):
        return render(text, delimiters)
    return str(_parser(delimiters, trusts_html=False).renderInline(text)).strip()


def visible(html: str) -> str:
    """Return the words of an HTML text without any spaces, which tags may add."""
    return "".join(unescape(TAG.sub("", html)).split())


@cache
def _parser(delimiters: Delimiters, trusts_html: bool) -> MarkdownIt:  # noqa: FBT001 - a key of the cache
    parser = MarkdownIt("commonmark", {"html": trusts_html}).enable("table")
    add_formulas(parser)
    for kind, (before, after) in ((WITHIN, delimiters.inline), (DISPLAY, delimiters.display)):
        parser.add_render_rule(kind, _formula(before, after))
    parser.add_render_rule("text", _text)
    return parser


def _formula(before: str, after: str) -> Callable[..., str]:
    """Return a rule that renders formulas between two delimiters."""

    def rule(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        del options, env
        return before + escapeHtml(tokens[index].content) + after

    return rule


def _text(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Render text so that nothing in it begins a formula, since formulas are tokens of their own."""
    del options, env
    return LITERAL.sub(lambda m: m[0] + APART, escapeHtml(tokens[index].content))


ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, *content: str, **attributes: str) -> str:
    """Return an element on a line; the content must be XML already, attributes are escaped."""
    written = "".join(f' {key.replace("__", ":")}="{escaped(value)}"' for key, value in attributes.items())
    within = "".join(content)
    if not within:
        return f"<{name}{written}/>\n"
    gap = "\n" if within.endswith(">\n") else ""
    return f"<{name}{written}>{gap}{within}</{name}>\n"


def escaped(text: str) -> str:
    """Escape text for an element or an attribute."""
    return allowed(text).translate(ESCAPES)


def cdata(text: str) -> str:
    """Return text as a CDATA section, or as several if it contains the end of one."""
    return f"<![CDATA[{allowed(text).replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""


def allowed(text: str) -> str:
    """Replace every character that XML cannot contain."""
    return NO_XML.sub("\ufffd", text)
