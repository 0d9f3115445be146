"""What means something to each reader: its signs, places in real files where hard texts may be, and odd values."""

from __future__ import annotations

import re
from dataclasses import dataclass


def signs(text: str, *more: bytes) -> list[bytes]:
    """What is between spaces, and a line's end."""
    return [*(word.encode() for word in text.split()), b"\n", b" ", b"\n\n", *more]


MARKDOWN = signs(
    r"""# ## ### ``` ~~~ ` `` * ** _ [ ] ( ) ]( < <!-- --> \| | $ $$ --- === \( \) \frac{ { } ^ \r ± +- TODO &amp; ![ \[
    ::: <a <b> </b> http://a.b 1. * + ... 0,125 1e999 [x] [=] \\ -> :-: "a" 'a' <a@b> &#0; [a]: """,
    b"- [x] a\n", b"- [ ] b\n  > c\n", b"- [=] 1 ", b"> [!TIP]\n", b"```python run\n", b"\nReading: a\n", b"\t",
    b"<!-- keep order -->",
)  # fmt: skip
GIFT = signs(
    r""":: { } ~ = # #### ~% % ~%100% =%50% -> .. : [html] [markdown] \\
    \n \{ T F TRUE 1:0.5 0,125 1e999 <a <p> &lt; ` \( $""",
    b"$CATEGORY: a\n", b"// [id:a]\n", b"::a::b{=c ~d}\n", b"{#1:0.1}",
)  # fmt: skip
XML = signs(
    r"""< > </ /> <![CDATA[ ]]> &lt; &amp; &#0; &#x1b; <!DOCTYPE <quiz> </quiz> <text> </text>
    <p> <a <pre> <table> <td> </p> <li> <ul>""",
    b'<!ENTITY a "b">', b'<question type="multichoice">', b'<answer fraction="100">', b'<a href="', b"&a;",
    b"</question>",
)  # fmt: skip
TOML = signs(
    r"""= [ ] [[ ]] " ' { } , . # true 1979-05-27 1e999 0x inf nan \u0000 \ title names limits cpu_seconds part""",
    b'"""', b"9", b"{a=", b"[limits]\ncpu_seconds = ", b'names = ["', b"a = [", b"a.a.a.", b"'''",
)  # fmt: skip
PYTHON = signs(
    r"""( ) [ ] { } : , " ' # def class @pytest.mark. points( needs( essential -9**9**9 1if 0xfor lambda
    * ** f'{ async yield \ -(-( not await""",
    b"\t", b"\x0c", b"    ", b"def test_a(student):\n", b'"""a"""', b"@pytest.mark.points(", b"-", b"~", b"not ",
    b"a.", b"'''",
)  # fmt: skip
JSON = signs(
    r"""{ } [ ] , : " \ \ud800 null true 1e999 NaN Infinity -0 1.0 99999999999999999999
    "cells" "source" "version" "metadata" {"a":[0,""",
)  # fmt: skip
FRAME = signs(
    """"data" "k" "v" "n" "o" "p" "t" "f" "list" "tuple" "set" "dict" "text" "bytes" "array" "scalar" "named" "enum"
    "date" "decimal" "fraction" "range" "complex" "datetime" "timedelta" "handle" "foreign" "<f8" "<U2" "<M8[D]" [ ] { }
    : ,
    0 -1 4611686018427387904 NaN 1e999 true null [[1],[2]] {"k":"list","v":[ {"k":"set","v":[ "1E+9999" [2024,2,30]
    {"p":"text","n":1,"o":0,"t":[1,16]}""",
    b'{"data":', b'{"k":"tuple","v":[',
)  # fmt: skip
TABLE = signs(
    """, ; " '" "" sid name email section = + - @ 1e999 NaN 0,5 -1 p01_a student problem score reason | \t \r""",
    b"\t", b'"\n', b"\r\n", b"1,2,3\n",
)  # fmt: skip


QUESTION = b"# A\n\nB.\n\n## c\n\n"
OPTIONS = b"\n\n- [x] d\n- [ ] e\n  > f\n\ng\n\nReading: h\n"
QUIZ_PLACES = [
    (QUESTION + b"Which? ", OPTIONS), (QUESTION + b"Which?\n\n- [x] ", b"\n- [ ] e\n  > f\n\ng\n"),
    (QUESTION + b"Which?\n\n- [x] d\n- [ ] e\n  > ", b"\n\ng\n"), (QUESTION + b"Which?" + OPTIONS, b""),
    (QUESTION + b"Which?\n\n- [=] ", b"\n\ng\n"), (b"# A", b"\n\n## c"),
]  # fmt: skip
MULTICHOICE = b'<quiz><question type="multichoice"><name><text>a</text></name><questiontext format="%s"><text><![CDATA['
CHOICES = b"]]></text></questiontext>" + b"".join(
    b'<answer fraction="%d"><text>b</text></answer>' % fraction for fraction in (100, 0)
)
MOODLE_PLACES = [
    (MULTICHOICE % form, CHOICES + b"</question></quiz>") for form in (b"html", b"markdown", b"plain_text")
]
GIFT_PLACES = [
    (b"::a::[html]", b"{=b ~c}\n"), (b"::a::[markdown]", b"{=b ~c}\n"), (b"::a::b{=", b" ~c}\n"), (b"::a::b{",
    b"}\n"),
    (b"::", b"::b{=c ~d}"), (b"::a::b{=c#", b"~d####e}"), (b"::a::b{#", b"}"),
]  # fmt: skip
TEXT2QTI_PLACES = [
    (b"Quiz title: a\n\n1. ", b"\n*a) b\nb) c\n"),
    (b"1. a\n*a) ", b"\nb) c\n"),
    (b"1. a\n... ", b"\n*a) b\n"),
]
MISTAKE_PLACES = [
    (b"# M\n\n## a\n- score: 1\n\n", b"\n\n```diff\n-b\n+c\n```\n"),
    (b"## a\n- score: 1\n\nb\n\n```diff\n", b"\n```\n"), (b"## ", b"\n- score: 1\n\nb\n\n```diff\n-b\n+c\n```\n"),
    (b"## a\n- ", b"\n\nb\n\n```diff\n-b\n+c\n```\n"),
    (b"## a\n- score: 1\n\nb\n\n- edit: ", b"\n"), (b"## a\n- score: 1\n\nb\n\n- edit: `b` -> ", b", `c` -> nothing\n"),
]  # fmt: skip
SUITE_PLACES = [
    (b"@pytest.mark.points(", b')\ndef test_a(student):\n    """A."""\n'),
    (b"def test_a(", b"): pass\n"),
    (b"x = ", b"\n"),
]


