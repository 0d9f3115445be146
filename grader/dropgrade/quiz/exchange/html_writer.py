"""Markdown as HTML: what an author wrote, with formulas as another system marks them."""

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
"""Keeps two characters apart that together would begin a formula."""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """What comes before and after a formula in a line, and one on its own."""

    inline: tuple[str, str]
    display: tuple[str, str]


BACKSLASHES = Delimiters(("\\(", "\\)"), ("\\[", "\\]"))


def render(markdown: str, delimiters: Delimiters = BACKSLASHES, *, trusts_html: bool = False) -> str:
    """Markdown as HTML; a single paragraph comes without its tags."""
    html = str(_parser(delimiters, trusts_html).render(markdown)).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return inner if html == f"<p>{inner}</p>" and "<p>" not in inner else html


def render_option(text: str, delimiters: Delimiters = BACKSLASHES) -> str:
    """An option as HTML: its first words belong to a line that began already, so `+ 3` is no list."""
    if FENCE.search(text):
        return render(text, delimiters)
    return str(_parser(delimiters, trusts_html=False).renderInline(text)).strip()


def visible(html: str) -> str:
    """The words of an HTML text, without any gaps: with them, one tag more would be one word more."""
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
    """The rule that renders formulas between two marks."""

    def rule(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        del options, env
        return before + escapeHtml(tokens[index].content) + after

    return rule


def _text(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Words in which nothing begins a formula, since what does is a token of its own."""
    del options, env
    return LITERAL.sub(lambda m: m[0] + APART, escapeHtml(tokens[index].content))


ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, *content: str, **attributes: str) -> str:
    """An element with a line of its own; its content is XML already, its attributes are not."""
    written = "".join(f' {key.replace("__", ":")}="{escaped(value)}"' for key, value in attributes.items())
    within = "".join(content)
    if not within:
        return f"<{name}{written}/>\n"
    gap = "\n" if within.endswith(">\n") else ""
    return f"<{name}{written}>{gap}{within}</{name}>\n"


def escaped(text: str) -> str:
    """Text for an element or an attribute."""
    return allowed(text).translate(ESCAPES)


def cdata(text: str) -> str:
    """Text as it is; where it holds the end of a section, it goes on in a second one."""
    return f"<![CDATA[{allowed(text).replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""


def allowed(text: str) -> str:
    """Text with a mark in place of every character that XML cannot hold."""
    return NO_XML.sub("\ufffd", text)
