"""A small quiz with a question of each kind."""

from __future__ import annotations

from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.trusting import trust
from dropgrade.quiz.format.model import Question, Quiz
from dropgrade.quiz.format.reading import read_quiz

NAME = "q01_sample"
TEXT = """\
# A sample
Three questions.

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

Reading: Srivastava et al. (2014), section 10

## which-hold
Which of these hold for `y[mask]`?
- [x] it is an array
- [x] it has one dimension
- [ ] it is a view
  > Indexing with a mask copies.
- [ ] it has the shape of y
  > Only the chosen entries are left.

It is a flat copy of the chosen entries.

Reading: NumPy user guide, Indexing

## expected-value
What is the mean of 10 coins that fall on 1 with probability 0.3, times 10?
- [=] 3 ± 0.01

The mean is n times the probability.
"""


def write_course(root: Path, **texts: str) -> Course:
    """Return a trusted course without problems whose quizzes have these texts, by default the sample."""
    for folder in ("exercises", "solutions", "quizzes"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name, text in (texts or {NAME: TEXT}).items():
        (root / "quizzes" / f"{name}.md").write_text(text, "utf-8")
    trust(root)
    return Course(root.resolve(), root.resolve())


def sample(root: Path) -> Quiz:
    """Return the sample, read from a course."""
    return read_quiz(write_course(root), NAME)


def question(quiz: Quiz, id_: str) -> Question:
    """Return a question of a quiz."""
    return next(q for q in quiz.questions if q.id == id_)
