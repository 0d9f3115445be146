"""Moodle XML as others write it, read as a quiz."""

from __future__ import annotations

import pytest

from dropgrade.errors import CourseError, TargetError
from dropgrade.quiz.exchange.importing import import_quiz
from dropgrade.quiz.format.quiz_form import read_form
from tests.quiz.exchange_sample import FIXTURES

EXPECTED = """\
# Masks / coins

Read [this](https://example.org/x).

## which-mask

<!-- keep order -->

**Masks**

What does `y[mask]` hold,\\
if 1 < 2\\*x\\*y and  **x**_i?

```
if x:

    y = `1`
```

(image: A mask)

* one
  1. two

| a\\|b | $p$ |
| --- | --- |

- [x] the kept ones
- [ ] \\- all \\<b>
  > Half.
- [ ] none
  > TODO: Say why this is wrong.

> [!TIP]
> First.
>
> Second.

**Because**

*so*

## is-it-so

<!-- keep order -->

It is.

Is it a List\\<int>?

- [ ] True
  > No.
- [x] False
  > Yes.

It is so.

## is-it-so-2

How much?

- [=] 1.25 ± 0.01

TODO: Explain the answer.
"""
NOTES = """\
`Which mask?`: the image '@@PLUGINFILE@@/mask.png' is left out
`Which mask?`: the file 'mask.png' is left out
`Which mask?`: its 2 hints become one
`Which mask?`: its general feedback is left out: 'Look again.'
`Which mask?`: is worth 2 points there; here every question counts alike
`Which mask?`: its tags are left out: masks
`Which mask?`: the option '- all <b>' weighs 50 % there; here it is wrong
`Is it so?`: the feedback for the answer '1.25' is left out: 'Well done.'
`Is it so?`: the answer '*' is left out
`Is it so?`: the feedback for the answer '*' is left out: 'No.'
`Pairs`: left out: matching questions are not asked here
`Gaps`: left out: cloze questions are not asked here
`All of it`: left out: no option is wrong
`Is it so?`: has a name that is not an id, or another question's, and is called `is-it-so-2`
`Which mask?`: has no reason why 'none' is wrong
`Is it so?`: has no explanation"""


def answered(answers: str, more: str = "") -> bytes:
    """Return a file with one question."""
    return (
        f'<quiz><question type="multichoice"><name><text>n</text></name>{more}<questiontext format="html"><text>Q?'
        f"</text></questiontext><generalfeedback><text>E.</text></generalfeedback>{answers}</question></quiz>"
    ).encode()


def test_all_that_has_a_place_is_read_and_the_rest_is_noted() -> None:
    """Texts become Markdown, gaps become TODOs, and everything dropped has a note."""
    imported = import_quiz((FIXTURES / "moodle.xml").read_bytes(), "moodle", "q20_masks")
    assert imported.markdown == EXPECTED
    assert "\n".join(map(str, imported.notes)) == NOTES


def test_only_what_is_left_to_do_is_a_fault() -> None:
    """The new quiz has no faults except its TODOs."""
    faults = read_form(EXPECTED)[1]
    assert {message for _, message, _ in faults} == {"it still says TODO"}
    assert len(faults) == 2


def test_a_quiz_without_a_title_is_named_for_its_file() -> None:
    """The name of the quiz becomes its title, and the introduction is a TODO."""
    answers = '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
    imported = import_quiz(answered(answers), "moodle", "q20_two_masks")
    assert imported.markdown.startswith("# Two masks\n\nTODO: Write what the quiz is about.\n\n## n\n")
    assert "the quiz: has no introduction" in map(str, imported.notes)


@pytest.mark.parametrize(
    ("single", "weights", "expected"),
    [
        ("true", (100, 0, 0), []),
        ("true", (100, -50, 0), ["the option 'b' weighs -50 % there; here it is wrong"]),
        ("false", (50, 50, -100), []),
        ("false", (50, 50, 0), ["the option 'c' weighs 0 % there; here it is wrong"]),
        ("false", (70, 30, -100), [
            "the option 'a' weighs 70 % there; here it is right", "the option 'b' weighs 30 % there; here it is right",
        ]),
        ("false", (100, 0, 0), ["lets several options be chosen there; here one is right and one is chosen"]),
        ("true", (90, 0, 0), ["left out: no option is right"]),
    ],
)  # fmt: skip
def test_other_weights_are_noted(single: str, weights: tuple[int, ...], expected: list[str]) -> None:
    """Partial credit of another system is noted, since here a question is scored as a whole."""
    answers = "".join(
        f'<answer fraction="{weight}"><text>{text}</text><feedback><text>r</text></feedback></answer>'
        for text, weight in zip("abc", weights, strict=True)
    )
    notes = import_quiz(answered(answers, f"<single>{single}</single>"), "moodle", "q20_a").notes
    found = [note.message for note in notes if "introduction" not in note.message and "no question" not in note.message]
    assert found == expected


def test_what_looks_alike_needs_mending_in_the_new_quiz() -> None:
    """A fault that only our format has is noted with its line."""
    answers = "".join(f'<answer fraction="{f}"><text>a</text><feedback>r</feedback></answer>' for f in (100, 0))
    notes = list(map(str, import_quiz(answered(answers), "moodle", "q20_a").notes))
    assert "the quiz: line 10 of the new quiz needs fixing: the option says the same as the one in line 9" in notes


def test_numbers_that_are_none_are_left_out() -> None:
    """A question without a finite number is left out."""
    content = answered('<answer fraction="100"><text>1e999</text></answer>').replace(b"multichoice", b"numerical")
    assert "`n`: left out: its number is not finite" in map(str, import_quiz(content, "moodle", "q20_a").notes)


def test_control_characters_do_not_pass() -> None:
    """Control characters are removed, with a note."""
    answers = (
        '<answer fraction="100"><text>a&amp;#27;[31m</text></answer><answer fraction="0"><text>b&#x9b;</text></answer>'
    )
    imported = import_quiz(answered(answers), "moodle", "q20_a")
    assert not any(c in imported.markdown for c in "\x1b\x9b")
    assert any("control character" in note.message for note in imported.notes)


LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz>&b;</quiz>"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (LAUGHS, "the file declares a DOCTYPE, which Moodle never does"),
        (LAUGHS.decode().encode("utf-16"), "the file declares a DOCTYPE, which Moodle never does"),
        (b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>', "the file declares a DOCTYPE, which Moodle never does"),
        (b"<quiz>\n<question>\n</quiz>", "line 3: this is not XML (mismatched tag)"),
        (b"<quiz>\n&nbsp;</quiz>", "line 2: this is not XML (undefined entity)"),
        (b"", "line 1: this is not XML (no element found)"),
        (b"\xff\xfe\x00", "line 1: this is not XML"),
        (b'<?xml version="1.0" encoding="none"?><quiz/>', "line 1: this is not XML (unknown encoding: none)"),
        (b"<html/>", "line 1: <html> is not a Moodle quiz"),
    ],
)
def test_what_is_no_file_of_moodle_is_refused(content: bytes, message: str) -> None:
    """The error says what is wrong, in which line, and what to do."""
    with pytest.raises(CourseError) as error:
        import_quiz(content, "moodle", "q20_a")
    assert error.value.message.startswith(message)
    assert error.value.hint


def test_an_id_of_ours_goes_before_a_name() -> None:
    """Our id survives renaming the question in Moodle, with a note."""
    key = '<answer fraction="100"><text>1</text></answer><idnumber>q01_a:own-id</idnumber>'
    imported = import_quiz(answered(key).replace(b"multichoice", b"numerical"), "moodle", "q20_a")
    assert "## own-id\n" in imported.markdown
    assert "`own-id`: its name 'n' is left out, since it has an id" in map(str, imported.notes)


def test_an_unknown_format_is_refused() -> None:
    """The error lists the supported formats."""
    with pytest.raises(TargetError, match="not read from the format 'word'"):
        import_quiz(b"", "word", "q20_a")
