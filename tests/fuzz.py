"""Seeded noise for every reader of files from outside: `python -m tests.fuzz 1000000 [READER…]` runs it for long.

An input is made of real files: cut, doubled, joined and strewn with what means something to the reader. Whatever it is,
a reader gives a value or raises one of our own errors, and takes no longer than `SLOWEST` seconds for some kilobytes.
`python -m tests.fuzz` says for each reader how many inputs it read, which failed and how long the slowest took.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

from dropgrade.checks.describing import describe
from dropgrade.checks.differences import first_difference
from dropgrade.classroom.intake.gradescope_export import read_metadata
from dropgrade.classroom.overrides import read_overrides
from dropgrade.classroom.policy_file import read_policy
from dropgrade.classroom.roster import Roster, read_roster
from dropgrade.course.course import Course
from dropgrade.course.course_file import examine_identity
from dropgrade.course.example import examine_example
from dropgrade.course.finish import examine_finish
from dropgrade.course.mistakes_file import examine_mistakes
from dropgrade.course.problem import examine_problem
from dropgrade.errors import DropgradeError
from dropgrade.progress.problem_progress import progress_on
from dropgrade.progress.store import Progress
from dropgrade.quiz.exchange.importing import import_quiz
from dropgrade.quiz.format.reading import examine_quiz, glimpse_quiz
from dropgrade.sandbox.wire import Decoder, Encoder, EnumMember, ErrorValue, Handle, NamedValues, WireError, parts_of
from dropgrade.screen.latex import converted
from dropgrade.screen.markdown import text_of
from dropgrade.submission.submission import read_submission
from dropgrade.workspace import _brought
from tests.conftest import ROOT

SLOWEST = 2.0
Read = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of bytes, real inputs of it, and the signs that mean something to it."""

    read: Read
    samples: Sequence[bytes]
    signs: Sequence[bytes]
    places: Sequence[tuple[bytes, bytes]] = ()
    """Where in a real input hard texts lie, by what is before and behind them."""


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
    b'<!ENTITY a "b">', b'<question type="multichoice">', b'<answer fraction="100">', b'<a href="',
    b"&a;", b"</question>",
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
    : , 0 -1 4611686018427387904 NaN 1e999 true null [[1],[2]] {"k":"list","v":[ {"k":"set","v":[ "1E+9999" [2024,2,30]
    {"p":"text","n":1,"o":0,"t":[1,16]}""",
    b'{"data":', b'{"k":"tuple","v":[',
)  # fmt: skip
TABLE = signs(
    """, ; " '" "" sid name email section = + - @ 1e999 NaN 0,5 -1 p01_a student problem score reason | \t \r""",
    b"\t", b'"\n', b"\r\n", b"1,2,3\n",
)  # fmt: skip
NOISE = [
    b"\x00", b"\x1b[2J", b"\xff", b"\xc2\x9b", "\u202e".encode(), "é".encode("latin-1"), b"\xed\xa0\x80", b"9" * 5000,
    b"\xef\xbb\xbf", b" " * 40, "±²٣".encode(),
]  # fmt: skip


@cache
def place() -> Path:
    """A folder that is not there any more when the run ends."""
    folder = tempfile.TemporaryDirectory(prefix="dropgrade-fuzz-")
    _KEPT.append(folder)
    return Path(folder.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def in_file(name: str, read: Callable[[Path], object]) -> Read:
    """A reader of bytes from one of files."""

    def reading(content: bytes) -> object:
        file = place() / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return read(file)

    return reading


def files(pattern: str, most: int = 6) -> list[bytes]:
    """Real files of the project."""
    return [file.read_bytes() for file in sorted(ROOT.glob(pattern))[:most]]


def _quiz(file: Path) -> object:
    course = Course(file.parent.parent, file.parent.parent)
    return glimpse_quiz(course, file.stem), examine_quiz(course, file.stem)


def _problem(file: Path) -> object:
    root = file.parents[2]
    found, faults = examine_problem(Course(root, root), "p01_a")
    return found, [str(fault) for fault in faults]


def _mistakes(file: Path) -> object:
    known, faults = examine_mistakes(file.parent)
    return known, [str(fault) for fault in faults]


def _progress(file: Path) -> object:
    data = Progress(file, lambda _words: None).read()
    for aside in file.parent.glob("*.damaged*"):
        aside.unlink()
    return progress_on(data, "p01_a")


def _text(show: Callable[[str], object]) -> Read:
    return lambda content: show(content.decode("utf-8", "replace"))


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
    (b"::a::[html]", b"{=b ~c}\n"), (b"::a::[markdown]", b"{=b ~c}\n"), (b"::a::b{=", b" ~c}\n"), (b"::a::b{", b"}\n"),
    (b"::", b"::b{=c ~d}"), (b"::a::b{=c#", b"~d####e}"), (b"::a::b{#", b"}"),
]  # fmt: skip
TEXT2QTI_PLACES = [
    (b"Quiz title: a\n\n1. ", b"\n*a) b\nb) c\n"),
    (b"1. a\n*a) ", b"\nb) c\n"),
    (b"1. a\n... ", b"\n*a) b\n"),
]
MISTAKE_PLACES = [
    (b"# M\n\n## a\n- score: 1\n\n", b"\n\n```diff\n-b\n+c\n```\n"),
    (b"## a\n- score: 1\n\nb\n\n```diff\n", b"\n```\n"),
    (b"## ", b"\n- score: 1\n\nb\n\n```diff\n-b\n+c\n```\n"), (b"## a\n- ", b"\n\nb\n\n```diff\n-b\n+c\n```\n"),
]  # fmt: skip
SUITE_PLACES = [
    (b"@pytest.mark.points(", b')\ndef test_a(student):\n    """A."""\n'),
    (b"def test_a(", b"): pass\n"),
    (b"x = ", b"\n"),
]


TOML_PLACES = [(b'title = "', b'"'), (b"a = ", b"")]
EDITS = [*MARKDOWN, b"@@", b"```diff\n", b"+", b"-"]


def _import(kind: str) -> Read:
    return lambda content: import_quiz(content, kind, "q01_a")


def _frame(content: bytes) -> object:
    """What a worker says: a header, a line's end, and a body; the value is then described and compared."""
    header, _, body = content.partition(b"\n")
    try:
        value = Decoder().message(header, bytearray(body)).get("data")
    except WireError as error:
        raise DropgradeError(str(error), "") from None
    first_difference(value, [1, {"a": {2.0}}], "it")
    return describe(value), first_difference(value, value, "it")


def frames() -> list[bytes]:
    """Frames of all kinds of values."""
    values = [
        [{1, "a"}, 1 + 2j, b"abc", "x" * 1100, Decimal("1.5"), Fraction(1, 3), range(3), [1.5] * 30, ["ab"] * 30],
        [date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC), timedelta(1), np.array(["ab"]), {(1, 2): 3.5}, 2**300],
        [NamedValues.of("P", ("a", "b"), (1, 2)), EnumMember("C", "A", 1), ErrorValue("E", ("E",), "x")],
        [Handle(1, "P", "object", ("f",), {"x": 1}), Handle(2, "generator", "iterator"), np.arange(6.0).reshape(2, 3)],
    ]
    parts = [parts_of(Encoder().frame({"seq": 1, "data": value})) for value in values]
    return [header + b"\n" + bytes(body) for header, body in parts]


def tables() -> dict[str, Reader]:
    """The readers of what an instructor keeps of a class."""
    course = in_file("course.toml", lambda file: examine_identity(file.parent))
    policy = in_file("policy.toml", lambda file: read_policy(file.parent, ["p01_a"], ["section"]))
    overrides = in_file("overrides.csv", lambda file: read_overrides(file.parent, ["p01_a"], Roster()))
    submissions = b":submission_1:\n  :submitters:\n  - :name: A\n    :sid: '1'\n  :created_at: 2026-01-01 00:00:00 Z\n"
    people = b"sid,name,email,section\n1,A B,a@b.c,x\n2,C,c@d.e,y\n"
    return {
        "course": Reader(course, [b'name = "a"\nversion = "1"\n'], TOML, TOML_PLACES),
        "roster": Reader(in_file("roster.csv", read_roster), [people], TABLE),
        "policy": Reader(policy, [b"[late]\nper_day = 10\n"], TOML, TOML_PLACES),
        "overrides": Reader(overrides, [b"student,problem,score,reason\n1,p01_a,5,because\n"], TABLE),
        "gradescope": Reader(_text(read_metadata), [submissions], [*TOML, *JSON, b":submission_2:\n", b"- :sid: "]),
    }


@cache
def readers() -> dict[str, Reader]:
    """Every reader by its name."""
    fixtures = "tests/quiz/exchange_fixtures/"
    notebook = json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": ["%magic\n", "def f(x):\n", "  return x"]}]}
    )
    record = json.dumps(
        {
            "version": 1,
            "problems": {"p01_a": {"best": 5, "worth": 10, "attempts": 2, "latest": "2026-01-01T00:00:00+00:00"}},
        }
    )
    suite, fixed = "solutions/p01_a/suite.py", b'{"version": 1, "files": {"a": "b"}}'
    mistakes, toml = "solutions/p01_a/mistakes.md", "exercises/p01_a/problem.toml"
    example, finish = "solutions/p01_a/example.md", "solutions/p01_a/finish.md"
    ended = in_file(finish, lambda file: [*examine_finish(file.parent, [])])
    examples = files("solutions/p*/example.md")
    formulas = [rb"\frac{a}{b}", rb"\sum_{i=1}^n \mathrm{E}[x_i]^2", rb"\begin{cases} a & b \\ c & d \end{cases}"]
    other = {kind: files(f"{fixtures}*{kind}") for kind in (".gift", ".xml", ".txt")}
    brought = in_file(".dropgrade/workspace.json", lambda file: _brought(file.parent.parent))
    return {
        "quiz": Reader(in_file("quizzes/q01_a.md", _quiz), files("quizzes/q0*.md"), MARKDOWN, QUIZ_PLACES),
        "gift": Reader(_import("gift"), other[".gift"] + other[".txt"], [*GIFT, *MARKDOWN], GIFT_PLACES),
        "moodle": Reader(_import("moodle"), other[".xml"], [*XML, *MARKDOWN], MOODLE_PLACES),
        "text2qti": Reader(_import("text2qti"), other[".txt"] + files("quizzes/q01*"), MARKDOWN, TEXT2QTI_PLACES),
        "toml": Reader(in_file(toml, _problem), files("exercises/*/problem.toml"), TOML, TOML_PLACES),
        "suite": Reader(in_file(suite, _problem), files("solutions/*/suite.py"), PYTHON, SUITE_PLACES),
        "mistakes": Reader(in_file(mistakes, _mistakes), files("solutions/p*/mistakes.md"), EDITS, MISTAKE_PLACES),
        "notebook": Reader(in_file("a.ipynb", read_submission), [notebook.encode()], [*JSON, *PYTHON]),
        "program": Reader(in_file("a.py", read_submission), files("solutions/*/right/*.py"), PYTHON),
        "progress": Reader(in_file(".dropgrade/progress.json", _progress), [record.encode()], JSON),
        "workspace": Reader(brought, [fixed], JSON),
        "example": Reader(in_file(example, lambda f: examine_example(f.parent)), examples, [*EDITS, *PYTHON, b">>> "]),
        "finish": Reader(ended, files("solutions/p*/finish.md"), EDITS),
        **tables(),
        "frame": Reader(_frame, frames(), FRAME),
        "markdown": Reader(_text(lambda text: text_of(text, 40, coloured=False)), files("quizzes/q1*.md"), MARKDOWN),
        "latex": Reader(_text(converted), formulas, MARKDOWN),
    }  # fmt: skip


def inputs(reader: Reader, seed: int) -> Iterator[bytes]:
    """Inputs without end, the same for the same seed."""
    dice = random.Random(seed)
    while True:
        text = bytearray(dice.choice(reader.samples))
        start = dice.randrange(max(1, len(text)))
        text = text[start : start + dice.choice((60, 600, 3000))] if dice.random() < 0.8 else text[:6000]
        for _ in range(dice.choice((1, 2, 4, 12))):
            text = _changed(text, reader, dice)
        yield bytes(text)


def _changed(text: bytearray, reader: Reader, dice: random.Random) -> bytearray:
    at, until = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    match dice.randrange(7):
        case 0:
            return text[:at] + text[until:]
        case 1:
            return text[:at] + text[at : at + 40] * dice.choice((2, 3, 50)) + text[at:]
        case 2:
            other = dice.choice(reader.samples)
            return text[:at] + other[dice.randrange(len(other) + 1) :][:400] + text[until:]
        case 3:
            return text[:at] + dice.choice(NOISE) + text[at:]
        case 4:
            return text[:at] + dice.choice(reader.signs) * dice.choice((1, 1, 2, 7, 200)) + text[at:]
        case 5:
            return text[:at] + dice.randbytes(dice.choice((1, 4))) + text[at:]
    return text[:at] + dice.choice(reader.signs) + text[at:until] + dice.choice(reader.signs) + text[until:]


def hard(reader: Reader, size: int, seed: int = 0) -> Iterator[bytes]:
    """Each sign, and pairs of two, so often that reading takes forever where it takes quadratic time."""
    dice = random.Random(seed)
    pairs = [a + b for a in reader.signs for b in (*reader.signs, b"a") if a != b]
    units = [*reader.signs, *dice.sample(pairs, min(len(pairs), 60)), b"a ", b"> ", b"- ", b"a\n\n", b"\\", b"a"]
    for unit in dict.fromkeys(units):
        text = (unit * (size // len(unit) + 1))[:size]
        yield text
        for before, behind in reader.places:
            yield before + text + behind


class TooSlow(BaseException):
    """A reader has computed for too long."""


def _stop(*_: object) -> None:
    raise TooSlow


def failure(read: Read, content: bytes, limit: float = SLOWEST) -> str:
    """How a reader failed at an input; empty where it did not. The limit is in seconds of computing, not of waiting."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        read(content)
    except DropgradeError:
        return ""
    except TooSlow:
        return f"computed for more than {limit:g} seconds"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return ""


@dataclass(slots=True)
class Tally:
    """What a run found."""

    count: int = 0
    slowest: float = 0.0
    slow: bytes = b""
    failures: dict[str, bytes] | None = None

    def take(self, read: Read, content: bytes) -> None:
        """Read an input."""
        begun = time.process_time()
        found = failure(read, content)
        spent = time.process_time() - begun
        self.count += 1
        if spent > self.slowest:
            self.slowest, self.slow = spent, content
        if found:
            key = (
                found
                if not found.startswith("computed")
                else f"{found}: {content[:60]!r} … {content[len(content) // 2 :][:12]!r}"
            )
            self.failures = {key: content, **(self.failures or {})}
            if os.environ.get("FUZZ_VERBOSE"):
                print("   ", key, flush=True)


def main(count: int, names: Sequence[str]) -> int:
    """Run so many inputs for each reader; the exit code says whether any failed or was too slow."""
    is_sound = True
    for name in names or readers():
        reader, tally = readers()[name], Tally()
        for content in hard(reader, 20_000):
            tally.take(reader.read, content)
        for _, content in zip(range(count), inputs(reader, seed=count), strict=False):
            tally.take(reader.read, content)
        print(
            f"{name:10} {tally.count:8} inputs, slowest {tally.slowest:.2f} s, {len(tally.failures or {})} failures",
            flush=True,
        )
        for words, content in (tally.failures or {}).items():
            print(f"    {words}\n        {content[:400]!r}")
        if tally.slowest > SLOWEST:
            print(f"    too slow: {tally.slow[:200]!r} ({len(tally.slow)} bytes)")
        is_sound = is_sound and not tally.failures and tally.slowest <= SLOWEST
    return not is_sound


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2:]))
