"""Write files completely or not at all, and show paths the way a user would type them."""

from __future__ import annotations

import itertools
import os
import tempfile
from contextlib import suppress
from pathlib import Path

DRAFT = ".draft-"
"""Prefix of the names of files that are still being written; the process id follows it."""


def shown(file: Path) -> str:
    """Return a path as the user would type it: relative to the current folder if it is inside it, else absolute."""
    return str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)


def write_whole(file: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file under a temporary name and rename it, so that nobody ever reads half of it.

    A symbolic link is kept and its target is replaced. Anything that is not a regular file, such as a pipe, is written
    to directly. Only the owner can read a new file that `is_private`.

    Raises `OSError` with the name of the file itself; its previous content is then unchanged.
    """
    if file.exists() and not file.is_file():
        file.write_bytes(content)
        return
    try:
        place = Path(os.path.realpath(file))
        fresh = 0o600 if is_private else 0o666 & ~_umask()
        mode = place.stat().st_mode & 0o777 if place.exists() else fresh
        descriptor, draft = tempfile.mkstemp(dir=place.parent, prefix=f"{DRAFT}{os.getpid()}-")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(draft).chmod(mode)  # keep the mode, or use the default; mkstemp makes 0600
            Path(draft).replace(place)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None


def clear_drafts(folder: Path) -> None:
    """Remove drafts that killed processes left in a folder; ignore those that cannot be removed."""
    with suppress(OSError):
        for draft in folder.glob(f"{DRAFT}*"):
            writer = draft.name.removeprefix(DRAFT).partition("-")[0]
            if not (writer.isascii() and writer.isdecimal() and _is_running(int(writer))):
                draft.unlink()


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # Windows has no signal 0 to ask with
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def moved_aside(file: Path, aside: Path) -> Path | None:
    """Rename a file to `aside`, or to a numbered name if that exists; return the new path, or None without a file."""
    for number in itertools.count(1):
        place = aside if number == 1 else aside.with_name(f"{aside.stem}-{number}{aside.suffix}")
        try:
            os.link(file, place)  # never overwrites, unlike a rename
        except FileExistsError:
            continue
        except FileNotFoundError:
            return None
        except OSError:  # a file system without hard links
            if place.exists():
                continue
            file.replace(place)
            return place
        file.unlink(missing_ok=True)
        return place
    raise AssertionError  # unreachable: there is always another number


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
