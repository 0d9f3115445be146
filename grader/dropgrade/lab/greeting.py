"""The first answer to a page: the course, its problems, and what each part of the lab offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dropgrade.course.problem import read_description
from dropgrade.lab.lab_session import PARTS, Session, part_named

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Answer


def hello(session: Session, ask: Mapping[str, Any]) -> Answer:
    """The problems of the course, the one that the lab was opened for, and the greetings of the parts."""
    del ask
    course = session.course
    described = [read_description(course, name) for name in course.names()]
    found: dict[str, object] = {
        "course": str(course.identity),
        "problem": session.problem,
        "problems": [{"name": each.name, "title": each.title, "part": each.part} for each in described],
    }
    for word in PARTS:
        if add := getattr(part_named(word), "greeting", None):
            found |= add(session)
    return found


HANDLERS = {"hello": hello}
