"""Verifying a quiz: programs print what the keys say, in a real sandbox, and no answer is given away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.quiz.format.model import Quiz
from dropgrade.quiz.format.reading import read_quiz
from dropgrade.sandbox.client import Sandbox, Worker
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.sandbox.limits import Limits
from dropgrade.verify.quiz_rules import prove_quiz

NAME = "q01_proofs"
ONE = "- [x] `{right}`\n- [ ] `2`\n  > No.\n- [ ] `3`\n  > Never.\n"
MANY = "- [x] `a`\n- [x] **b**\n- [ ] c\n  > No.\n"
LINE = 7
"""The line where the code of the first question begins."""


class Unused:
    """A sandbox that must not be used."""

    mode = "none"
    missing = ()

    def start(self, limits: Limits) -> Worker:
        """Fail."""
        raise AssertionError(limits)

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """The sandbox of this machine."""
    with opened_sandbox() as opened:
        yield opened


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course without quizzes."""
    (tmp_path / "quizzes").mkdir()
    return Course(tmp_path, tmp_path)


def quiz_of(course: Course, *bodies: str) -> Quiz:
    """Return a quiz whose questions q1, q2, … have these bodies."""
    questions = [f"## q{i}\nPrompt?\n{body}\nExplanation.\n" for i, body in enumerate(bodies, 1)]
    text = "# Title\nIntroduction.\n\n" + "\n".join(questions)
    (course.authority / "quizzes" / f"{NAME}.md").write_text(text, "utf-8")
    return read_quiz(course, NAME)


def program(code: str, options: str) -> str:
    """Return the body of a question with a program."""
    return f"```python run\n{code}\n```\n\n{options}"


def proved(course: Course, sandbox: Sandbox, *bodies: str) -> list[tuple[int, str]]:
    """Return the faults of a quiz as lines and messages."""
    quiz = quiz_of(course, *bodies)
    found = prove_quiz(quiz, sandbox)
    assert all(f.file == quiz.file and f.fix.endswith(".") for f in found)
    return [(f.line, f.message) for f in found]


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("print(1.2549)", "- [=] 1.25 ± 0.01\n"),
        ("print(1.26)", "- [=] 1.25 ± 0.01\n"),
        ("print(0.1 + 0.2)", "- [=] 0.3\n"),
        ("print('about')\nprint(2)\nprint()", "- [=] 2\n"),
        ("import numpy as np\nprint(np.float64(1) / 0.8)", "- [=] 1.25\n"),
        ("print(1)", ONE.format(right="1")),
        ("print('[1  2]\\n   [3]')", ONE.format(right="[1 2] [3]")),
        ("raise ValueError('p')", ONE.format(right="ValueError")),
        ("print('begins')\n1 / 0", ONE.format(right="begins ZeroDivisionError")),
        ("f(", ONE.format(right="SyntaxError")),
        ("raise SystemExit", ONE.format(right="SystemExit")),
        ("class Odd(Exception): pass\nraise Odd", ONE.format(right="Odd")),
        ("print('y[mask]')", ONE.format(right="y[mask]")),
        ("print([1]); print(2)", "- [x]\n  ```\n  [1]\n  2\n  ```\n- [ ] x\n  > No.\n"),
        ("print('b'); print('a'); print(' b ')", MANY),
    ],
)
def test_a_program_that_prints_the_key_is_sound(course: Course, sandbox: Sandbox, code: str, options: str) -> None:
    """Numbers are compared within their tolerance, options by visible text, exceptions by type."""
    assert proved(course, sandbox, program(code, options)) == []


@pytest.mark.parametrize(
    ("code", "options", "message"),
    [
        ("print(1.27)", "- [=] 1.25 ± 0.01\n", "prints '1.27', but the key says 1.25 ± 0.01"),
        ("print(2)\nprint('two')", "- [=] 2\n", "prints '2 / two', but the key says 2"),
        ("print('nan')", "- [=] 2 ± 1\n", "prints 'nan', but the key says 2 ± 1"),
        ("print(2)\n1 / 0", "- [=] 2\n", "raises ZeroDivisionError ('division by zero'), but the key says 2"),
        ("raise KeyError", "- [=] 2\n", "raises KeyError, but the key says 2"),
        ("print(2)", ONE.format(right="1"), "prints '2', but the key says '1'"),
        ("print(4)", ONE.format(right="1"), "prints '4', but the key says '1'"),
        ("print('x' * 99)", ONE.format(right="1"), f"prints '{'x' * 59}…', but the key says '1'"),
        ("print('\\x1b[31m')", ONE.format(right="1"), "prints '\\x1b[31m', but the key says '1'"),
        ("print('a')", MANY, "prints 'a', but the key says 'a / b'"),
        ("print('a'); print('b'); print('c')", MANY, "prints 'a / b / c', but the key says 'a / b'"),
        ("pass", MANY, "prints nothing"),
        ("print(' ')", "- [=] 0\n", "prints nothing"),
        ("while True: pass", MANY, "does not end within 2 seconds of computing"),
        ("bytearray(10**10)", MANY, "asks for more than 512 MB of memory"),
        ("import os; print('a', flush=True); os._exit(0)", MANY, "ends its whole process"),
    ],
)
def test_a_program_that_prints_something_else_is_a_fault(
    course: Course, sandbox: Sandbox, code: str, options: str, message: str
) -> None:
    """The fault has the line of the program, and says what it does and what the key says."""
    assert proved(course, sandbox, program(code, options)) == [(LINE, f"the program of `q1` {message}")]


