"""Markdown in a terminal: exact lines, and properties of every question of the course."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

import dropgrade.new
from dropgrade.quiz.format.quiz_form import read_form
from dropgrade.screen.markdown import blocks, option, option_lines, text_of

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = Path(dropgrade.new.__file__).parent / "templates" / "quiz.md.txt"
WIDTHS = (40, 80, 100)

LINES = {
    "": [],
    "one\ntwo": ["one two"],
    "one\n\ntwo": ["one", "", "two"],
    "aaaa bbbb cccc dddd eeee": ["aaaa bbbb cccc dddd", "eeee"],
    "a https://example.org/long b": ["a", "https://example.org/long", "b"],
    "hard  \nbreak\\\nhere": ["hard", "break", "here"],
    "*a* **b** ***c*** `y[mask]`": ["a b c `y[mask]`"],
    "``a `b` c`` and `` `x` ``": ["``a `b` c`` and", "`` `x` ``"],
    "it is then `1 / (1 - p)`.": ["it is then", "`1 / (1 - p)`."],
    "what about 1/(1 - p)": ["what about 1/(1 - p)"],
    "and what about 1/(1 - p)": ["and what about", "1/(1 - p)"],
    "[red]x[/red] :smile: a&amp;b": ["[red]x[/red] :smile:", "a&b"],
    "<b>no</b> \\*a\\*": ["<b>no</b> *a*"],
    "see [it](http://a.b)": ["see it (http://a.b)"],
    "<http://a.b> <m@a.b>": ["http://a.b m@a.b"],
    "![a *plot*](p.png)": ["[picture: a plot]"],
    "# Title\ntext": ["Title", "", "text"],
    "a\n\n---\n\nb": ["a", "", "-" * 20, "", "b"],
    "> a quote that is long\n> enough\n>\n> two": ["> a quote that is", "> long enough", ">", "> two"],
    "- a\n- b\n  - c\n- d": ["- a", "- b", "  - c", "- d"],
    "- a\n\n- b\n\n  c": ["- a", "", "- b", "", "  c"],
    "9. a long item to wrap\n10. b": ["9. a long item to", "   wrap", "10. b"],
    "- a\n  ```\n  x\n  ```\n- b": ["- a", "      x", "- b"],
    "```python run\nx = 1\n\n\n  y = 'more than twenty columns'\n\tz\n```\nend": [
        "    x = 1",
        "",
        "",
        "      y = 'more than twenty columns'",
        "        z",
        "",
        "end",
    ],
    "    old\n\n    style": ["    old", "", "    style"],
    "日本語の文章はどこでも折り返せます。": ["日本語の文章はどこで", "も折り返せます。"],
    "h\u0303\u0303 " * 10: ["h\u0303\u0303 " * 9 + "h\u0303\u0303"],
    "tab\tand&nbsp;nbsp": ["tab and nbsp"],
    "bell\x07 &#x202e; \u202e": [r"bell\x07 \u202e", r"\u202e"],
    "`\x1b[31m`": [r"`\x1b[31m`"],
    "| a | bb |\n|--:|:-:|\n| 1 | 2 |\n| 100 | `x` |": [
        "  a  bb",
        "---  ---",
        "  1   2",
        "100  `x`",
    ],
    "| a | bb |\n|---|---|\n| 1 | cc dd ee ff gg hh |\n| 2 | 3 |": [
        "a  bb",
        "-  -----------------",
        "1  cc dd ee ff gg hh",
        "2  3",
    ],
    "| a | bb |\n|---|---|\n| 1 | ccc ddd eee fff ggg |\n| 2 | 3 |": [
        "a  bb",
        "-  -----------------",
        "1  ccc ddd eee fff",
        "   ggg",
        "",
        "2  3",
    ],
    "| name | what |\n|---|---|\n| some words here | more words here |\n| b | |": [
        "name: some words",
        "  here",
        "what: more words",
        "  here",
        "",
        "name: b",
        "what:",
    ],
    "so $\\frac{1}{1 - p}$ of $x_i$": ["so 1/(1 - p) of xᵢ"],
}
OPTIONS = {
    "`1/0.8`": ["a)  `1/0.8`"],
    "words that go on below": ["a)  words that go on", "    below"],
    "+ 3": ["a)  + 3"],
    "1. of *them*": ["a)  1. of them"],
    "# no title": ["a)  # no title"],
    "[a]: b": ["a)  [a]: b"],
    "one\n\ntwo $x_i$": ["a)  one", "", "    two xᵢ"],
    "```python\nx = 1\n\ny = 2\n```": ["a)      x = 1", "", "        y = 2"],
    "text\n```\nx\n```": ["a)  text", "", "        x"],
    "": ["a)"],
}
PIECES = [
    *"a b word 1 ` * _ $ \\ { } ^ | - # > [ ] ( ) ! < & ; ~ . = + é 日 x\u0303 \x1b \x00 \x07 \u202e \u00a0".split(" "),
    *(
        " ",
        "  \n",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\n- ",
        "\n> ",
        "\n1. ",
        "```\n",
        "~~~",
        "    ",
        "$$",
        "\n|a|b|\n|-|-|\n",
    ),
    *("\\frac", "[a](b)", "![", "<http://a.b>", "&#27;", "---\n", "**"),
]


def plain(lines: list[Text]) -> list[str]:
    """Return the lines without their styles."""
    return [line.plain for line in lines]


def course_texts() -> Iterator[tuple[str, str]]:
    """Yield every text of every question of the course and of the template, with its place."""
    for file in [TEMPLATE, *sorted((ROOT / "quizzes").glob("*.md"))]:
        (_, introduction, questions, _), _ = read_form(file.read_text("utf-8").replace("TODO: ", ""))
        yield f"{file.stem} introduction", introduction
        for question in questions:
            where = f"{file.stem} {question.id}"
            yield from ((where, text) for text in (question.prompt, question.hint, question.explanation))
            for each in question.options:
                yield where, each.text
                yield where, each.reason


def pieces(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the content of every visible leaf."""

    def walk(tokens: list[Token]) -> Iterator[tuple[str, str]]:
        for token in tokens:
            if token.children:
                yield from walk(token.children)
            elif token.content:
                yield token.type, token.content

    yield from walk(MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown))


