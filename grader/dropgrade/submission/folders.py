"""Find the programs and notebooks below a folder, without files that tools and systems leave there."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath

from dropgrade.errors import TargetError

SUFFIXES = (".py", ".ipynb")
JUNK = ("__pycache__", "__MACOSX", "node_modules", "site-packages", "venv", "env")
"""Folders that tools and systems create, besides hidden ones."""
JUNK_FILES = ("thumbs.db", "desktop.ini", "icon\r")
MOST_FILES = 10_000


def is_junk(name: str) -> bool:
    """Whether a file or folder was created by a system or a tool rather than a student."""
    return name.startswith((".", "~$")) or name in JUNK or name.lower() in JUNK_FILES


def programs_in(folder: Path, problems: Collection[str]) -> list[Path]:
    """Return the programs in a folder, in order; other folders of a course or a workspace are left out.

    A link with a problem's name is returned, too, and refused later, because it may lead to someone else's work.
    Raises `TargetError` if there are too many files.
    """
    exercises = folder / "exercises"
    if exercises.is_dir() and not exercises.is_symlink():
        top = [file for file in _within(folder, problems, depth=1) if file.suffix.lower() in SUFFIXES]
        return [*_within(exercises, problems), *top]
    return list(_within(folder, problems))


def _within(folder: Path, problems: Collection[str], depth: int = 12) -> Iterator[Path]:
    seen = 0
    waiting = [(folder, depth)]
    while waiting:
        place, left = waiting.pop()
        for entry in sorted(_entries(place), key=lambda each: each.name):
            seen += 1
            if seen > MOST_FILES:
                raise TargetError(
                    f"There are more than {MOST_FILES:,} files in {folder}.", "Name the folder of one problem."
                )
            if is_junk(entry.name):
                continue
            if PurePath(entry.name).suffix.lower() in SUFFIXES or (entry.is_symlink() and entry.name in problems):
                yield Path(entry.path)
            elif entry.is_dir(follow_symlinks=False) and left > 1:
                waiting.append((Path(entry.path), left - 1))


def _entries(place: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            return list(entries)
    except PermissionError:
        return []