@pytest.mark.parametrize(
    ("code", "options", "fix"),
    [
        ("print(2)", ONE, "Correct the program, or mark the option in line 11 as right."),
        ("print(4)", ONE, "Correct the options, or the program, which has to print what the right ones say."),
        ("1", MANY, "Print the answer."),
        (
            "print('c', 1)", MANY,
            "Correct the options, or the program, which has to print what the right ones say, one line for each.",
        ),
        ("print(4)", "- [=] 5\n", "Correct the number, or the program, whose last line has to be the answer."),
    ],
)  # fmt: skip
def test_the_fault_of_a_program_says_how_to_fix_it(
    course: Course, sandbox: Sandbox, code: str, options: str, fix: str
) -> None:
    """If a wrong option says what is printed, the fix names it."""
    (fault,) = prove_quiz(quiz_of(course, program(code, options.format(right="1"))), sandbox)
    assert fault.fix == fix


def test_the_blocks_of_a_question_are_one_program(course: Course, sandbox: Sandbox) -> None:
    """A later block can use what an earlier one defined; the fault is in the last, with the quiz's line numbers."""
    first = "```python run\nx = 1\n```\n\nThen\n\n"
    last = "import sys\nprint(x, sys._getframe().f_lineno)"
    assert proved(course, sandbox, first + program(last, ONE.format(right="1 14"))) == []
    assert proved(course, sandbox, first + program(last, ONE.format(right="1"))) == [
        (13, "the program of `q1` prints '1 14', but the key says '1'")
    ]


def test_questions_share_no_state(course: Course, sandbox: Sandbox) -> None:
    """Each question's program starts from scratch, and each fault is reported."""
    bodies = [program(code, ONE.format(right="1")) for code in ("x = 1\nprint(x)", "print(x)", "print(3)")]
    messages = [message for _, message in proved(course, sandbox, *bodies)]
    assert messages == [
        "the program of `q2` raises NameError (\"name 'x' is not defined\"), but the key says '1'",
        "the program of `q3` prints '3', but the key says '1'",
    ]


def test_a_program_sees_no_file(course: Course, sandbox: Sandbox) -> None:
    """A program cannot read files, which would not exist on other machines."""
    if sandbox.mode != "confined" or sandbox.missing:
        pytest.skip("this machine does not confine")
    code = f"print(open({str(course.root / 'quizzes' / (NAME + '.md'))!r}).read())"
    assert proved(course, sandbox, program(code, ONE.format(right="PermissionError"))) == []


def test_a_quiz_without_programs_needs_no_sandbox(course: Course) -> None:
    """Without programs no worker is started."""
    assert proved(course, Unused(), ONE.format(right="1"), "- [=] 1\n") == []


# Giving an answer away.

LONG = "- [x] the longest\n- [ ] short\n  > No.\n- [ ] shorter\n  > Never.\n"
TIED = "- [x] same\n- [ ] size\n  > No.\n- [ ] now\n  > Never.\n"
MARKED = "- [x] **`abc`**\n- [ ] abcd\n  > No.\n- [ ] a\n  > Never.\n"
PAIR = "- [x] the longest\n- [ ] short\n  > No.\n"
SEVERAL = "- [x] the longest\n- [x] a\n- [ ] short\n  > No.\n"
EVEN = "- [x] as long\n- [x] so long\n- [ ] short\n  > No.\n"


@pytest.mark.parametrize(
    ("bodies", "counted"),
    [
        ([LONG] * 3 + [TIED], "3 of 4 questions: `q1`, `q2`, `q3`"),
        ([TIED] + [LONG] * 3, "3 of 4 questions: `q2`, `q3`, `q4`"),
        ([LONG, LONG, SEVERAL, TIED], "3 of 4 questions: `q1`, `q2`, `q3`"),
        ([LONG] * 3 + [MARKED, TIED] + [PAIR] * 9 + ["- [=] 1\n"] * 9, "3 of 5 questions: `q1`, `q2`, `q3`"),
        ([LONG] * 2 + [TIED] * 2, ""),
        ([LONG] * 2 + [EVEN] * 2, ""),
        ([LONG] * 2 + [MARKED] * 2, ""),
        ([LONG] * 3 + [PAIR, "- [=] 1\n"], ""),
        ([PAIR] * 9, ""),
        (["- [=] 1\n"] * 9, ""),
    ],
)
def test_the_longest_option_is_not_the_right_one_too_often(course: Course, bodies: list[str], counted: str) -> None:
    """If the visibly longest option is right in more than half of at least four questions, that is a fault."""
    expected = [(0, f"the right option is the longest in {counted}")] if counted else []
    assert proved(course, Unused(), *bodies) == expected


