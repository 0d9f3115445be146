"""The plain text of text2qti, read as a quiz, and by text2qti itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dropgrade.errors import CourseError
from dropgrade.quiz.exchange.importing import import_quiz
from dropgrade.quiz.format.quiz_form import read_form
from tests.quiz.exchange_sample import FIXTURES, run

EXPECTED = """\
# Masks & coins

What *masks* do.

And what coins do.

## which-mask

<!-- keep order -->

What does `y[mask]` hold, with $\\frac{1}{1-p}$?

```python
if x:

    y = 1
```

- [ ] 6
  > Six is wrong.
- [ ] 1
  > TODO: Say why this is wrong.
- [x] 5
  > Five it is.

General feedback.

The solution.

## question-2

<!-- keep order -->

Which hold?

- [x] one
- [x] two
- [ ] three
  > No.

So.

## question-3

<!-- keep order -->

How much?

- [=] 1.2 ± 0.06

TODO: Explain the answer.

## question-4

<!-- keep order -->

And how much?

- [=] 1.25 ± 0.01

TODO: Explain the answer.
"""
NOTES = """\
line 6: a setting of the quiz is left out
line 12: left out: the title of a text ('Note')
line 13: left out: a text that asks nothing ('Read this first.')
line 16: 2 points are given there; here every question counts alike
line 17, `Which mask?`: its feedback for all right answers is left out: 'Well done.'
line 17, `Which mask?`: its feedback for all wrong answers is left out: 'Not quite.'
line 41: left out: that only some questions of a group are asked
line 53: left out: short-answer questions are not asked here
line 56: left out: essay questions are not asked here
line 59: left out: file-upload questions are not asked here
line 34: has no name, and is called `question-2`
line 45: has no name, and is called `question-3`
line 48: has no name, and is called `question-4`
line 17, `Which mask?`: has no reason why '1' is wrong
line 45: has no explanation
line 48: has no explanation"""
THEIRS = """
import json, sys
from pathlib import Path
from text2qti.config import Config
from text2qti.quiz import Question, Quiz
config = Config()
config["latex_render_url"] = "https://example.org"
quiz = Quiz(Path(sys.argv[1]).read_text(encoding="utf-8"), config=config)
print(json.dumps([
    [q.type, [[c.choice_raw, c.correct, c.feedback_raw] for c in q.choices], [q.numerical_min, q.numerical_max]]
    for q in quiz.questions_and_delims if isinstance(q, Question)
]))
"""


def test_all_that_has_a_place_is_read_and_the_rest_is_noted() -> None:
    """Markdown, formulas and code survive, and everything dropped has a note."""
    imported = import_quiz((FIXTURES / "text2qti.txt").read_bytes(), "text2qti", "q22_masks")
    assert imported.markdown == EXPECTED
    assert "\n".join(map(str, imported.notes)) == NOTES


def test_it_is_read_as_text2qti_reads_it(tmp_path: Path) -> None:
    """The imported questions have the choices, feedback and bounds that text2qti finds."""
    found = json.loads(run(THEIRS, FIXTURES / "text2qti.txt", cwd=tmp_path))
    known = [q for q in found if q[0].startswith(("multiple", "numerical"))]
    form, faults = read_form(EXPECTED.replace("TODO", "To do"))
    assert not faults
    for (kind, choices, (low, high)), question in zip(known, form[2], strict=True):
        if kind == "numerical_question":
            assert question.number
            assert low == pytest.approx(question.number.value - question.number.tolerance)
            assert high == pytest.approx(question.number.value + question.number.tolerance)
            continue
        assert [(o.text, o.is_right) for o in question.options] == [(text, right) for text, right, _ in choices]
        assert all(o.reason == reason for o, (*_, reason) in zip(question.options, choices, strict=True) if reason)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("1. Q?\nnot indented\n", "line 2: 'not indented' belongs to nothing"),
        ("a) x\n", "line 1: 'x' is above the first question"),
        ("1. Q?\n= much\n", "line 2: 'much' is not a number"),
        ("1. Q?\n= [1, b]\n", "line 2: '[1, b]' is not a number"),
        ("COMMENT\n1. Q?\n", "line 1: the comment has no end"),
        ("```{.python .run}\nprint()\n", "line 1: the block of code has no end"),
    ],
)
def test_a_broken_line_is_refused_with_its_number(content: str, message: str) -> None:
    """The error says what is wrong, in which line, and what to do."""
    with pytest.raises(CourseError) as error:
        import_quiz(content.encode(), "text2qti", "q22_masks")
    assert error.value.message == message
    assert error.value.hint


def test_programs_that_write_questions_are_not_run() -> None:
    """They are left out, with a note."""
    content = b"```{.python .run}\nprint('1. Q')\n```\n1. Q?\n= 1\n"
    assert "line 1: left out: a program that writes questions" in map(
        str, import_quiz(content, "text2qti", "q22_masks").notes
    )
