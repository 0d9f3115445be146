"""Conduct a sitting: ask, read, score, explain. Only this module interacts with the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Protocol

from dropgrade.quiz.answers import Answer, Mark, Unreadable, mark, read_answer
from dropgrade.quiz.history import Try, stored
from dropgrade.quiz.session import Place, Sitting

TRIES = 2
SURE = ("1", "2", "3", "4")


class Ending(Enum):
    """Why a conversation ended."""

    FINISHED = auto()
    STOPPED = auto()
    HUNG_UP = auto()


class Teller(Protocol):
    """Shows each step of a sitting to the person."""

    def question(self, place: Place, number: int, total: int) -> None:
        """Show a question and its options."""

    def complaint(self, words: str) -> None:
        """Say what was not understood."""

    def hint(self, place: Place) -> None:
        """Show the hint, or that there is none."""

    def right(self, place: Place, tries: int) -> None:
        """Say that an answer was right, and explain it."""

    def wrong(self, place: Place, answer: Answer, worth: Mark, *, is_last: bool) -> None:
        """Say why an answer was wrong; after the last attempt also what is right, and why."""

    def noted(self) -> None:
        """Say that an answer was recorded, without saying whether it is right."""


Hear = Callable[[str], str | None]
"""Returns what is typed after a prompt, or None at the end of the input."""
Keep = Callable[[Sitting, Try | None], None]
"""Called after every attempt and whenever a question is finished, so that nothing is lost if the program ends."""


@dataclass(slots=True)
class _Stop(Exception):
    """The person wants to stop, or the input has ended."""

    ending: Ending


@dataclass(slots=True)
class Conversation:
    """A sitting with a person; with `asks_how_sure`, each first attempt is rated before it is scored."""

    sitting: Sitting
    teller: Teller
    hear: Hear
    keep: Keep
    asks_how_sure: bool = False

    def run(self) -> Ending:
        """Ask all open questions; return why the conversation ended."""
        try:
            for place in self.sitting.open:
                self._ask(place)
                if place.key not in self.sitting.finished:  # skipped; answers have been stored already
                    self.sitting.finished.add(place.key)
                    self.keep(self.sitting, None)
        except _Stop as stop:
            return stop.ending
        return Ending.FINISHED

    @property
    def _limit(self) -> int:
        return 1 if self.sitting.is_exam else TRIES

    def _ask(self, place: Place) -> None:
        number, total = self.sitting.places.index(place) + 1, len(self.sitting.places)
        self.teller.question(place, number, total)
        made = len(self.sitting.tries_at(place))
        while made < self._limit:
            answer = self._answer(place)
            if answer is None:
                return
            made += 1
            if self._try(place, answer, made).is_right:
                return

    def _try(self, place: Place, answer: Answer, number: int) -> Mark:
        """Record an attempt, and then give feedback."""
        sure = self._how_sure() if self.asks_how_sure and number == 1 else None
        worth = mark(place.question, answer)
        quiz, question, edition = place.key
        made = Try(
            quiz, question, edition, self.sitting.begun, now().isoformat(), number, stored(answer),
            worth.points, worth.is_right, sure,
        )  # fmt: skip
        self.sitting.tries.append(made)
        if worth.is_right or number == self._limit:  # before it is stored, so that no interruption separates the two
            self.sitting.finished.add(place.key)
        self.keep(self.sitting, made)
        if self.sitting.is_exam:
            self.teller.noted()
        elif worth.is_right:
            self.teller.right(place, number)
        else:
            self.teller.wrong(place, answer, worth, is_last=number == TRIES)
        return worth

    def _answer(self, place: Place) -> Answer | None:
        """Return an answer that can be scored, or None if the question is skipped."""
        while True:
            words = self._words("Your answer: ")
            match words.strip().lower():
                case "?" | "hint":
                    self.teller.hint(place)
                case "s" | "skip" if not _is_letter(words, place):
                    return None
                case "q" | "quit" if not _is_letter(words, place):
                    raise _Stop(Ending.STOPPED)
                case _:
                    try:
                        return read_answer(place.question, words, place.order)
                    except Unreadable as unreadable:
                        self.teller.complaint(f"{unreadable.message} (? hint, s skip, q stop)")

    def _how_sure(self) -> int:
        while True:
            words = self._words("How sure are you, from 1 (a guess) to 4 (certain)? ").strip()
            if words in SURE:
                return int(words)
            self.teller.complaint("Type 1, 2, 3 or 4.")

    def _words(self, prompt: str) -> str:
        words = self.hear(prompt)
        if words is None:
            raise _Stop(Ending.HUNG_UP)
        return words


def _is_letter(words: str, place: Place) -> bool:
    """Whether a letter that is a command also names an option, in a question with very many."""
    letter = words.strip().lower()
    return len(letter) == 1 and ord(letter) - ord("a") < len(place.order)


def now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)