@pytest.mark.parametrize("markdown", LINES)
def test_markdown_becomes_lines(markdown: str) -> None:
    """Each construct of Markdown has its lines, wrapped to 20 columns."""
    assert plain(text_of(markdown, 20, coloured=False)) == LINES[markdown]


@pytest.mark.parametrize("markdown", OPTIONS)
def test_an_option_hangs_behind_its_letter(markdown: str) -> None:
    """An option begins after its letter, and further lines align with its first word."""
    assert plain(option_lines("a", markdown, 20, coloured=False)) == OPTIONS[markdown]


def test_a_sign_may_stand_for_the_letter() -> None:
    """A marker that is not a letter gets no bracket."""
    assert plain(option_lines("-", "text", 20, coloured=False)) == ["-   text"]


@pytest.mark.parametrize(
    ("markdown", "words", "style"),
    [
        ("a `y[mask]` b", "y[mask]", "cyan"),
        ("a *b c* d", "b c", "italic"),
        ("a **b *c* d**", "b c d", "bold"),
        ("a\n\n    code\n", "code", "cyan"),
        ("# Title", "Title", "bold"),
    ],
)
def test_colour_replaces_signs(markdown: str, words: str, style: str) -> None:
    """With colour, styles replace backticks."""
    found = [
        line.plain[s.start : s.end]
        for line in text_of(markdown, 40, coloured=True)
        for s in line.spans
        if s.style == style
    ]
    assert [each.strip() for each in found] == [words]


def test_a_console_says_whether_there_is_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets styles; a pipe, and a terminal without colour, gets backticks and no escape codes."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Console(force_terminal=True, color_system="standard", width=30, file=StringIO())
    no_colour = Console(force_terminal=True, color_system="standard", no_color=True, width=30, file=StringIO())
    pipe = Console(width=30, file=StringIO(), color_system=None)
    assert plain(blocks("`x[i]`", terminal)) == ["x[i]"]
    assert plain(blocks("`x[i]`", no_colour)) == ["`x[i]`"]
    assert option("a", "`x[i]`", pipe, indent=2).plain == "  a)  `x[i]`"


