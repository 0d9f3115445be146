"""Exchange quizzes with other systems: one module per format, for writing and reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dropgrade.errors import TargetError
from dropgrade.quiz.exchange.gift import GIFT
from dropgrade.quiz.exchange.gift_reading import read_gift
from dropgrade.quiz.exchange.imported import Source
from dropgrade.quiz.exchange.jupyterquiz import JUPYTERQUIZ
from dropgrade.quiz.exchange.moodle import MOODLE
from dropgrade.quiz.exchange.moodle_reading import read_moodle
from dropgrade.quiz.exchange.qti import QTI
from dropgrade.quiz.exchange.text2qti import read_text2qti
from dropgrade.quiz.exchange.weights import Exporter
from dropgrade.quiz.format.model import Quiz


@dataclass(frozen=True, slots=True)
class Format:
    """The format of another system: how quizzes are written and read, if they are."""

    exporter: Exporter | None = None
    read: Callable[[bytes], Source] | None = None
    suffix: str = ""
    """The suffix that identifies files of this format."""


FORMATS = {
    "moodle": Format(MOODLE, read_moodle, ".xml"),
    "gift": Format(GIFT, read_gift, ".gift"),
    "qti": Format(QTI),
    "jupyterquiz": Format(JUPYTERQUIZ),
    "text2qti": Format(read=read_text2qti),
}
WRITTEN = [name for name, each in FORMATS.items() if each.exporter]
READ = [name for name, each in FORMATS.items() if each.read]
BY_SUFFIX = {each.suffix: name for name, each in FORMATS.items() if each.suffix}


def export(quizzes: Sequence[Quiz], to: str) -> bytes:
    """Return the content of one file with all the quizzes; the same quizzes give the same bytes."""
    return _exporter(to).write(quizzes)


def losses(quiz: Quiz, to: str) -> list[str]:
    """Return what a format cannot express of a quiz, one sentence each."""
    return list(_exporter(to).losses(quiz))


def _exporter(to: str) -> Exporter:
    if to not in WRITTEN:
        raise TargetError(f"Quizzes are not written in the format {to!r}.", f"Choose one of {', '.join(WRITTEN)}.")
    exporter = FORMATS[to].exporter
    assert exporter is not None  # noqa: S101 - for the type checker
    return exporter


def reader(kind: str) -> Callable[[bytes], Source]:
    """Return the function that reads a format; raises `TargetError` if there is none."""
    if kind not in READ:
        raise TargetError(f"Quizzes are not read from the format {kind!r}.", f"Choose one of {', '.join(READ)}.")
    read = FORMATS[kind].read
    assert read is not None  # noqa: S101 - for the type checker
    return read
