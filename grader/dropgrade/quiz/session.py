"""One sitting: its questions, their order, and how far it has come."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dropgrade.course.course import Course
from dropgrade.quiz.format.model import Question, Quiz
from dropgrade.quiz.format.reading import examine_quiz, glimpse_quiz, quiz_names
from dropgrade.quiz.history import History, QuizScore, Try, edition_of, try_from_json

Key = tuple[str, str, str]
"""A quiz, one of its questions, and the edition of the question."""


@dataclass(frozen=True, slots=True)
class Place:
    """A question in a sitting; `order` has the numbers of its options in the order in which they are shown."""

    quiz: str
    question: Question
    order: tuple[int, ...]

    @property
    def key(self) -> Key:
        """What identifies the question and its edition."""
        return self.quiz, self.question.id, edition_of(self.question)


@dataclass(slots=True)
class Sitting:
    """A sitting so far: `tries` are the attempts made in it, `finished` the questions that are not asked again."""

    name: str
    begun: str
    seed: int
    is_exam: bool
    places: list[Place]
    tries: list[Try] = field(default_factory=list)
    finished: set[Key] = field(default_factory=set)

    @property
    def open(self) -> list[Place]:
        """The questions still to be asked."""
        return [place for place in self.places if place.key not in self.finished]

    @property
    def has_begun(self) -> bool:
        """Whether anything was answered or skipped."""
        return bool(self.tries or self.finished)

    @property
    def answered(self) -> int:
        """The number of questions that were answered or skipped, even if they would be asked again."""
        return sum(place.key in self.finished or bool(self.tries_at(place)) for place in self.places)

    def tries_at(self, place: Place) -> list[Try]:
        """Return the attempts at a question in this sitting, in its current edition."""
        return [t for t in self.tries if (t.quiz, t.question, t.edition) == place.key]

    def first_at(self, place: Place) -> Try | None:
        """Return the attempt that counts, or None."""
        return next(iter(self.tries_at(place)), None)

    @property
    def points(self) -> float:
        """The points of all first attempts."""
        return sum(first.points for place in self.places if (first := self.first_at(place)))

    def to_json(self) -> dict[str, object]:
        """Return the sitting as stored in the progress file; its attempts are stored elsewhere."""
        return {
            "name": self.name,
            "begun": self.begun,
            "seed": self.seed,
            "is_exam": self.is_exam,
            "questions": [[place.quiz, place.question.id] for place in self.places],
            "finished": sorted(map(list, self.finished)),
        }


def begin(
    name: str, questions: Sequence[tuple[Quiz, Question]], begun: str, seed: int, *, count: int | None, is_exam: bool
) -> Sitting:
    """Begin a sitting; with a `count`, that many questions are drawn and asked in their usual order."""
    chosen = list(questions)
    if count is not None and count < len(chosen):
        drawn = random.Random(f"{seed}/questions").sample(range(len(chosen)), count)  # noqa: S311 - no secret
        chosen = [chosen[number] for number in sorted(drawn)]
    return Sitting(name, begun, seed, is_exam, [_place(quiz.name, question, seed) for quiz, question in chosen])


def resume(data: Mapping[str, Any], quizzes: Mapping[str, Quiz], tries: Iterable[Try]) -> Sitting | None:
    """Return a sitting from the progress file, or None if it has no open questions.

    A question that has changed is asked again, and one that no longer exists is left out.
    """
    try:
        seed, begun = int(data["seed"]), str(data["begun"])
        known = {(q.name, question.id): question for q in quizzes.values() for question in q.questions}
        places = [_place(quiz, known[quiz, id_], seed) for quiz, id_ in data["questions"] if (quiz, id_) in known]
        sitting = Sitting(str(data["name"]), begun, seed, bool(data["is_exam"]), places)
        sitting.finished = {(str(quiz), str(id_), str(edition)) for quiz, id_, edition in data["finished"]}
    except (KeyError, TypeError, ValueError):
        return None
    sitting.tries = [t for t in tries if t.sitting == begun]
    return sitting if sitting.open else None


def _place(quiz: str, question: Question, seed: int) -> Place:
    order = list(range(len(question.options)))
    if not question.keeps_order:
        random.Random(f"{seed}/{quiz}/{question.id}").shuffle(order)  # noqa: S311 - no secret
    return Place(quiz, question, tuple(order))


Data = dict[str, Any]


ROOM = "quizzes"


def tries_in(data: Mapping[str, Any]) -> list[Try]:
    """Return every recorded attempt; invalid entries are skipped."""
    entries = _room(data).get("tries", [])
    found = map(try_from_json, (e for e in entries if isinstance(e, dict))) if isinstance(entries, list) else ()
    return [each for each in found if each]


def unfinished(data: Mapping[str, Any], name: str, quizzes: Mapping[str, Quiz]) -> Sitting | None:
    """Return the sitting with this name that has open questions, or None."""
    sittings = _room(data).get("sittings", {})
    kept = sittings.get(name) if isinstance(sittings, dict) else None
    return resume(kept, quizzes, tries_in(data)) if isinstance(kept, dict) else None


def remember(data: Data, sitting: Sitting, made: Try | None) -> None:
    """Record a new attempt and the state of the sitting; finished sittings are removed.

    If two commands continue the same sitting, the first of their first attempts counts. A sitting begun later by
    another command is left alone.
    """
    room = data[ROOM] = dict(_room(data))
    tries = room.get("tries")
    room["tries"] = [*(tries if isinstance(tries, list) else []), *_new(data, made)]
    sittings = room.get("sittings")
    kept = dict(sittings) if isinstance(sittings, dict) else {}
    there = kept.get(sitting.name)
    begun = str(there.get("begun")) if isinstance(there, dict) else ""
    if begun <= sitting.begun:
        kept.pop(sitting.name, None)
        theirs = there.get("finished") if isinstance(there, dict) and begun == sitting.begun else []
        entry = _merged(sitting, theirs)
        if entry is not None:
            kept[sitting.name] = entry
    room["sittings"] = kept


def _new(data: Data, made: Try | None) -> list[dict[str, object]]:
    """Return the attempt to add, unless another command has recorded the same one already."""
    if made is None:
        return []
    place = (made.sitting, made.quiz, made.question, made.edition, made.number)
    is_there = any((t.sitting, t.quiz, t.question, t.edition, t.number) == place for t in tries_in(data))
    return [] if is_there else [made.to_json()]


def _merged(sitting: Sitting, theirs: object) -> dict[str, object] | None:
    """Return the sitting to store, including questions that another command has finished; None if all are."""
    others = {tuple(map(str, each)) for each in theirs if isinstance(each, list)} if isinstance(theirs, list) else set()
    finished = sitting.finished | {each for each in others if len(each) == 3}  # noqa: PLR2004 - a quiz, a question, an edition
    if all(place.key in finished for place in sitting.places):
        return None
    return sitting.to_json() | {"finished": sorted(map(list, finished))}


def _room(data: Mapping[str, Any]) -> Mapping[str, Any]:
    room = data.get(ROOM, {})
    return room if isinstance(room, dict) else {}


def quiz_scores(course: Course, data: Mapping[str, Any]) -> Iterator[QuizScore]:
    """Yield the score of every quiz that can be read."""
    tries = tries_in(data)
    history, taken = History(tries), {each.quiz for each in tries}
    for name in quiz_names(course):
        if name in taken:
            quiz, _ = examine_quiz(course, name)
            if quiz is not None:
                yield history.score(quiz)
        elif glimpse := glimpse_quiz(course, name):
            asked = glimpse.questions if glimpse.has_key else 0
            yield QuizScore(name, glimpse.title, 0, asked, 0, None, has_key=glimpse.has_key)