def test_a_reason_is_short(course: Course) -> None:
    """A reason may have sixty words, however its lines are broken."""
    enough = "- [x] a\n- [ ] b\n  > " + "word " * 30 + "\n  > " + "word " * 30 + "\n"
    assert proved(course, Unused(), enough) == []
    assert proved(course, Unused(), enough.replace("word", "a word", 1)) == [(7, "the reason has 61 words")]


def test_each_reason_is_the_options_own(course: Course) -> None:
    """Two options of a question must not have the same reason."""
    twins = "- [x] a\n- [ ] b\n  > Is wrong.\n- [ ] c\n  > is\n  > wrong.\n- [ ] d\n  > Is it?\n"
    assert proved(course, Unused(), twins, twins) == [
        (9, "the reason is that of line 7"),
        (22, "the reason is that of line 20"),
    ]


# Options are shuffled.

FOUR = (
    "Which {nouns} hold?\n\n- [x] one\n- [ ] two\n  > {reason}\n- [ ] three\n  > No.\n- [ ] four\n  > Never.\n\n"
    "> [!TIP]\n> {hint}\n\n"
)
"""A question whose options are called `nouns`."""


def places(course: Course, text: str, nouns: str = "pairs", where: str = "explanation", form: str = FOUR) -> list[str]:
    """Return what is found in a question whose explanation, hint or reason is this text."""
    texts = {"hint": "Think.", "reason": "Why not.", where: text}
    body = form.format(nouns=nouns, **{key: texts[key] for key in ("hint", "reason")})
    quiz = quiz_of(course, body + texts.get("explanation", ""))
    return [fault.message.partition(": ")[2].strip("'") for fault in prove_quiz(quiz, Unused())]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The last pair is unusual.", "The last pair"),
        ("This is the fourth of these pairs.", "the fourth of these pairs"),
        ("The third right option makes it worse.", "The third right option"),
        ("Read to the letter, option b is wrong.", "option b"),
        ("Only (see answer C) fits.", "answer C"),
        ("Statements 2 and 3 contradict it.", "Statements 2"),
        ("With p = 0.3 the first gives 70 %.", "the first"),
        ("The second and third are the same.", "The second and third"),
        ("The first two make both mistakes.", "The first two"),
        ("The option above does not.", "option above"),
    ],
)
@pytest.mark.parametrize("where", ["explanation", "hint", "reason"])
def test_an_option_named_by_its_place_is_a_fault(course: Course, text: str, phrase: str, where: str) -> None:
    """Naming an option by position is a fault in the explanation, the hint and the reasons."""
    assert places(course, text, where=where) == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "The first layer learns edges, and the last two layers decide.",
        "The first column has the norm 5, the second has the norm 1.",
        "There are two passes: the first is sure, the second is not.",
        "So the first and the third unit are kept.",
        "Answer a question first, and then another.",
        "It answers 3 questions with 4 claims about them.",
        "The next layer, the last batch norm and the previous value stay.",
        "A statement about a mean; the first choice would be final.",
        "In the first case it fails, in the second it does not.",
        "At last it is a better answer than before.",
        "p is 0.5 and b is 2, whatever the option says.",
    ],
)
def test_a_first_layer_is_no_option(course: Course, text: str) -> None:
    """Things that the text itself counts may be named by position."""
    assert places(course, text) == []


def test_options_that_keep_their_order_may_be_counted(course: Course) -> None:
    """Options in a fixed order may be named by position; a number has none."""
    kept = FOUR.replace("Which {nouns}", "<!-- keep order -->\nWhich {nouns}")
    assert places(course, "The last pair is odd.") == ["The last pair"]
    assert places(course, "The last pair is odd.", form=kept) == []
    assert places(course, "The first is odd.", form="{nouns}{reason}{hint}?\n\n- [=] 1\n\n") == []


def test_what_a_question_calls_its_options_counts_as_one(course: Course) -> None:
    """`Which mistakes …?` calls the options mistakes, so "the last mistake" is an option and "the last mask" is not."""
    assert places(course, "The last mask is new.", nouns="mistakes") == []
    assert places(course, "The last mistake is rare.", nouns="mistakes") == ["The last mistake"]
    assert places(course, "The first two inputs are alike.", form="Four new inputs.\n\n" + FOUR) == [
        "The first two inputs"
    ]
    assert places(course, "The first two inputs are alike.", form="Five new inputs.\n\n" + FOUR) == []
