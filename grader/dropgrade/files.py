"""Files: written whole or not at all, and named as the user would."""

from __future__ import annotations

import itertools
import os
import tempfile
from contextlib import suppress
from pathlib import Path

DRAFT = ".draft-"
"""How the name of a file begins that is still being written; the number of the process follows."""


def shown(file: Path) -> str:
    """A path as the user would write it: from the current folder where it lies in it."""
    return str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)


def write_whole(file: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file beside its place and move it there, so that nobody ever finds half of it.

    A link stays one, and its target is replaced; what is no plain file, such as a pipe, is written to as it is. A new
    file that `is_private` can be read by its owner alone.
    Raises `OSError` that names the file itself; what was there before is then as it was.
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
            Path(draft).chmod(mode)  # as before, or as any new file of the user's, not as a temporary one
            Path(draft).replace(place)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None


def clear_drafts(folder: Path) -> None:
    """Remove what a command that was killed in the middle of a write has left in a folder; what cannot be, stays."""
    with suppress(OSError):
        for draft in folder.glob(f"{DRAFT}*"):
            writer = draft.name.removeprefix(DRAFT).partition("-")[0]
            if not (writer.isascii() and writer.isdecimal() and _is_running(int(writer))):
                draft.unlink()


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # signal 0 is not a question there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def moved_aside(file: Path, aside: Path) -> Path | None:
    """Give a file another name that nothing has yet, like this one, and return it; None where the file is gone."""
    for number in itertools.count(1):
        place = aside if number == 1 else aside.with_name(f"{aside.stem}-{number}{aside.suffix}")
        try:
            os.link(file, place)  # which never takes the place of another file
        except FileExistsError:
            continue
        except FileNotFoundError:
            return None
        except OSError:  # a file system without links
            if place.exists():
                continue
            file.replace(place)
            return place
        file.unlink(missing_ok=True)
        return place
    raise AssertionError  # there is always another number


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
