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
    """Put a new try on record, and the sitting as it now stands; one that is finished is not kept.

    Where two commands go on with one sitting, the first of their first tries counts; a sitting that was begun later
    by another is left alone.
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
    """The try, unless another command has made the same one of this sitting already."""
    if made is None:
        return []
    place = (made.sitting, made.quiz, made.question, made.edition, made.number)
    is_there = any((t.sitting, t.quiz, t.question, t.edition, t.number) == place for t in tries_in(data))
    return [] if is_there else [made.to_json()]


def _merged(sitting: Sitting, theirs: object) -> dict[str, object] | None:
    """The sitting as it is kept, with what another command has finished of it; None where all is."""
    others = {tuple(map(str, each)) for each in theirs if isinstance(each, list)} if isinstance(theirs, list) else set()
    finished = sitting.finished | {each for each in others if len(each) == 3}  # noqa: PLR2004 - a quiz, a question, an edition
    if all(place.key in finished for place in sitting.places):
        return None
    return sitting.to_json() | {"finished": sorted(map(list, finished))}


def _room(data: Mapping[str, Any]) -> Mapping[str, Any]:
    room = data.get(ROOM, {})
    return room if isinstance(room, dict) else {}
