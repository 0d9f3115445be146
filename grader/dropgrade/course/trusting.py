"""The list of folders whose suites may run, since being in a folder does not mean trusting its code.

The list is in the user's configuration. Each entry has a resolved path and the owner of the folder at that time, so
that another folder that later has the same path is not trusted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dropgrade.errors import DropgradeError
from dropgrade.files import write_whole

VERSION = 1
PATIENCE = 10.0
"""Seconds to wait for another command that is writing the list."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A folder whose code the user trusts, and the user id of its owner at that time."""

    folder: Path
    owner: int

    @property
    def holds(self) -> bool:
        """Whether the folder exists and still has the same owner."""
        return owner_of(self.folder) == self.owner


def trust_file() -> Path:
    """Return the path of the list."""
    from platformdirs import user_config_path

    return user_config_path("dropgrade", appauthor=False) / "trusted.json"


def trusted_folders() -> tuple[Trusted, ...]:
    """Return the list, the latest entry last; raises `DropgradeError` if the file is damaged."""
    file = trust_file()
    try:
        data = json.loads(file.read_bytes())
        return tuple(Trusted(Path(each["path"]), int(each["owner"])) for each in data["trusted"])
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        hint = "Move it away, and trust your courses again: dropgrade trust DIR"
        raise DropgradeError(f"{file} is not a list of trusted folders.", hint) from None


def is_trusted(folder: Path) -> bool:
    """Whether the user has trusted the code in exactly this folder; False if the list cannot be read."""
    try:
        return any(each.folder == folder and each.holds for each in trusted_folders())
    except DropgradeError:
        return False


def trust(folder: Path) -> None:
    """Add a folder to the list; raises `OSError` if it cannot be written."""
    new = Trusted(folder.resolve(), owner_of(folder))
    _change(lambda known: (*(each for each in known if each.folder != new.folder), new))


def distrust(folder: Path) -> bool:
    """Remove a folder from the list, even if it no longer exists; return whether it was on it."""
    place, known = folder.resolve(), trusted_folders()
    _change(lambda known: tuple(each for each in known if each.folder != place))
    return any(each.folder == place for each in known)


def owner_of(folder: Path) -> int:
    """Return the user id of a folder's owner, or -1 if the folder cannot be inspected."""
    try:
        return folder.stat().st_uid
    except OSError:
        return -1


def _change(change: Callable[[tuple[Trusted, ...]], tuple[Trusted, ...]]) -> None:
    from filelock import FileLock, Timeout

    file = trust_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{file}.lock", timeout=PATIENCE):
            entries = [{"path": str(each.folder), "owner": each.owner} for each in change(trusted_folders())]
            write_whole(file, json.dumps({"version": VERSION, "trusted": entries}, indent=1).encode())
    except Timeout:
        hint = f"Another command holds {file}.lock; wait for it, or end it."
        raise DropgradeError("The list of trusted folders could not be changed.", hint) from None
