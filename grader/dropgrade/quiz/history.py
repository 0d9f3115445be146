"""All attempts ever made, and what follows from them: scores, missed questions, questions due for review."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from dropgrade.quiz.answers import Answer
from dropgrade.quiz.format.model import Question, Quiz

SENSIBLE = range(1970, 9000)
"""Years that every time zone can handle."""
DUE_AFTER = (1, 3, 7, 21)
"""Days until a question is asked again, by how often in a row its first attempt was right."""


@dataclass(frozen=True, slots=True)
class Try:
    """One answer to one question; `number` counts the attempts in a sitting, of which the first determines the score.

    `edition` changes with the question; `sure` is from 1 (a guess) to 4 (certain).
    """

    quiz: str
    question: str
    edition: str
    sitting: str
    when: str
    number: int
    answer: tuple[int, ...] | float
    points: float
    is_right: bool
    sure: int | None = None

    @property
    def moment(self) -> datetime:
        """The time of the attempt."""
        return datetime.fromisoformat(self.when)

    def to_json(self) -> dict[str, object]:
        """Return the attempt as stored in the progress file."""
        return asdict(self)


def try_from_json(data: Mapping[str, Any]) -> Try | None:
    """Return an attempt from the progress file, or None if it is invalid: a person may have edited it."""
    try:
        answer = data["answer"]
        found = Try(
            **{name: str(data[name]) for name in ("quiz", "question", "edition", "sitting", "when")},
            number=int(data["number"]),
            answer=float(answer) if isinstance(answer, int | float) else tuple(int(each) for each in answer),
            points=min(1.0, max(0.0, float(data["points"]))),
            is_right=bool(data["is_right"]),
            sure=None if data.get("sure") is None else int(data["sure"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return found if _is_moment(found.when) else None


def _is_moment(when: str) -> bool:
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.year in SENSIBLE


def edition_of(question: Question) -> str:
    """Return a short hash of everything that an answer depends on; it changes with the question."""
    key = question.number and (question.number.value, question.number.tolerance)  # independent of its line
    parts = (question.prompt, key, [(o.text, o.is_right) for o in question.options])
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def stored(answer: Answer) -> tuple[int, ...] | float:
    """Return an answer as stored in an attempt."""
    return answer if isinstance(answer, float) else tuple(sorted(answer))


@dataclass(frozen=True, slots=True)
class QuizScore:
    """The score of a quiz: the first attempt at each question, the last time that it was asked."""

    quiz: str
    title: str
    points: float
    questions: int
    answered: int
    last: datetime | None
    has_key: bool = True
    """A quiz without a key has no questions that can be scored."""

    def to_json(self) -> dict[str, object]:
        """Return the score as shown in JSON reports."""
        return {
            "quiz": self.quiz,
            "title": self.title,
            "score": self.points,
            "max_score": self.questions,
            "answered": self.answered,
            "last": self.last.isoformat() if self.last else None,
        }


class History:
    """All attempts by question; those at an earlier edition of a question do not count."""

    def __init__(self, tries: Iterable[Try]) -> None:
        self._firsts: dict[tuple[str, str, str], list[Try]] = {}
        for each in tries:  # in the order in which they were made, whatever their times
            if each.number == 1:
                self._firsts.setdefault((each.quiz, each.question, each.edition), []).append(each)

    def firsts(self, quiz: str, question: Question) -> list[Try]:
        """Return the first attempts at the current edition of a question, one per sitting, oldest first."""
        return self._firsts.get((quiz, question.id, edition_of(question)), [])

    def score(self, quiz: Quiz) -> QuizScore:
        """Return the score of a quiz."""
        if not quiz.has_key:
            return QuizScore(quiz.name, quiz.title, 0, 0, 0, None, has_key=False)
        last = [tries[-1] for question in quiz.questions if (tries := self.firsts(quiz.name, question))]
        latest = max((t.moment for t in last), default=None)
        points = sum(t.points for t in last)
        return QuizScore(quiz.name, quiz.title, points, len(quiz.questions), len(last), latest)

    def is_missed(self, quiz: str, question: Question) -> bool:
        """Whether the latest first attempt was not entirely right."""
        tries = self.firsts(quiz, question)
        return bool(tries) and not tries[-1].is_right

    def is_due(self, quiz: str, question: Question, now: datetime) -> bool:
        """Whether a right question is due again: 1, 3, 7 and 21 days after each right answer."""
        tries = self.firsts(quiz, question)
        if not tries or not tries[-1].is_right:
            return False
        streak = next((n for n, each in enumerate(reversed(tries)) if not each.is_right), len(tries))
        if streak > len(DUE_AFTER):
            return False
        return now - tries[-1].moment >= timedelta(days=DUE_AFTER[streak - 1])
