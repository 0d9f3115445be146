"""Every try that was ever made, and what follows from them: scores, what was missed, what is due again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from dropgrade.quiz.answers import Answer
from dropgrade.quiz.format.model import Question, Quiz

SENSIBLE = range(1970, 9000)
"""Years that every time zone can bear."""
DUE_AFTER = (1, 3, 7, 21)
"""Days after which a question is asked again, by how often in a row it was right at the first try."""


@dataclass(frozen=True, slots=True)
class Try:
    """One answer to one question; `number` counts the tries within a sitting, of which the first one counts.

    `edition` tells whether the question has changed since, and `sure` runs from 1 (a guess) to 4 (certain).
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
        """When it was made."""
        return datetime.fromisoformat(self.when)

    def to_json(self) -> dict[str, object]:
        """The try as the progress file keeps it."""
        return asdict(self)


def try_from_json(data: Mapping[str, Any]) -> Try | None:
    """A try from the progress file; None for what is none, which a person may have edited."""
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
    """A short mark of all that an answer depends on: another one means that the question has changed."""
    key = question.number and (question.number.value, question.number.tolerance)  # wherever in the file it is
    parts = (question.prompt, key, [(o.text, o.is_right) for o in question.options])
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def stored(answer: Answer) -> tuple[int, ...] | float:
    """An answer as a try keeps it."""
    return answer if isinstance(answer, float) else tuple(sorted(answer))


@dataclass(frozen=True, slots=True)
class QuizScore:
    """What a quiz is worth so far: each question as it was answered first the last time it was asked."""

    quiz: str
    title: str
    points: float
    questions: int
    answered: int
    last: datetime | None
    has_key: bool = True
    """A quiz without its key counts nothing here: it has no questions whose answers could be right."""

    def to_json(self) -> dict[str, object]:
        """The score as JSON reports show it."""
        return {
            "quiz": self.quiz,
            "title": self.title,
            "score": self.points,
            "max_score": self.questions,
            "answered": self.answered,
            "last": self.last.isoformat() if self.last else None,
        }


class History:
    """All tries, by question; those at an earlier edition of a question no longer count."""

    def __init__(self, tries: Iterable[Try]) -> None:
        self._firsts: dict[tuple[str, str, str], list[Try]] = {}
        for each in tries:  # in the order in which they were made, whatever the clock said
            if each.number == 1:
                self._firsts.setdefault((each.quiz, each.question, each.edition), []).append(each)

    def firsts(self, quiz: str, question: Question) -> list[Try]:
        """The first tries at a question as it is now, one for each sitting, oldest first."""
        return self._firsts.get((quiz, question.id, edition_of(question)), [])

    def score(self, quiz: Quiz) -> QuizScore:
        """The score of a quiz."""
        if not quiz.has_key:
            return QuizScore(quiz.name, quiz.title, 0, 0, 0, None, has_key=False)
        last = [tries[-1] for question in quiz.questions if (tries := self.firsts(quiz.name, question))]
        latest = max((t.moment for t in last), default=None)
        points = sum(t.points for t in last)
        return QuizScore(quiz.name, quiz.title, points, len(quiz.questions), len(last), latest)

    def is_missed(self, quiz: str, question: Question) -> bool:
        """Whether the last first try was not wholly right."""
        tries = self.firsts(quiz, question)
        return bool(tries) and not tries[-1].is_right

    def is_due(self, quiz: str, question: Question, now: datetime) -> bool:
        """Whether a question that was right should be asked again: 1, 3, 7 and 21 days after each time."""
        tries = self.firsts(quiz, question)
        if not tries or not tries[-1].is_right:
            return False
        streak = next((n for n, each in enumerate(reversed(tries)) if not each.is_right), len(tries))
        if streak > len(DUE_AFTER):
            return False
        return now - tries[-1].moment >= timedelta(days=DUE_AFTER[streak - 1])
