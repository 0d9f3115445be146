"""Quizzes in the record of progress: every try that was made, and the sittings that were left unfinished.

The record is plain data; who keeps it, and where, is no matter here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dropgrade.course.quizzes.quiz import Quiz
from dropgrade.quiz.history import Try, try_from_json
from dropgrade.quiz.sitting import Sitting, resume

Data = dict[str, Any]
ROOM = "quizzes"


def tries_in(data: Mapping[str, Any]) -> list[Try]:
    """Every try on record; an entry that is none is passed over."""
    entries = _room(data).get("tries", [])
    found = map(try_from_json, (e for e in entries if isinstance(e, dict))) if isinstance(entries, list) else ()
    return [each for each in found if each]


def unfinished(data: Mapping[str, Any], name: str, quizzes: Mapping[str, Quiz]) -> Sitting | None:
    """The sitting of this name that was left with questions to ask."""
    sittings = _room(data).get("sittings", {})
    kept = sittings.get(name) if isinstance(sittings, dict) else None
    return resume(kept, quizzes, tries_in(data)) if isinstance(kept, dict) else None


def remember(data: Data, sitting: Sitting, made: Try | None) -> None:
    """Put a new try on record, and the sitting as it now stands; one that is finished is not kept."""
    room = data[ROOM] = dict(_room(data))
    tries = room.get("tries")
    room["tries"] = [*(tries if isinstance(tries, list) else []), *([made.to_json()] if made else [])]
    sittings = room.get("sittings")
    kept = dict(sittings) if isinstance(sittings, dict) else {}
    kept.pop(sitting.name, None)
    if sitting.open:
        kept[sitting.name] = sitting.to_json()
    room["sittings"] = kept


def _room(data: Mapping[str, Any]) -> Mapping[str, Any]:
    room = data.get(ROOM, {})
    return room if isinstance(room, dict) else {}
