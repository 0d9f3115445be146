"""Canvas: files `sortablename[_LATE]_userid_attachmentid_name.py`, or `[LATE_]anon_id_…` where marking is anonymous."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from dropgrade.classroom.intake.arrivals import Listing, Part, Shape, mostly

NAME = re.compile(
    r"(?:(?P<late1>LATE_)?(?P<anonymous>anon)|(?P<slug>[^_]\w*?)(?P<late2>_LATE)?)_(?P<user>\d+|(?<=anon_)\w+?)_"
    r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)"
)


def read(path: PurePosixPath) -> Part | None:
    """Parse a name; an entry typed into Canvas is a text or a link."""
    found = NAME.fullmatch(path.parts[0])
    if found is None or len(path.parts) > 1:
        return None
    inner = PurePosixPath(found["file"]) if found["file"] else PurePosixPath("onlinetext", f"{found['typed']}.html")
    late = bool(found["late1"] or found["late2"])
    return Part(f"Canvas user {found['user']}", {"canvas": found["user"]}, inner, found["slug"] or "", marked_late=late)


def _title(listing: Listing) -> str:
    return "Canvas, anonymous" if all("anon_" in name for name in listing.tops) else "Canvas"


CANVAS = Shape(_title, lambda listing: mostly(read, map(listing.place, listing.entries)), lambda _: read)