TOML_PLACES = [(b'title = "', b'"'), (b"a = ", b"")]
EDITS = [*MARKDOWN, b"@@", b"```diff\n", b"+", b"-", b"- edit: ", b" -> ", b"nothing", b"\n  "]


@dataclass(frozen=True, slots=True)
class Form:
    """The parts of a well-formed file that can be exchanged, and odd ones that leave it well-formed."""

    parts: re.Pattern[bytes]
    odd: tuple[bytes, ...]


ODD_WORDS = (
    b"", b" ", b"-1", b"0", b"1e999", b"NaN", b"9" * 400, b"9" * 5000, b"a" * 5000, b"\xe2\x80\xae", b"\x1b[2J",
    b"p01_a", b"1,5", b"+0.5", b"=1+1", b"2024-02-30", "٣".encode(), "±½²".encode(), b"None", b"\x00", b"a/../b",
    b"a\\b", b"%s {0} %",
)  # fmt: skip
LINES_FORM = Form(re.compile(rb"[^\n]+"), (*ODD_WORDS, b"```", b"## a", b"- a: b", b"    a", b"> a", b"$$"))
CELLS_FORM = Form(re.compile(rb"[^,;\n]+"), (*ODD_WORDS, b'"a""b"', b'"a\nb"', b'"'))
JSON_FORM = Form(
    re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\b(?:true|false|null)\b|\[\]|\{\}'),
    (
        b'""', b'" "', b"null", b"true", b"[]", b"{}", b"[[]]", b'{"a": 1}', b"-1", b"1.5", b"1e999", b"-1e999",
        b"NaN", b"1e-400", b"9" * 400, b"9" * 5000, b'"\\ud800"', b'"\\u0000"', b'"\\u202e"', b'["a", 1, null]',
        b'"' + b"a" * 5000 + b'"', b"[" * 300 + b"]" * 300, b'"2024-02-30T25:00"', b'"p01_a"', b'"array"', b'"dict"',
        b'"named"', b'"code"', b'"python"',
    ),
)  # fmt: skip
XML_FORM = Form(
    re.compile(rb'(?<=>)[^<]+(?=<)|(?<==")[^"]*(?=")|<(answer|question|text)\b.*?</\1>', re.DOTALL),
    (
        *(word for word in ODD_WORDS if word not in (b"\x00", b"\x1b[2J")), b"&lt;p&gt;a", b"&lt;table&gt;",
        b"&#128;", b"<text/>", b"<![CDATA[<ul><li>a<ol>]]>", b"<file/>", b"multichoice", b"numerical", b"truefalse",
        b"html", b"markdown", b"33.33333",
    ),
)  # fmt: skip
TOML_FORM = Form(
    re.compile(rb"(?<== )[^\n#]+|^\w+(?= =)|^\[.*\]$", re.MULTILINE),
    (
        b'""', b'"a"', b"0", b"-1", b"1.5", b"1e999", b"inf", b"nan", b"true", b"[]", b"{}", b"[[1, 10], [3, 50]]",
        b"[[1], [2]]", b'["p01_a", "p01"]', b'["a", 1]', b"2026-11-20", b"2026-11-20T23:59:00+01:00",
        b"0001-01-01T00:00:00", b"23:59:00", b"9999-12-31T23:59:59-23:59", b'"\\u0000"', b'"' + b"a" * 5000 + b'"',
        b"9" * 400, b"9" * 5000, b"{a = {b = [1]}}", b"[late]", b"[[extension]]", b"[a.b]", b"due", b"days", b"names",
        b"title",
    ),
)  # fmt: skip
GIFT_FORM = Form(
    re.compile(rb"[^{}\n~=#:]+"),
    (
        *ODD_WORDS, b"~", b"=", b"#1:0.5", b"#0..1", b"%50%", b"%-100%", b"->", b"T", b"FALSE", b"####", b"\\{",
        b"[html]<p>",
    ),
)  # fmt: skip
