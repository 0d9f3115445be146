"""The record of spotted and missed mistakes; each comes back as questions do, after 1, 3, 7 and 21 days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dropgrade.progress.problem_progress import is_moment
from dropgrade.quiz.history import DUE_AFTER

ROOM = "spotted"
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Spotted:
    """How often a mistake was looked for, how often in a row it was spotted, and when the last time was."""

    times: int = 0
    in_a_row: int = 0
    when: str = ""

    def after(self, moment: datetime, *, is_right: bool) -> Spotted:
        """The record after one more time."""
        return Spotted(self.times + 1, self.in_a_row + 1 if is_right else 0, moment.isoformat(timespec="seconds"))

    def is_due(self, now: datetime) -> bool:
        """Whether it was missed the last time, or is due again."""
        if not self.times or self.in_a_row > len(DUE_AFTER):
            return False
        return not self.in_a_row or now - datetime.fromisoformat(self.when) >= timedelta(DUE_AFTER[self.in_a_row - 1])


def spotted_in(data: Mapping[str, Any], problem: str) -> dict[str, Spotted]:
    """The mistakes of a problem that were asked for, by name; damaged entries count as absent."""
    room = data.get(ROOM)
    kept = room.get(problem) if isinstance(room, dict) else None
    found = {name: _read(each) for name, each in kept.items()} if isinstance(kept, dict) else {}
    return {name: each for name, each in found.items() if each is not None}


def _read(kept: object) -> Spotted | None:
    match kept:
        case {"times": int() as times, "in_a_row": int() as in_a_row, "when": str() as when} if (
            0 <= in_a_row <= times <= MOST and is_moment(when)
        ):
            return Spotted(times, in_a_row, when)
    return None


def not_spotted(data: Mapping[str, Any], problem: str, mistakes: Iterable[str]) -> list[str]:
    """The mistakes among these that were not spotted the last time, or never asked for."""
    known = spotted_in(data, problem)
    return [name for name in mistakes if not known.get(name, Spotted()).in_a_row]


def keep_spotted(data: dict[str, Any], problem: str, mistake: str, *, is_right: bool) -> None:
    """Record that a mistake was spotted, or missed."""
    known = spotted_in(data, problem)
    known[mistake] = known.get(mistake, Spotted()).after(datetime.now(UTC), is_right=is_right)
    room = data.get(ROOM)
    kept = {name: asdict(each) for name, each in known.items()}
    data[ROOM] = {**(room if isinstance(room, dict) else {}), problem: kept}


def due_in(data: Mapping[str, Any], now: datetime) -> dict[str, list[str]]:
    """The mistakes that are due again, by problem."""
    room = data.get(ROOM)
    problems = sorted(room) if isinstance(room, dict) else []
    found = {p: [name for name, each in spotted_in(data, p).items() if each.is_due(now)] for p in problems}
    return {problem: names for problem, names in found.items() if names}
