"""Settings that a page restores when the lab is opened again: the last network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dropgrade.lab.asked import text
from dropgrade.progress.store import Data, Progress, progress_file

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Session

LONGEST = 4_000
PLACE = "lab_page"
"""The key of the page's settings in the record."""


def keep(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """Keep the network of Build, as the text of an address, with its name."""
    kept = {"net": text(ask, "net", longest=LONGEST), "name": text(ask, "name", longest=LONGEST)}

    def change(data: Data) -> None:
        data[PLACE] = kept

    _progress(session).update(change)
    return {}


def greeting(session: Session) -> dict[str, object]:
    """The network that was kept, if any, in the form of an address."""
    kept = _progress(session).read().get(PLACE)
    if not isinstance(kept, dict) or not all(isinstance(kept.get(key), str) for key in ("net", "name")):
        return {"kept": None}
    return {"kept": {"net": kept["net"], "name": kept["name"]}}


def _progress(session: Session) -> Progress:
    return Progress(progress_file(session.course), lambda _line: None)


HANDLERS = {"page.keep": keep}
