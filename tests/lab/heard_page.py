"""A page without a browser: it asks a session of the lab, and keeps the messages."""

from __future__ import annotations

import json
import threading
from typing import Any

from dropgrade.course.course import Course
from dropgrade.lab.lab_session import Session

PATIENCE = 60


class Page:
    """What a page hears, from any thread: answers and events, and the arrays of the last message that had some."""

    def __init__(self, course: Course) -> None:
        self.heard: list[dict[str, Any]] = []
        self.arrays: dict[str, Any] = {}
        self.news = threading.Condition()
        self.session = Session(course, self._hear)

    def _hear(self, message: Any, arrays: Any) -> None:
        json.dumps(message, allow_nan=False)
        with self.news:
            self.heard.append(dict(message))
            self.arrays = dict(arrays) or self.arrays
            self.news.notify_all()

    def ask(self, ask: str, /, **details: Any) -> dict[str, Any]:
        """The answer to an ask, or what is wrong with it as `problem`."""
        number = len(self.heard) + 1000
        self.session.answer({"id": number, "ask": ask, **details})
        with self.news:
            found = next(message for message in self.heard if message.get("id") == number)
        answer: dict[str, Any] = {"problem": found["problem"]} if "problem" in found else found["answer"]
        return answer

    def events(self, *names: str, **fields: Any) -> list[dict[str, Any]]:
        """The events of one of these names, with these fields, that have come so far."""
        return [each for each in self.heard if each.get("event") in names and fields.items() <= each.items()]

    def wait_for(self, *names: str, count: int = 1, **fields: Any) -> dict[str, Any]:
        """The latest of such events, once so many have come."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.events(*names, **fields)) >= count, PATIENCE), self.heard[-3:]
            return self.events(*names, **fields)[-1]
