"""Quizzes written for other systems, and what each of them cannot carry."""

from __future__ import annotations

from collections.abc import Sequence

from dropgrade.errors import TargetError
from dropgrade.quiz.exchange.gift import GIFT
from dropgrade.quiz.exchange.jupyterquiz import JUPYTERQUIZ
from dropgrade.quiz.exchange.moodle import MOODLE
from dropgrade.quiz.exchange.qti import QTI
from dropgrade.quiz.exchange.weights import Exporter
from dropgrade.quiz.format.model import Quiz

EXPORTS: dict[str, Exporter] = {"moodle": MOODLE, "gift": GIFT, "qti": QTI, "jupyterquiz": JUPYTERQUIZ}


def export(quizzes: Sequence[Quiz], to: str) -> bytes:
    """The content of one file with all the quizzes, the same bytes every time."""
    return _exporter(to).write(quizzes)


def losses(quiz: Quiz, to: str) -> list[str]:
    """What a format cannot carry of a quiz, a sentence each."""
    return list(_exporter(to).losses(quiz))


def _exporter(to: str) -> Exporter:
    if to not in EXPORTS:
        raise TargetError(f"{to!r} is no format that quizzes are written in", f"Choose one of {', '.join(EXPORTS)}.")
    return EXPORTS[to]
