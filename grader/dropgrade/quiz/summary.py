"""The result of a sitting: the score, what to read again, and misconceptions."""

from __future__ import annotations

from dataclasses import dataclass

from dropgrade.quiz.format.model import Option
from dropgrade.quiz.history import Try
from dropgrade.quiz.session import Place, Sitting

CERTAIN = 3
"""From this rating on, the person was sure."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question whose first attempt was not entirely right, with the wrong options that were chosen."""

    place: Place
    first: Try
    believed: tuple[Option, ...]

    @property
    def was_sure(self) -> bool:
        """Whether the person was sure of a wrong answer, which deserves attention first."""
        return self.first.sure is not None and self.first.sure >= CERTAIN


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a sitting."""

    name: str
    points: float
    questions: int
    answered: int
    missed: tuple[Missed, ...]

    @property
    def readings(self) -> list[str]:
        """What to read again, without repetition."""
        return list(dict.fromkeys(m.place.question.reading for m in self.missed if m.place.question.reading))

    @property
    def problems(self) -> list[str]:
        """The problems to go back to, without repetition."""
        return list(dict.fromkeys(m.place.question.practise for m in self.missed if m.place.question.practise))

    @property
    def is_full(self) -> bool:
        """Whether every question earned its point."""
        return self.points == self.questions

    def to_json(self) -> dict[str, object]:
        """Return the result as printed by `--json`."""
        return {
            "schema": "dropgrade/quiz/v1",
            "quiz": self.name,
            "score": self.points,
            "max_score": self.questions,
            "answered": self.answered,
            "missed": [
                {
                    "quiz": m.place.quiz,
                    "question": m.place.question.id,
                    "points": m.first.points,
                    "believed": [option.text for option in m.believed],
                    "reasons": [option.reason for option in m.believed],
                    "sure": m.first.sure,
                    "reading": m.place.question.reading,
                    "practise": m.place.question.practise,
                }
                for m in self.missed
            ],
        }


def summary_of(sitting: Sitting) -> Summary:
    """Return the summary of a sitting, finished or not."""
    firsts = [(place, first) for place in sitting.places if (first := sitting.first_at(place))]
    missed = tuple(Missed(place, first, _believed(place, first)) for place, first in firsts if not first.is_right)
    return Summary(sitting.name, sitting.points, len(sitting.places), len(firsts), missed)


def _believed(place: Place, first: Try) -> tuple[Option, ...]:
    if isinstance(first.answer, float):
        return ()
    options = place.question.options
    return tuple(options[n] for n in first.answer if n < len(options) and not options[n].is_right)
