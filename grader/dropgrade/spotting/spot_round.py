"""A round of Find the bug: the mistake to be spotted, and the names to choose from."""

from __future__ import annotations

import difflib
import hashlib
import random
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.edits import EditError, edited
from dropgrade.course.mistakes import KnownMistake, KnownMistakes
from dropgrade.course.problem import Problem
from dropgrade.errors import TargetError
from dropgrade.submission.bundle import read_bundle
from dropgrade.submission.submission import Submission

CHOICES = 5
CONVENTIONS = 7
"""The highest score of a program whose mistake is more than a convention, such as the dtype."""
FULL_STOP = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer: the name of a mistake, and its message in one sentence."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Round:
    """One program to be judged: a problem, the mistake that is made in it, and the choices in the order shown.

    `program` is the reference with the mistake made in it; `way` says in which of several ways.
    """

    problem: Problem
    mistake: KnownMistake
    choices: tuple[Choice, ...]
    program: str
    way: int

    @property
    def right(self) -> int:
        """The number of the right choice, from 0."""
        return next(n for n, choice in enumerate(self.choices) if choice.name == self.mistake.name)

    @property
    def submission(self) -> Submission:
        """The program as if it had been handed in."""
        file = Path(f"{self.problem.stem}.py")
        digest = hashlib.sha256(self.program.encode()).hexdigest()
        return Submission(file, digest, ((file.name, self.program),))

    @property
    def message(self) -> str:
        """The message that a student who makes the mistake reads."""
        return self.problem.mistakes.words_of(self.mistake)

    @property
    def diff(self) -> list[str]:
        """What the mistake changes, as lines with their signs; the whole program where there is no edit."""
        whole = self.mistake.edits[self.way].program
        return whole.split("\n") if whole else _diff(_reference(self.problem), self.program)


def spottable(problem: Problem) -> list[KnownMistake]:
    """The mistakes of a problem that have a message and an edit of their own."""
    mistakes = problem.mistakes
    return [each for each in mistakes.single if each.edits and mistakes.words_of(each) and not each.same_as]


def telling(problem: Problem) -> list[KnownMistake]:
    """The mistakes that are more than conventions; all mistakes if these are too few."""
    known = spottable(problem)
    found = [each for each in known if (each.score or (0.0, 0.0))[1] <= CONVENTIONS]
    return found if len(found) >= CHOICES else known


def begin_round(problem: Problem, seed: int, wanted: Collection[str] = (), among: Collection[str] = ()) -> Round:
    """Begin a round with one of the `wanted` mistakes, or with any; the same seed gives the same round.

    Where `among` names mistakes, the choices are between them. Raises `TargetError` where there are too few.
    """
    known = [each for each in spottable(problem) if not among or each.name in among]
    if len(known) < 2:  # noqa: PLR2004 - one is no choice
        raise TargetError(f"{problem.name} has too few known mistakes to choose from.", "Take another problem.")
    rng = random.Random(f"{problem.name}/{seed}")  # noqa: S311 - no secret
    mistake = rng.choice(
        [each for each in known if each.name in wanted] or [each for each in telling(problem) if each in known] or known
    )
    others = [each for each in known if each is not mistake]
    chosen = [mistake, *rng.sample(others, min(CHOICES - 1, len(others)))]
    rng.shuffle(chosen)
    choices = tuple(Choice(each.name, sentence_of(problem.mistakes, each)) for each in chosen)
    way = rng.randrange(len(mistake.edits))
    return Round(problem, mistake, choices, _made(problem, mistake, way), way)


def sentence_of(mistakes: KnownMistakes, mistake: KnownMistake) -> str:
    """The first sentence of a mistake's message."""
    return FULL_STOP.split(" ".join(mistakes.words_of(mistake).split()), 1)[0]


def _made(problem: Problem, mistake: KnownMistake, way: int) -> str:
    try:
        made = edited(_reference(problem), [mistake.edits[way]])
    except EditError:
        made = None
    if made is None:
        words = f"{mistake.name} cannot be made in {problem.name}."
        raise TargetError(words, "Tell your instructor: dropgrade verify says what is wrong.")
    return made


def _reference(problem: Problem) -> str:
    """The reference, with all of its files."""
    return read_bundle(problem.solution / f"{problem.stem}.py", problem)


def _diff(old: str, new: str) -> list[str]:
    """The lines that differ, with a line around each place; an empty line parts two places."""
    _, _, _, *rows = difflib.unified_diff(old.split("\n"), new.split("\n"), n=1, lineterm="")
    return ["" if row.startswith("@@") else row for row in rows]


def understood(words: str, choices: Sequence[Choice]) -> int | None:
    """The choice that a person means, by its number from 1, its name or words of it; None if that is not clear."""
    plain = " ".join(re.findall(r"[a-z0-9]+", words.lower()))
    if plain.isdecimal():
        return int(plain) - 1 if 0 < int(plain) <= len(choices) else None
    names = [choice.name.replace("_", " ") for choice in choices]
    if plain in names:
        return names.index(plain)
    said = set(plain.split())
    hits = [len(said & _words_of(choice)) for choice in choices]
    best = max(hits, default=0)
    return hits.index(best) if best and hits.count(best) == 1 else None


def _words_of(choice: Choice) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", f"{choice.name.replace('_', ' ')} {choice.words}".lower()))
