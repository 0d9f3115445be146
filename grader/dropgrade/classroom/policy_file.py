"""Read `policy.toml`; a fault is reported with its line."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NoReturn

from dropgrade.classroom.lateness import Extension, Penalty, Policy
from dropgrade.course.faults import AT_LINE, line_of
from dropgrade.course.toml_text import read_toml
from dropgrade.errors import TargetError

FILE = "policy.toml"
KEYS = ("due", "due_dates", "grace_minutes", "attempt", "late", "extension", "groups", "show_inputs_from")
IN_LATE = ("per_day", "steps", "of", "at_most", "free_days")
IN_EXTENSION = ("column", "value", "values", "days", "due", "problems")
ATTEMPTS = ("last", "best")
BASES = ("score", "max_score")
MOST_DAYS = 10_000
YEARS = range(1970, 9000)
HINT = "solutions/README.md shows a policy with all its settings."


def read_policy(folder: Path, problems: Sequence[str], columns: Sequence[str]) -> Policy:
    """The policy in a folder, or one without due dates where there is none.

    `problems` are those that are graded, `columns` those of the roster. Raises `TargetError` with the first fault.
    """
    file = folder / FILE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Policy()
    except OSError as error:
        raise TargetError(f"{file} cannot be read: {error.strerror}.", "Check whether it is a file of yours.") from None
    except UnicodeDecodeError:
        raise TargetError(f"{file} is not UTF-8 text.", "Save it as UTF-8.") from None
    try:
        data = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        place = AT_LINE.search(str(error))
        line = f", line {place[1]}" if place and place[1] else ""
        words = AT_LINE.sub("", str(error)).strip()
        raise TargetError(f"{file}{line}: this is not TOML: {words}", "Fix the line.") from None
    return _Reader(file, text, problems, [column.casefold() for column in columns]).policy(data)


class _Reader:
    """Reads the settings, and knows their lines."""

    def __init__(self, file: Path, text: str, problems: Sequence[str], columns: Sequence[str]) -> None:
        self._file, self._text = file, text
        self._problems, self._columns = problems, columns

    def policy(self, data: Mapping[str, Any]) -> Policy:
        self._known(data, KEYS)
        due_dates = self._table(data, "due_dates")
        groups = self._table(data, "groups")
        self._known(groups, ("column",))
        return Policy(
            due=self._moment(data, "due"),
            due_dates={self._problem(word): self._moment(due_dates, word) for word in due_dates},  # type: ignore[misc]
            grace=timedelta(minutes=self._number(data, "grace_minutes", most=MOST_DAYS)),
            counts_best=self._one_of(data, "attempt", ATTEMPTS) == "best",
            penalty=self._penalty(self._table(data, "late")),
            extensions=tuple(self._extension(each) for each in self._tables(data, "extension")),
            group_column=self._column(groups, "column") if groups else "",
            inputs_hidden_until=self._moment(data, "show_inputs_from"),
        )

    def _penalty(self, late: Mapping[str, Any]) -> Penalty:
        self._known(late, IN_LATE)
        if "per_day" in late and "steps" in late:
            self._refuse("steps", "`per_day` and `steps` exclude each other")
        return Penalty(
            per_day=self._number(late, "per_day", most=100),
            steps=self._steps(late),
            at_most=self._number(late, "at_most", most=100) if "at_most" in late else 100.0,
            free_days=self._number(late, "free_days", most=MOST_DAYS),
            is_of_maximum=self._one_of(late, "of", BASES) == "max_score",
        )

    def _steps(self, late: Mapping[str, Any]) -> tuple[tuple[float, float], ...]:
        steps = late.get("steps", [])
        right = isinstance(steps, list) and all(
            isinstance(step, list) and len(step) == 2 and all(map(_is_amount, step))  # noqa: PLR2004 - days, percent
            for step in steps
        )
        found = tuple((float(days), float(percent)) for days, percent in steps) if right else ()
        if not right or found != tuple(sorted(found)) or any(percent > 100 for _, percent in found):  # noqa: PLR2004
            self._refuse("steps", "`steps` must be pairs of days and percent, in order, such as [[1, 10], [3, 50]]")
        return found

    def _extension(self, data: Mapping[str, Any]) -> Extension:
        self._known(data, IN_EXTENSION)
        values = data.get("values", [data["value"]] if "value" in data else [])
        if not isinstance(values, list) or not values or not all(isinstance(v, str | int) for v in values):
            self._refuse("extension", "an extension needs a `value`, or a list of `values`, of its column")
        if ("days" in data) == ("due" in data):
            self._refuse("extension", "an extension has either `days` or a `due` date")
        problems = data.get("problems", [])
        if not isinstance(problems, list):
            self._refuse("problems", "`problems` must be a list of names")
        return Extension(
            self._column(data, "column"),
            tuple(map(str, values)),
            self._number(data, "days", most=MOST_DAYS),
            self._moment(data, "due"),
            tuple(self._problem(str(word)) for word in problems),
        )

    # Values.

    def _known(self, data: Mapping[str, Any], keys: Sequence[str]) -> None:
        for key in data:
            if key not in keys:
                self._refuse(key, f"`{key}` is unknown; the settings here are {', '.join(keys)}")

    def _table(self, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            self._refuse(key, f"`{key}` must be a table: [{key}]")
        return value

    def _tables(self, data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._refuse(key, f"`{key}` must be tables: [[{key}]]")
        return value

    def _moment(self, data: Mapping[str, Any], key: str) -> datetime | None:
        """A date and time; without an offset in the time zone of this machine, without a time at the end of the day."""
        value = data.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time(23, 59, 59))
        if not isinstance(value, datetime) or value.year not in YEARS:
            self._refuse(key, f"`{key}` must be a date and time, such as 2026-11-20T23:59:00+01:00")
        return value if value.tzinfo else value.astimezone()

    def _number(self, data: Mapping[str, Any], key: str, most: float = math.inf) -> float:
        value = data.get(key, 0)
        if not _is_amount(value) or value > most:
            limit = f" to {most:.0f}" if most < math.inf else ""
            self._refuse(key, f"`{key}` must be a number from 0{limit}")
        return float(value)

    def _one_of(self, data: Mapping[str, Any], key: str, words: Sequence[str]) -> str:
        value = data.get(key, words[0])
        if value not in words:
            self._refuse(key, f"`{key}` must be {' or '.join(map(repr, words))}")
        return str(value)

    def _column(self, data: Mapping[str, Any], key: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value:
            self._refuse(key, f"`{key}` must name a column of the roster")
        if value.casefold() not in self._columns:
            self._refuse(key, f"the roster has no column {value!r}")
        return value

    def _problem(self, word: str) -> str:
        found = [name for name in self._problems if name == word or name.partition("_")[0] == word]
        if len(found) != 1:
            self._refuse(word, f"{word!r} is no problem that is graded")
        return found[0]

    def _refuse(self, key: str, message: str) -> NoReturn:
        line = line_of(key, self._text) or next(
            (n for n, text in enumerate(self._text.split("\n"), 1) if key and key in text.partition("#")[0]), 0
        )
        place = f"{self._file}, line {line}" if line else str(self._file)
        raise TargetError(f"{place}: {message}.", HINT)


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf
