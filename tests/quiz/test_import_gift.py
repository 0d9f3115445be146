"""GIFT as others write it, read as a quiz."""

from __future__ import annotations

import pytest

from dropgrade.errors import CourseError
from dropgrade.quiz.exchange.importing import import_quiz
from tests.quiz.exchange_sample import FIXTURES

EXPECTED = """\
# Masks

TODO: Write what the quiz is about.

## which-mask

What does `y[mask]` hold

if p = 0.2:

- [x] the kept ones
  > Right: *these*.
- [ ] all
  > They are not all kept.
- [ ] half
  > **Half**.
- [ ] none
  > TODO: Say why this is wrong.

Because {it} is so\\n.

## colours

Which are warm?

- [x] red
- [x] yellow
  > Warm.
- [ ] blue
  > Cold.

TODO: Explain the answer.

## question-3

<!-- keep order -->

The coin has two sides.

- [x] True
  > Well done.
- [ ] False
  > It has.

Count them.

## number

How much?

- [=] 1.25 ± 0.01

TODO: Explain the answer.

## range

How much?

- [=] 1.25 ± 0.01

So.

## weighted

How much?

- [=] 2

So.

## question-7

The \\_\\_\\_\\_\\_ is round.

- [ ] sun
  > TODO: Say why this is wrong.
- [x] moon
  > Yes.
- [ ] earth
  > No.

So.
"""
NOTES = """\
line 5, `Which mask?`: the option 'half' weighs 50 % there; here it is wrong
line 22: left out: short-answer questions are not asked here
line 24, `number`: the answer 'otherwise' is left out
line 24, `number`: the feedback for another number is left out: 'Not so.'
line 26, `range`: the feedback for the right number is left out: 'Fine.'
line 28, `weighted`: the answer '3:0.5' is left out
line 28, `weighted`: the feedback for another number is left out: 'Nearly.'
line 30: left out: matching questions are not asked here
line 32: left out: essay questions are not asked here
line 34: left out: a text that asks nothing, among the questions
the quiz: has no introduction
line 20: has no name, and is called `question-3`
line 36: has no name, and is called `question-7`
line 5, `Which mask?`: has no reason why 'none' is wrong
line 14, `colours`: has no explanation
line 24, `number`: has no explanation
line 36: has no reason why 'sun' is wrong"""


def test_all_that_has_a_place_is_read_and_the_rest_is_noted() -> None:
    """Formats, escapes and weights are as in Moodle, and everything dropped has a note."""
    imported = import_quiz((FIXTURES / "masks.gift").read_bytes(), "gift", "q21_masks")
    assert imported.markdown == EXPECTED
    assert "\n".join(map(str, imported.notes)) == NOTES


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_bytes_of_an_editor_do_not_matter(ends: bytes, mark: bytes) -> None:
    """Byte order marks and line endings do not matter."""
    content = mark + (FIXTURES / "masks.gift").read_bytes().replace(b"\n", ends)
    assert import_quiz(content, "gift", "q21_masks").markdown == EXPECTED


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("\n\nA question{=a ~b\n\n~c}", "line 3: the question has an unmatched brace"),
        ("A question=a}", "line 1: the question has an unmatched brace"),
        ("A {~a {~b} =c}", "line 1: the question has an unmatched brace"),
        ("::a:: Which?\n{ none ~a =b}", "line 1: 'none' belongs to no answer"),
        ("// c\nHow much?{#much}", "line 2: 'much' is not a number"),
    ],
)
def test_a_broken_question_is_refused_with_its_line(content: str, message: str) -> None:
    """The error says what is wrong, in which line, and what to do."""
    with pytest.raises(CourseError) as error:
        import_quiz(content.encode(), "gift", "q21_masks")
    assert error.value.message == message
    assert error.value.hint


def test_bytes_that_are_no_text_are_refused() -> None:
    """The error has the line of the first invalid byte."""
    with pytest.raises(CourseError, match="line 2 is not UTF-8 text"):
        import_quiz(b"a\n\xff", "gift", "q21_masks")


def test_a_file_without_questions_makes_an_empty_quiz() -> None:
    """The notes say what is missing."""
    notes = list(map(str, import_quiz(b"", "gift", "q21_masks").notes))
    assert "the quiz: holds no question that can be asked here" in notes
