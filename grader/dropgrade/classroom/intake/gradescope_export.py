"""Gradescope: an export with `submission_N/` folders, and a YAML file beside them with students and times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath

from dropgrade.classroom.intake.arrivals import Arrival, Listing, Part, Reader, Shape

METADATA = "submission_metadata.yml"
LARGEST = 50_000_000
FOLDER = re.compile(r"submission_\d+")
SUBMISSION = re.compile(r"[\"']?(submission_\d+)[\"']?:\s*")
SETTING = re.compile(r"(?P<indent> *)(?P<item>- )?:?(?P<key>\w+):(?: (?P<value>.*))?")
TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|UTC|[+-]\d\d:?\d\d)?")
PERSON = ("name", "sid", "email")


def _fits(listing: Listing) -> bool:
    return METADATA in listing.tops and any(map(FOLDER.fullmatch, listing.tops))


def _reader(listing: Listing) -> Reader:
    del listing

    def read(path: PurePosixPath) -> Part | None:
        top, *rest = path.parts
        if path.parts == (METADATA,):
            return Part("", {}, path)
        return Part(top, {}, PurePosixPath(*rest)) if rest and FOLDER.fullmatch(top) else None

    return read


def _finish(listing: Listing, arrivals: list[Arrival]) -> list[Arrival]:
    """Give each submission its students and its time."""
    entry = next(entry for entry in listing.entries if listing.place(entry).parts == (METADATA,))
    with entry.open() as stream:
        known = read_metadata(stream.read(LARGEST).decode("utf-8", "replace"))
    for arrival in arrivals:
        people, when = known.get(arrival.place, ((), None))
        arrival.people = tuple({k: v for k, v in person.items() if k != "name" and v} for person in people)
        arrival.name = next((person["name"] for person in people if person.get("name")), "")
        arrival.submitted_at = when
    return arrivals


def read_metadata(text: str) -> dict[str, tuple[tuple[Mapping[str, str], ...], datetime | None]]:
    """The students and the time of each submission. Only the lines that are needed are read, by indentation."""
    found: dict[str, tuple[tuple[Mapping[str, str], ...], datetime | None]] = {}
    for name, lines in _blocks(text):
        people: list[dict[str, str]] = []
        when, section = None, ""
        for line in lines:
            setting = SETTING.match(line)
            if setting is None:
                continue
            indent = len(setting["indent"])
            if indent == 2 and not setting["item"]:  # noqa: PLR2004 - the depth of a submission's own settings
                section = setting["key"]
                when = _time(setting["value"]) if section == "created_at" else when
            elif section == "submitters" and setting["key"] in PERSON:
                people += [{}] if setting["item"] else []
                (people or [{}])[-1][setting["key"]] = _scalar(setting["value"] or "")
        found[name] = (tuple(people), when)
    return found


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    name, lines = "", list[str]()
    for line in [*text.splitlines(), "submission_0:"]:
        if start := SUBMISSION.fullmatch(line):
            if name:
                yield name, lines
            name, lines = start[1], []
        else:
            lines.append(line)


def _scalar(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        with suppress(ValueError):
            return str(json.loads(text))
    if text.startswith("'") and text.endswith("'"):
        return text[1:-1].replace("''", "'")
    return "" if text in ("~", "null") else text


def _time(text: str | None) -> datetime | None:
    found = TIME.match((text or "").strip().strip("'\""))
    if found is None:
        return None
    zone = found[3] if found[3] not in (None, "Z", "UTC") else "+00:00"
    with suppress(ValueError):
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}").astimezone(UTC)
    return None


GRADESCOPE = Shape(lambda _: "Gradescope export", _fits, _reader, _finish)
