"""Files: written whole or not at all, and named as the user would."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


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
        descriptor, draft = tempfile.mkstemp(dir=place.parent, prefix=".draft-")
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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