def test_a_long_line_of_code_reaches_the_output_whole() -> None:
    """Code is neither wrapped nor cut, and no ESC reaches a pipe."""
    output = StringIO()
    console = Console(width=20, file=output, markup=False, emoji=False, highlight=False)
    for line in blocks("A [b]*word*[/b]\n\n```\n" + "x = 1; " * 9 + "x\n```", console, indent=4):
        console.print(line, soft_wrap=True)
    assert output.getvalue() == "    A [b]word[/b]\n\n        " + "x = 1; " * 9 + "x\n"


def test_the_course_is_read() -> None:
    """The following tests cover every quiz and the template."""
    seen = {where.split()[0] for where, _ in course_texts()}
    assert seen == {TEMPLATE.stem, *(file.stem for file in (ROOT / "quizzes").glob("*.md"))}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_of_the_course_are_too_wide(width: int) -> None:
    """In every question, only code and single long words may be wider than the terminal."""
    for where, markdown in course_texts():
        code = {line for kind, text in pieces(markdown) if kind in ("fence", "code_block") for line in text.split("\n")}
        for line in text_of(markdown, width, coloured=False):
            words = line.plain.strip(" ->")
            is_whole = line.plain[4:] in code or " " not in words or f"{words}" in code
            assert cell_len(line.plain) <= width or is_whole, (where, line.plain)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("coloured", [False, True])
def test_every_word_of_the_course_is_shown(width: int, coloured: bool) -> None:
    """In every question, all text is shown; only formulas look different."""
    for where, markdown in course_texts():
        shown = " ".join("\n".join(plain(text_of(markdown, width, coloured=coloured))).split())
        for _, text in pieces(markdown):
            for word in (w for w in text.split() if "$" not in w and "\\" not in w):
                assert word in shown, (where, word)


@pytest.mark.parametrize("width", WIDTHS)
def test_code_of_the_course_is_shown_as_it_is(width: int) -> None:
    """In every question, code blocks are shown line by line."""
    for where, markdown in course_texts():
        shown = "\n".join(plain(text_of(markdown, width, coloured=False)))
        for kind, text in pieces(markdown):
            if kind == "fence":
                assert re.sub(r"(?m)^(?=.)", "    ", text).rstrip("\n") in shown, where


@pytest.mark.parametrize("seed", range(300))
def test_no_text_is_too_odd(seed: int) -> None:
    """Any text gives lines without anything that a terminal would obey."""
    chance = random.Random(seed)
    markdown = "".join(chance.choices(PIECES, k=chance.randint(0, 80)))
    width, coloured = chance.choice((1, 12, *WIDTHS)), chance.random() < 0.5
    for line in [*text_of(markdown, width, coloured=coloured), *option_lines("a", markdown, width, coloured=coloured)]:
        assert line.plain.isprintable()


@pytest.mark.parametrize("seed", range(50))
def test_no_word_of_a_table_is_lost(seed: int) -> None:
    """Narrowed columns and stacked cells show every word, and no line of words is too wide."""
    chance = random.Random(seed)
    sizes, width = [chance.randint(1, 12) for _ in range(chance.randint(1, 5))], chance.choice(WIDTHS)
    cells = [
        [f"w{row}x{at}q" + " (1 - pppp)" * chance.randint(0, size) for at, size in enumerate(sizes)] for row in range(3)
    ]
    rows = ["|" + "|".join(row) + "|" for row in cells]
    lines = plain(text_of("\n".join([rows[0], "|" + "-|" * len(sizes), *rows[1:]]), width, coloured=False))
    assert max(map(cell_len, lines)) <= width
    shown = "\n".join(lines)
    for row in cells[1:]:
        assert all(cell.split()[0] in shown for cell in row)
    assert shown.count("(1 - pppp)") >= sum(cell.count("(") for row in cells[1:] for cell in row)
