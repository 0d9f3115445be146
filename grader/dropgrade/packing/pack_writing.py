"""Write a pack as a zip or a folder, completely, and never over other files by accident."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from dropgrade.errors import Refused
from dropgrade.files import write_whole

Contents = Mapping[str, bytes]
"""The contents of a pack by path."""
PROGRAMS = ("setup.sh", "run_autograder", "run_dropgrade")
"""Files with these names are executable."""
MOMENT = (2000, 1, 1, 0, 0, 0)
"""The time of every file, so that the same course gives the same zip."""


def write_pack(place: Path, contents: Contents, *, replaces: bool) -> None:
    """Write a pack: a zip if the name ends in .zip, else a folder.

    Raises `Refused` if something exists there that must not be replaced or that cannot be an older pack.
    """
    is_zip = place.suffix.lower() == ".zip"
    if os.path.lexists(place):
        _refuse_replacing(place, contents, is_zip=is_zip, replaces=replaces)
    if is_zip:
        write_whole(place, zipped(contents))
    else:
        _write_folder(place, contents)


def _refuse_replacing(place: Path, contents: Contents, *, is_zip: bool, replaces: bool) -> None:
    if not replaces:
        raise Refused(f"{place} exists already, and was not changed.", "Name another, or add --force.")
    if place.is_symlink() or place.is_dir() == is_zip:
        raise Refused(f"{place} is not {'a file' if is_zip else 'a folder'}.", "Name another place.")
    if not is_zip:
        foreign = {each.name for each in place.iterdir()} - {name.partition("/")[0] for name in contents}
        if foreign:
            raise Refused(
                f"{place} holds {min(foreign)}, which does not belong to such a pack.", "Name another folder."
            )


def zipped(contents: Contents) -> bytes:
    """Return a pack as a zip: the same bytes for the same contents."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | _mode(name)) << 16
            archive.writestr(entry, contents[name])
    return stream.getvalue()


def _write_folder(place: Path, contents: Contents) -> None:
    """Write the folder under a temporary name and rename it when it is complete."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=place.parent))
    try:
        new = draft / place.name
        for name, content in contents.items():
            file = new / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            file.chmod(_mode(name))
        if place.exists():
            place.replace(draft / "old")
        new.replace(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _mode(name: str) -> int:
    return 0o755 if name.rpartition("/")[2] in PROGRAMS else 0o644
