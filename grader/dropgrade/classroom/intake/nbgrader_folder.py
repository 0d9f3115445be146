"""nbgrader: `submitted/student/assignment/`, with the time in `timestamp.txt`."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath

from dropgrade.classroom.intake.arrivals import Arrival, Entry, Listing, Part, Reader, Shape

STAMP = "timestamp.txt"


def _inside(listing: Listing) -> Listing:
    return listing.inside("submitted") if set(listing.tops) == {"submitted"} else listing


def _fits(listing: Listing) -> bool:
    inner = _inside(listing)
    return any(len(path.parts) == 3 and path.name == STAMP for path in map(inner.place, inner.entries))  # noqa: PLR2004


def _reader(listing: Listing) -> Reader:
    skip = len(_inside(listing).root.parts) - len(listing.root.parts)

    def read(path: PurePosixPath) -> Part | None:
        parts = path.parts[skip:]
        if len(parts) < 3:  # noqa: PLR2004 - student, assignment, file
            return None
        return Part(f"{parts[0]}/{parts[1]}", {"nbgrader": parts[0]}, PurePosixPath(*parts[2:]), parts[0])

    return read


def _finish(listing: Listing, arrivals: list[Arrival]) -> list[Arrival]:
    del listing
    for arrival in arrivals:
        stamp = next((entry for path, entry in arrival.files if path.parts == (STAMP,)), None)
        arrival.submitted_at = _time(stamp) if stamp and not stamp.fault else None
        arrival.files = [file for file in arrival.files if file[0].parts != (STAMP,)]
    return arrivals


def _time(stamp: Entry) -> datetime | None:
    with suppress(OSError, ValueError), stamp.open() as stream:
        text = stream.read(100).decode("ascii").strip().removesuffix("UTC").strip()
        time = datetime.fromisoformat(text)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return None


NBGRADER = Shape(lambda _: "nbgrader", _fits, _reader, _finish)
