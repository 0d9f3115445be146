"""The quiz format: what is read from a file, and the fault for everything invalid."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.course.faults import Fault
from dropgrade.course.prose import plain
from dropgrade.errors import CourseError
from dropgrade.quiz.format.model import Kind, NumberKey, Option, Question, Quiz, Snippet
from dropgrade.quiz.format.reading import examine_quiz, quiz_names, read_quiz

NAME = "q01_how_dropout_works"
DESIGN = """\
# How dropout works
One paragraph of introduction.

## inverted-scale
With drop probability `p = 0.2`, inverted dropout multiplies survivors by
- [x] `1/0.8`
- [ ] `0.8`
  > That shrinks the expected output to 0.64 x.
- [ ] `1/0.2`
  > That divides by the chance of being dropped.

> [!TIP]
> Which factor makes the expected value equal x?

The factor makes E[mask]/(1 - p) = 1, so evaluation needs no change.
"""
HEAD = "# Title\nIntroduction.\n\n## an-id\nPrompt?\n"
OPTIONS = "- [x] right\n- [ ] wrong\n  > Reason.\n"
END = "\nExplanation.\n"
FULL = """\
# Masks
An introduction
with a table.

| p | q |
|---|---|
| 1 | 0 |

## one
<!-- keep order -->
What does `y[mask]` hold?

```python run
# not a title
## no-question
print("- [x] no option")
```

- a plain item
- another

Choose.
- [X] `y[mask]` and
  more *words*
  > It is right.
- [ ]
  ```
  ## x
  - [x] y
  ```
  > A reason
  > of two paragraphs.
  >
  > With `code`.
- [ ]
  ~~~python
  if y:
      - [ ] z
  ~~~
  > Reason.
- [ ] <b>y</b> [red]all[/red]
  > Reason [link].

Explained <!-- a note --> here.

> [!tip]
> Look at `x`.

Explained
again.

<!-- a long
note: TODO -->

## 2-many
Which?
* [x] `a`

  > Right.
* [x] b
* [ ] c
  > Reason.

Because.
## a-number
How much?
- [=] 1.25 ± 0.01

Because `TODO` is code.
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course without quizzes."""
    (tmp_path / "quizzes").mkdir()
    return Course(tmp_path, tmp_path)


def write(course: Course, content: str | bytes, name: str = NAME) -> Path:
    """Write a quiz of the course."""
    file = course.authority / "quizzes" / f"{name}.md"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def read(course: Course, content: str | bytes) -> Quiz:
    """Return the quiz of a sound file."""
    write(course, content)
    return read_quiz(course, NAME)


def only(course: Course, content: str) -> Question:
    """Return the only question of a sound file."""
    (question,) = read(course, content).questions
    return question


def faults(course: Course, content: str | bytes) -> list[Fault]:
    """Return the faults of a file."""
    write(course, content)
    quiz, found = examine_quiz(course, NAME)
    assert (quiz is None) == bool(found)
    for fault in found:
        assert fault.message[0].islower() or not fault.message[0].isalpha(), fault
        assert not fault.message.endswith("."), fault
        assert fault.fix[0].isupper(), fault
        assert fault.fix[-1] in ".…`?", fault
    return found


def messages(course: Course, content: str | bytes) -> list[tuple[int, str]]:
    """Return the faults of a file as lines and messages."""
    return [(fault.line, fault.message) for fault in faults(course, content)]


# Reading.


def test_the_example_of_the_design_is_a_quiz(course: Course) -> None:
    """A single choice is read with its reasons, hint and explanation, unchanged."""
    file = write(course, DESIGN)
    question = Question(
        id="inverted-scale",
        line=4,
        prompt="With drop probability `p = 0.2`, inverted dropout multiplies survivors by",
        kind=Kind.ONE,
        options=(
            Option("`1/0.8`", is_right=True, reason="", line=6),
            Option("`0.8`", is_right=False, reason="That shrinks the expected output to 0.64 x.", line=7),
            Option("`1/0.2`", is_right=False, reason="That divides by the chance of being dropped.", line=9),
        ),
        number=None,
        hint="Which factor makes the expected value equal x?",
        explanation="The factor makes E[mask]/(1 - p) = 1, so evaluation needs no change.",
        keeps_order=False,
        programs=(),
    )
    assert read_quiz(course, NAME) == Quiz(
        NAME, file, "How dropout works", "One paragraph of introduction.", (question,)
    )
    assert question.right == question.options[:1]


def test_all_of_the_format_is_read(course: Course) -> None:
    """Every text keeps its Markdown, and code that looks like a question or an option is code."""
    quiz = read(course, FULL)
    one, many, number = quiz.questions
    assert quiz.introduction == "An introduction\nwith a table.\n\n| p | q |\n|---|---|\n| 1 | 0 |"
    assert one.prompt.startswith("What does `y[mask]` hold?\n\n```python run\n# not a title\n## no-question\n")
    assert one.prompt.endswith("```\n\n- a plain item\n- another\n\nChoose.")
    assert [option.text for option in one.options] == [
        "`y[mask]` and\nmore *words*",
        "```\n## x\n- [x] y\n```",
        "~~~python\nif y:\n    - [ ] z\n~~~",
        "<b>y</b> [red]all[/red]",
    ]
    assert [option.reason for option in one.options] == [
        "It is right.", "A reason\nof two paragraphs.\n\nWith `code`.", "Reason.", "Reason [link].",
    ]  # fmt: skip
    assert (one.hint, one.explanation) == ("Look at `x`.", "Explained  here.\n\nExplained\nagain.")
    assert (one.kind, one.keeps_order, many.kind, many.keeps_order) == (Kind.ONE, True, Kind.MANY, False)
    assert one.programs == (Snippet('# not a title\n## no-question\nprint("- [x] no option")\n', 14),)
    assert [option.line for option in one.options] == [23, 26, 35, 41]
    assert [(o.text, o.reason) for o in many.options] == [("`a`", "Right."), ("b", ""), ("c", "Reason.")]
    assert [o.text for o in many.right] == ["`a`", "b"]
    assert (number.kind, number.options, number.line) == (Kind.NUMBER, (), 65)
    assert number.number == NumberKey(1.25, 0.01, 67)


@pytest.mark.parametrize(
    ("before", "after"), [(b"", b""), (b"\xef\xbb\xbf", b"\n\n \n"), (b"\n\n", b""), (b"<!-- note -->\n\n", b"")]
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_the_bytes_of_an_editor_do_not_matter(course: Course, before: bytes, after: bytes, end: bytes) -> None:
    """Byte order marks, line endings, empty lines and comments only change line numbers."""
    expected = [(q.prompt, q.explanation, q.hint, [o.text for o in q.options]) for q in read(course, FULL).questions]
    quiz = read(course, before + FULL.encode().replace(b"\n", end) + after)
    assert [(q.prompt, q.explanation, q.hint, [o.text for o in q.options]) for q in quiz.questions] == expected
    assert quiz.questions[0].line == 9 + before.count(b"\n")


def test_tabs_and_nested_lists_belong_to_their_option(course: Course) -> None:
    """An option keeps the lists and the code in it, without indentation."""
    options = "-\t[x] a\n\n\t- b\n\t\t- c\n\n\t> Reason.\n-\t[ ] d\n\t> Reason\n\t> goes on.\n"
    first, second = only(course, HEAD + options + END).options
    assert first.text == "a\n\n- b\n    - c"
    assert (first.reason, second.reason) == ("Reason.", "Reason\ngoes on.")


@pytest.mark.parametrize(
    ("written", "value", "tolerance"),
    [
        ("1.25 ± 0.01", 1.25, 0.01),
        ("1.25 +- 0.01", 1.25, 0.01),
        ("1.25+/-.01", 1.25, 0.01),
        ("-3", -3, 0),
        ("+3.", 3, 0),
        ("−0.5±0", -0.5, 0),  # noqa: RUF001 - a typesetter's minus
        ("1e-3 ± 1E-4", 1e-3, 1e-4),
        ("2.5e+3", 2500, 0),
    ],
)
def test_a_number_is_read(course: Course, written: str, value: float, tolerance: float) -> None:
    """A number may have a tolerance and an exponent."""
    question = only(course, f"{HEAD}- [=] {written}\n{END}")
    assert question.number == NumberKey(value, tolerance, 6)


@pytest.mark.parametrize("comment", ["keep order", "Keep-order", " keep\norder. "])
@pytest.mark.parametrize("place", ["{}\n- [x] a\n- [ ] b\n  > r\n\ne", "- [x] a {}\n- [ ] b\n  > r\n\ne", "{end}{}"])
def test_the_order_is_kept_wherever_a_question_says_so(course: Course, comment: str, place: str) -> None:
    """The comment applies to its own question only, and is not part of any text."""
    body = place.format(f"<!--{comment}-->", end=OPTIONS + END + "\n")
    quiz = read(course, f"{HEAD}{body}\n\n## other\nPrompt?\n{OPTIONS}{END}")
    assert [q.keeps_order for q in quiz.questions] == [True, False]
    assert "order" not in repr([(q.prompt, q.options, q.explanation) for q in quiz.questions]).lower()


def test_a_comment_in_code_is_code(course: Course) -> None:
    """Comments are removed from text, but not from code spans and code blocks."""
    prompt = "See `<!-- keep order -->` <!-- a `note` -->twice\n\n```\n<!-- keep order -->\n```\n\n    <!-- x -->"
    question = only(course, HEAD + "\n" + prompt + "\n" + OPTIONS + END)
    assert not question.keeps_order
    assert question.prompt == "Prompt?\n\n" + prompt.replace("<!-- a `note` -->", "")


def test_programs_are_found_everywhere_in_a_question(course: Course) -> None:
    """Programs in an option, in a reason and in the explanation count, without indentation."""
    block = "```python run\nif 1:\n    print(1)\n```\n"
    inner = "".join(f"  {line}\n" for line in block.splitlines())
    quoted = "".join(f"  > {line}\n" for line in block.splitlines())
    text = HEAD + f"- [x] a\n{inner}- [ ] b\n{quoted}" + END + "\n" + block + "\n~~~ python   run \n~~~\n"
    assert only(course, text).programs == (
        Snippet("if 1:\n    print(1)\n", 8),
        Snippet("if 1:\n    print(1)\n", 13),
        Snippet("if 1:\n    print(1)\n", 20),
        Snippet("", 25),
    )


@pytest.mark.parametrize("count", [2, 26])
def test_there_may_be_an_option_for_each_letter(course: Course, count: int) -> None:
    """A question may have from 2 to 26 options."""
    wrong = "".join(f"- [ ] {i}\n  > Reason.\n" for i in range(count - 1))
    assert len(only(course, HEAD + "- [x] right\n" + wrong + END).options) == count


def test_a_plain_list_that_looks_like_boxes_stays_in_the_prompt(course: Course) -> None:
    """A list with brackets that are not boxes is not a list of options if there is a real one."""
    question = only(course, HEAD + "\n- [p] is the rate\n- [q](url) is the rest\n\nChoose.\n" + OPTIONS + END)
    assert question.prompt == "Prompt?\n\n- [p] is the rate\n- [q](url) is the rest\n\nChoose."


# Faults.

GOOD = HEAD + OPTIONS + END


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The quiz as a whole.
        ("", [(0, "the quiz is empty")]),
        (" \n\t\n", [(0, "the quiz is empty")]),
        ("Words.\n", [(0, "the quiz has no title"), (0, "the quiz has no question")]),
        ("# Title\n", [(0, "the quiz has no question"), (1, "the quiz has no introduction")]),
        (GOOD.removeprefix("# Title\n"), [(0, "the quiz has no title")]),
        (GOOD.replace("# Title", "#"), [(1, "the title is empty")]),
        (GOOD.replace("# Title\n", "# Title\n# More\n"), [(2, "this is a second title; the first is in line 1")]),
        (GOOD + "\n# Title\n", [(12, "this is a second title; the first is in line 1")]),
        ("Words.\n" + GOOD, [(2, "something is above the title")]),
        (
            "## an-id\nPrompt?\n" + OPTIONS + END + "# Late\nWords.\n",
            [(8, "the quiz has no introduction"), (8, "something is above the title")],
        ),
        (GOOD.replace("Introduction.", "<!-- only a note -->"), [(1, "the quiz has no introduction")]),
        (GOOD.replace("Introduction.", "Words.\n" + OPTIONS), [(3, "options are above the first question")]),
        (GOOD.replace("Introduction.", "Words.\n\n> [!TIP]\n> x"), [(4, "a hint is above the first question")]),
        (
            GOOD.replace("Introduction.", "Words.\n```python run\n1\n```"),
            [(3, "a program is above the first question")],
        ),
        # Ids.
        (GOOD.replace("an-id", "An Id"), [(4, "`An Id` is not an id")]),
        (GOOD.replace("an-id", "-a"), [(4, "`-a` is not an id")]),
        (GOOD.replace("an-id", "q_1"), [(4, "`q_1` is not an id")]),
        (GOOD.replace("an-id", "é"), [(4, "`é` is not an id")]),
        (GOOD.replace("an-id", "`id`"), [(4, "``id`` is not an id")]),
        (GOOD.replace(" an-id", ""), [(4, "the question has no id")]),
        (
            GOOD + "\n## an-id\nPrompt?\n" + OPTIONS + END,
            [(12, "`an-id` is the id of the question in line 4 too")],
        ),
        (GOOD + "Accident\n---\n", [
            (10, "`Explanation. Accident` is not an id"),
            (10, "the question asks nothing"),
            (10, "the question has no options"),
            (4, "`an-id` has no explanation"),
        ]),
        # Parts of a question.
        (GOOD.replace("Prompt?", ""), [(4, "`an-id` asks nothing")]),
        (GOOD.replace(OPTIONS, ""), [(4, "`an-id` has no options")]),
        (GOOD.replace(END, ""), [(4, "`an-id` has no explanation")]),
        (GOOD.replace(END, "\n> [!TIP]\n> x\n"), [(4, "`an-id` has no explanation")]),
        (HEAD + "- [ ] w\n  > r\n- [x] right\nnot below an empty line\n", [(4, "`an-id` has no explanation")]),
        (
            HEAD + OPTIONS + "\nWords.\n\n" + OPTIONS.replace("g", "k") + END,
            [(12, "`an-id` has a second list of options; the first begins in line 6")],
        ),
        (
            HEAD + "- [x] a\n* [ ] b\n  > r\n" + END,
            [
                (7, "`an-id` has a second list of options; the first begins in line 6"),
            ],
        ),
        # Hints.
        (GOOD.replace(END, "\n> [!TIP]\n" + END), [(10, "the hint is empty")]),
        (GOOD.replace(END, "\n> [!TIP]\n> a\n\n> [!TIP]\n> b\n" + END), [(13, "`an-id` has a second hint")]),
        (GOOD.replace("Prompt?", "Prompt?\n\n> [!TIP]\n> a\n"), [(7, "the hint is above the options")]),
        (GOOD.replace(END, "\n> [!NOTE]\n> a\n" + END), [(10, "`[!NOTE]` has no meaning in a quiz")]),
        (GOOD.replace("Reason.", "[!TIP]\n  > x"), [(8, "a hint is within an option")]),
        # Headings, HTML and code.
        (GOOD.replace("Prompt?", "### Prompt\n?"), [(5, "a heading of level 3 has no meaning in a quiz")]),
        (GOOD.replace("Reason.", "# Reason"), [(8, "a heading is within a list or a quote")]),
        (GOOD + "\n<details>\nx\n</details>\n", [(12, "this is HTML, which a terminal cannot show")]),
        (GOOD + "\n<!-- never\nends\n\n## other\n", [(12, "the comment has no end")]),
        (GOOD + "\n```python\n\n## other\n", [(12, "the code block has no end")]),
        (GOOD + "\n````\n```\n", [(12, "the code block has no end")]),
        (GOOD + "\n```", [(12, "the code block has no end")]),
        (GOOD + "\n```py run\n1\n```\n", [(12, "`py run` cannot be run")]),
        # Options.
        (HEAD + "- [ ] a\n  > r\n- [ ] b\n  > r2\n" + END, [(6, "`an-id` has no right option")]),
        (HEAD + "- [x] a\n- [x] b\n" + END, [(6, "`an-id` has no wrong option")]),
        (HEAD + "- [x] a\n" + END, [(6, "`an-id` has only one option")]),
        (
            HEAD + "- [ ] a\n" + END,
            [
                (6, "`an-id` has no right option"),
                (6, "`an-id` has only one option"),
                (6, "the wrong option has no reason"),
            ],
        ),
        (GOOD.replace("  > Reason.\n", ""), [(7, "the wrong option has no reason")]),
        (GOOD.replace("Reason.", ""), [(7, "the wrong option has no reason")]),
        (GOOD.replace("right", "`wrong`"), [(7, "the option says the same as the one in line 6")]),
        (GOOD.replace("right", ""), [(6, "the option is empty")]),
        (GOOD.replace("wrong\n", "\n"), [(7, "the option is empty")]),
        (GOOD.replace("[ ]", "[y]"), [(7, "`[y]` is not a box")]),
        (GOOD.replace("[ ]", "[]").replace("[x]", "[ x]"), [
            (6, "`an-id` has no right option"), (6, "`[ x]` is not a box"), (7, "`[]` is not a box"),
        ]),
        (GOOD.replace("[ ] ", ""), [(7, "an item without a box is among the options")]),
        (HEAD + "- plain\n- items\n\n" + OPTIONS + END, [
            (6, "an item without a box is among the options"),
            (7, "an item without a box is among the options"),
        ]),
        (GOOD.replace("- [ ]", "  - [ ]"), [
            (6, "`an-id` has only one option"), (7, "an option is within another one"),
        ]),
        (HEAD + "1. [x] a\n2. [ ] b\n   > r\n" + END, [(6, "the options are numbered, and shown in another order")]),
        (GOOD.replace("Reason.\n", "Reason.\n\n  > Another.\n"), [(10, "the option has two reasons")]),
        (GOOD.replace("Reason.\n", "Reason.\n\n  More.\n"), [(10, "something follows the reason of the option")]),
        (HEAD + "- [x] a\n- [ ] b\n> r\n- [ ] c\n  > r\n" + END, [
            (7, "the wrong option has no reason"),
            (9, "`an-id` has a second list of options; the first begins in line 6"),
            (8, "the quote does not belong to the option above it"),
        ]),
        # Numbers.
        (HEAD + "- [=] 1\n- [=] 2\n" + END, [(7, "`an-id` asks for a second number")]),
        (HEAD + "- [=] 1\n- [x] 2\n" + END, [(6, "a number is among other options")]),
        (HEAD + "- [=] 1,25\n" + END, [(6, "'1,25' cannot be read as a number")]),
        (HEAD + "- [=] `1`\n" + END, [(6, "'`1`' cannot be read as a number")]),
        (HEAD + "- [=] 1 ± 5 %\n" + END, [(6, "'1 ± 5 %' cannot be read as a number")]),
        (HEAD + "- [=] nan\n" + END, [(6, "'nan' cannot be read as a number")]),
        (HEAD + "- [=] 1e999\n" + END, [(6, "'1e999' cannot be read as a number")]),
        (HEAD + "- [=] 1 ± 1e999\n" + END, [(6, "'1 ± 1e999' cannot be read as a number")]),
        (HEAD + "- [=] 1 ± -0.1\n" + END, [(6, "the tolerance is below 0")]),
        (HEAD + "- [=]\n" + END, [(6, "the option is empty")]),
        (HEAD + "- [=] 1\n  > r\n" + END, [(6, "the number has a reason, which is never shown")]),
        # What is left open.
        (GOOD.replace("Title", "TODO"), [(1, "it still says TODO")]),
        (GOOD.replace("Reason.", "Say\n  > `TODO` TODO: why"), [(9, "it still says TODO")]),
        (GOOD + "\n| a |\n|---|\n| TODO |\n", [(14, "it still says TODO")]),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(course: Course, text: str, expected: list[tuple[int, str]]) -> None:
    """Each fault is reported with its line, and causes no further faults."""
    assert sorted(messages(course, text)) == sorted(expected)


def test_more_options_than_letters_are_too_many(course: Course) -> None:
    """A twenty-seventh option has no letter."""
    wrong = "".join(f"- [ ] {i}\n  > Reason.\n" for i in range(26))
    (fault,) = faults(course, HEAD + "- [x] right\n" + wrong + END)
    assert (fault.line, fault.message) == (6, "`an-id` has 27 options")


@pytest.mark.parametrize("sound", ["<!-- TODO -->", "`TODO`", "``a ` TODO``", "TODOS", "    TODO", "```\nTODO\n```"])
def test_code_and_notes_may_say_todo(course: Course, sound: str) -> None:
    """TODO is a fault only in text."""
    assert not messages(course, f"{GOOD}\n{sound}\n")


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("## An Id", "Write small letters, digits and hyphens, such as an-id."),
        ("##", "Write small letters, digits and hyphens, such as inverted-scale."),
        ("Words\n---", "Leave an empty line above the hyphens, which make a heading of the words above them."),
    ],
)
def test_an_id_is_mended_by_one_that_fits(course: Course, written: str, fix: str) -> None:
    """The fault of an id suggests a valid one."""
    assert faults(course, GOOD.replace("## an-id", written))[0].fix == fix


def test_all_faults_are_told_in_the_order_of_the_file(course: Course) -> None:
    """No fault hides another, and the error of a faulty quiz lists them all."""
    text = (
        DESIGN.replace("[x]", "[ ]").replace("> Which", "> ").replace("# How", "## How").replace("  > That div", "  ")
    )
    file = write(course, text)
    lines = [fault.line for fault in faults(course, text)]
    assert lines == sorted(lines)
    with pytest.raises(CourseError) as error:
        read_quiz(course, NAME)
    messages = error.value.message.splitlines()
    assert len(messages) == len(lines) >= 6
    assert messages[0].startswith(str(file))
    assert error.value.hint == "Fix these and run the command again."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe#\x00 \x00T\x00", [(0, "this is not UTF-8 text")]),
        (b"# Title\n\x89PNG\xff", [(0, "this is not UTF-8 text")]),
        (b"", [(0, "the quiz is empty")]),
        (b"# T\nIn\x00tro\x00\n\x1b[31m", [
            (2, "holds the control character U+0000"), (3, "holds the control character U+001B"),
        ]),
        (b"# T\n\xc2\x9b31m", [(2, "holds the control character U+009B")]),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_a_fault(course: Course, content: bytes, expected: list[tuple[int, str]]) -> None:
    """Invalid bytes and control characters are reported before anything else."""
    assert messages(course, content) == expected


def test_a_file_that_cannot_be_read_is_a_fault(course: Course) -> None:
    """A folder in place of the file and a missing file are faults of the file."""
    (course.authority / "quizzes" / f"{NAME}.md").mkdir()
    for name, message in ((NAME, "Is a directory"), ("q02_none", "No such file or directory")):
        quiz, (fault,) = examine_quiz(course, name)
        assert quiz is None
        assert (fault.line, fault.message, fault.fix) == (0, message, "Write the quiz there.")


@pytest.mark.parametrize("name", ["", "quiz", "q1_a", "q01_A", "../q01_a", "q01_a\0", "q01_a/b"])
def test_a_name_that_is_none_is_a_fault(course: Course, name: str) -> None:
    """Only valid names of quizzes are read."""
    quiz, (fault,) = examine_quiz(course, name)
    assert quiz is None
    assert fault.message == f"{name!r} is not a name like q01_how_dropout_works"


def test_quizzes_are_listed_in_the_order_of_the_course(course: Course, tmp_path: Path) -> None:
    """The names are sorted, and other files are ignored."""
    for name in ("q10_b", "q02_a", "README", "q3_c", "q04_D"):
        write(course, "", name)
    (course.authority / "quizzes" / "q05_text.txt").touch()
    assert quiz_names(course) == ["q02_a", "q10_b"]
    assert quiz_names(Course(tmp_path, tmp_path / "nowhere")) == []


def test_the_authority_holds_the_quizzes(tmp_path: Path, course: Course) -> None:
    """A workspace uses the quizzes of the installed course."""
    write(course, DESIGN)
    workspace = Course(tmp_path / "workspace", course.authority)
    assert quiz_names(workspace) == [NAME]
    assert read_quiz(workspace, NAME).title == "How dropout works"


def test_only_reading_a_quiz_loads_the_parser() -> None:
    """Listing quizzes does not load the parser."""
    script = "import dropgrade.quiz.format.reading, sys; sys.exit(any('markdown' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# Visible text.


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("`y[mask]`", "y[mask]"),
        ("``a ` b``", "a ` b"),
        ("**bold** and *more*\nlines", "bold and more lines"),
        ("```python\na = 1\nb\n```", "a = 1\nb"),
        ("+ 3", "+ 3"),
        ("-1", "-1"),
        ("# 1", "# 1"),
        ("a * b * c", "a * b * c"),
        ("[words](url) &lt; \\*", "words < *"),
        ("<b>x</b>", "<b>x</b>"),
        ("One.\n\nTwo.", "One.\nTwo."),
        ("", ""),
    ],
)
def test_the_visible_text_lacks_the_markup(written: str, seen: str) -> None:
    """The visible text has no backticks, stars and fences, and keeps everything else."""
    assert plain(written) == seen


# Arbitrary text.

SCRAPS = (
    "", "#", "##", "## x", "### y", "- [x]", "- [ ] ", "- [=] 3", "- [y] z", "  > ", "> [!TIP]", "> [!NOTE]", ">>> >",
    "```", "~~~ python run", "<!--", "-->", "<!-- keep order -->", "---", "===", "| a | b |", "|---|---|", "\t",
    "    x", "1. [x] a", "[x]: http://y", "<div>", "`", "``", "* [ ] a", "\\", "&#0;", "TODO", "±", "[" * 60,
    "*a_" * 60, "- " * 60, "> " * 60,
)  # fmt: skip


def _mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(1, 8)):
        i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                lines[i], lines[j] = lines[j], lines[i]
            case 1:
                lines.insert(i, chance.choice(SCRAPS))
            case 2 if len(lines) > 1:
                del lines[i]
            case 3:
                at = chance.randint(0, len(lines[i]))
                lines[i] = lines[i][:at] + chance.choice(SCRAPS) + lines[i][at:]
            case 4:
                lines[i] = lines[i][chance.randint(0, 4) :]
            case _:
                lines[i] = " " * chance.randint(1, 5) + lines[i]
    return "\n".join(lines)


@pytest.mark.parametrize("base", [DESIGN, FULL], ids=["design", "full"])
@pytest.mark.parametrize("seed", range(150))
def test_whatever_a_file_holds_its_faults_lie_within_it(course: Course, base: str, seed: int) -> None:
    """A mangled quiz is read or has faults, whose lines exist in the file."""
    chance = random.Random(seed)
    text = _mutated(base, chance)
    if seed % 10 == 0:
        text = "\n".join(chance.sample(text.split("\n"), text.count("\n") + 1))
    assert all(0 <= fault.line <= text.count("\n") + 1 for fault in faults(course, text))
