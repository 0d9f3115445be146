"""Problems in the record of progress: attempts, scores, hints that were seen, solutions that were given up for.

The record is plain data that a person may have edited; who keeps it, and where, is no matter here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

Data = dict[str, Any]
ROOM = "problems"
MOST = 1_000_000
"""More than anyone has attempts, hints or points; what is larger is no such number."""


class State(StrEnum):
    """How far a problem has come."""

    NOT_STARTED = "not started"
    ATTEMPTED = "attempted"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a student stands with a problem; an attempt is the check of a file that had changed.

    `hints` were seen, the last of them after `hinted_at` attempts; times are ISO texts, empty where there is none yet.
    """

    attempts: int = 0
    best: float = 0.0
    last: float = 0.0
    worth: float = 0.0
    sha256: str = ""
    first: str = ""
    latest: str = ""
    passed: str = ""
    hints: int = 0
    hinted_at: int = 0
    gave_up: str = ""

    @property
    def state(self) -> State:
        """How far the problem has come; once passed is passed."""
        if self.passed:
            return State.PASSED
        return State.ATTEMPTED if self.attempts else State.NOT_STARTED

    @property
    def may_see_hint(self) -> bool:
        """Whether the next hint is open: the first one always, the others after a new attempt each."""
        return self.hints == 0 or self.attempts > self.hinted_at

    def graded(self, score: float, worth: float, sha256: str, when: str) -> Standing:
        """The standing after a check."""
        return replace(
            self,
            attempts=self.attempts + (sha256 != self.sha256),
            best=max(self.best, score) if worth == self.worth else score,
            last=score,
            worth=worth,
            sha256=sha256,
            first=self.first or when,
            latest=when,
            passed=self.passed or (when if score == worth else ""),
        )

    def hinted(self) -> Standing:
        """The standing after one more hint was seen."""
        return replace(self, hints=self.hints + 1, hinted_at=self.attempts)

    def surrendered(self, when: str) -> Standing:
        """The standing after the solution was asked for before full marks."""
        return replace(self, gave_up=self.gave_up or when)


def at_hand(standings: Mapping[str, Standing]) -> str | None:
    """The problem to work on: what was tried last, unless it is passed; else the first that is not."""
    still_open = [name for name, standing in standings.items() if standing.state is not State.PASSED]
    tried = [name for name, standing in standings.items() if standing.latest]
    latest = max(tried, key=lambda name: standings[name].latest, default=None)
    return latest if latest in still_open else next(iter(still_open), None)


def standing_of(data: Mapping[str, Any], problem: str) -> Standing:
    """Where a problem stands on record; what is not as it should be there counts as nothing."""
    room = data.get(ROOM)
    kept = room.get(problem) if isinstance(room, dict) else None
    found = Standing(**_sound(kept)) if isinstance(kept, dict) else Standing()
    return replace(found, best=min(found.best, found.worth), last=min(found.last, found.worth))


def keep_standing(data: Data, problem: str, standing: Standing) -> None:
    """Put on record where a problem stands."""
    room = data.get(ROOM)
    data[ROOM] = {**(room if isinstance(room, dict) else {}), problem: asdict(standing)}


def _sound(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that have a name and a kind that a standing knows."""
    plain = asdict(Standing())
    kinds = {name: (int, float) if isinstance(value, float) else (type(value),) for name, value in plain.items()}
    return {
        name: kept[name] for name in plain if type(kept.get(name)) in kinds[name] and _is_sensible(name, kept[name])
    }


def _is_sensible(name: str, value: float | str) -> bool:
    """Whether a number is one that can come about, and a time is one."""
    if not isinstance(value, str):
        return 0 <= value <= MOST
    return name == "sha256" or not value or _is_moment(value)


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
